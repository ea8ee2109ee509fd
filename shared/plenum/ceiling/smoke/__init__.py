"""Smoke: where detectors must be, which tiles can hold one, and the fewest that cover the room."""
