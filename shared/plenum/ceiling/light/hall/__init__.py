"""Light in halls: rooms so large that a matrix of all tiles by all points would not fit."""
