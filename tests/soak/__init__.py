"""A soak: jobs without pause under faults without pause, and then the account."""
