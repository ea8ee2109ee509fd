"""A building with what hangs in its ceilings as an IFC4 file, the same bytes for the same result."""
