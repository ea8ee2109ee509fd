"""Caches of values that cost much to find: bounded by bytes, or one for each thread."""
