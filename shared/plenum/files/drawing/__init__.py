"""Reflected ceiling plans as SVG: millimetres on paper, symbols that differ by shape, names escaped."""
