"""The domain: rooms, rules, models' vocabulary. Pure: no I/O, no clock, no randomness."""
