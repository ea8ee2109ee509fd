"""Dragonfly models (DFJSON)."""
