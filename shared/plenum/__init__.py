"""Plenum completes ceilings."""
