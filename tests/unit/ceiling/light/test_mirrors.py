"""Which mirrors and half-turns an outline keeps."""

from __future__ import annotations

import pytest
from shapely import Polygon, affinity

from plenum.ceiling.light.mirrors import OVERLAP, SIGNS, covers_image


@pytest.mark.parametrize("lean", [0.0, 0.1, 0.3, 0.6, 0.9, 1.2, 1.8, 3.0])
@pytest.mark.parametrize("notch", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("signs", SIGNS)
def test_an_outline_covers_its_image_where_both_have_enough_in_common(
    lean: float, notch: float, signs: tuple[int, int]
) -> None:
    """Also where the box around both already tells: intersection over union, reckoned here in full."""
    ring = ((0.0, 0.0), (8.0, 0.0), (8.0 + lean, 5.0), (notch + lean, 5.0), (0.0, 5.0 - notch))
    shape = Polygon(ring)
    middle = shape.envelope.centroid
    image = affinity.scale(shape, *signs, origin=middle)
    share = shape.intersection(image).area / shape.union(image).area
    assert covers_image(ring, (), (*signs, middle.x, middle.y)) == (share >= OVERLAP)
