"""Schedules: every component on a line."""
