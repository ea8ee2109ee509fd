"""What outlives Redis' retention: jobs, feedback, if asked inputs and results. No job waits for it."""
