"""Room grids of the first public version."""
