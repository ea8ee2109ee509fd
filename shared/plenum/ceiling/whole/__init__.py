"""What concerns all kinds together: verification, confidence, infeasibility, reservation, least change."""
