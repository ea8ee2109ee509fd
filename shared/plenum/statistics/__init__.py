"""Figures of a running Plenum taken at one moment: by stage, and all of them, written as files."""
