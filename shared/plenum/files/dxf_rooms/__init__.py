"""Rooms that a DXF drawing shows: closed outlines on a layer, with tags in them."""
