"""Luminaires: a catalogue, and the light distribution each one has."""
