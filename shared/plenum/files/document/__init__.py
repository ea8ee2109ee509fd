"""The printable report of a building: HTML without scripts, nothing fetched, every text escaped."""
