"""The job's record: what was asked, what is committed, who works on what. One port, two implementations."""
