"""Which mirrors and half-turns an outline keeps."""

from __future__ import annotations

import pytest
from shapely import Polygon, affinity

from plenum.ceiling.light.mirrors import SIGNS, overlaps


@pytest.mark.parametrize("lean", [0.0, 0.1, 0.3, 0.6, 0.9, 1.2, 1.8, 3.0])
@pytest.mark.parametrize("notch", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("signs", SIGNS)
def test_an_outline_covers_so_much_of_its_image_as_both_have_in_common(
    lean: float, notch: float, signs: tuple[int, int]
) -> None:
    """Intersection over union, about the middle of the box and about the centroid."""
    ring = ((0.0, 0.0), (8.0, 0.0), (8.0 + lean, 5.0), (notch + lean, 5.0), (0.0, 5.0 - notch))
    shape = Polygon(ring)
    about = {image[2:]: share for image, share in overlaps(ring, ()).items() if image[:2] == signs}
    for wanted in (shape.envelope.centroid, shape.centroid):
        assert any(centre == pytest.approx((wanted.x, wanted.y)) for centre in about)
    for centre, found in about.items():
        image = affinity.scale(shape, *signs, origin=centre)
        assert found == pytest.approx(shape.intersection(image).area / shape.union(image).area)
