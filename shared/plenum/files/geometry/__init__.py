"""Outlines, storeys and the tiles of a floor, on the grid and on the site."""
