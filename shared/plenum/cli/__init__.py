"""The `plenum` command: parses, calls, prints. Rules live elsewhere."""
