"""Which mirrors and half-turns an outline keeps."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import MultiPoint, Polygon, affinity

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


@pytest.mark.parametrize("corners", [4, 5, 9])
def test_a_convex_outline_is_cut_as_any_other(corners: int) -> None:
    """Whatever its walls."""
    rng = np.random.default_rng(corners)
    for _ in range(50):
        shape = MultiPoint(np.round(rng.random((corners, 2)) * 8.0, 3)).convex_hull
        ring = tuple((x, y) for x, y in shape.exterior.coords[:-1])
        for (sx, sy, x, y), found in overlaps(ring, ()).items():
            image = affinity.scale(shape, sx, sy, origin=(x, y))
            assert found == pytest.approx(shape.intersection(image).area / shape.union(image).area, abs=1e-9)


def test_a_triangle_only_touches_what_is_turned_about_the_middle_of_a_side() -> None:
    """Along that side, whichever way rounding has it."""
    ring = (
        (4.886405331095314, 0.3002062878118661),
        (0.3894355054951665, 3.123229036074913),
        (4.589530527344829, 1.3975522449985545),
    )
    middle = (ring[0][0] + ring[1][0]) / 2.0
    turned = [
        share for (*signs, x, _), share in overlaps(ring, ()).items() if signs == [-1, -1] and x == middle
    ]
    assert turned == pytest.approx([0.0])
