"""Messages, the job's record and its commit, fan-in, dead letters, and the client."""
