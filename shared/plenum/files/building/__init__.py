"""Building files, `plenum.building/1`: read, checked as a whole, written."""
