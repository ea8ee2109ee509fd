"""Drawings in print size as PDF 1.7: what `files.drawing` draws with, and nothing else of SVG."""
