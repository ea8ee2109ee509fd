"""The completed building, from what the stages committed."""
