"""Pipeline events for whoever wants to hear them in the same process: a bus, and hooks to put on it."""
