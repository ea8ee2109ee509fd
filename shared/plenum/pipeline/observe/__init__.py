"""What a job leaves in the trace, the metrics and the log, whoever ran it."""
