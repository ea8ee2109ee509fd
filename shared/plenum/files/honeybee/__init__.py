"""Honeybee models (HBJSON)."""
