"""Completed buildings, `plenum.completed/1`."""
