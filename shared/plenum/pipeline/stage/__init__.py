"""One stage on one batch, from its message to its commit."""
