"""One form for a plan's images."""

from __future__ import annotations

import numpy as np
import pytest

from plenum.ceiling.light.reflected.forms import first_form
from plenum.ceiling.room.room import Ring

ELL: Ring = ((0, 0), (6, 0), (6, 2), (3, 2), (3, 5), (0, 5))


@pytest.mark.parametrize("mirror", [(1, 1), (-1, 1), (1, -1), (-1, -1)])
@pytest.mark.parametrize("swapped", [False, True])
def test_every_image_of_a_plan_has_one_form_and_its_points_one_place(
    mirror: tuple[int, int], swapped: bool
) -> None:
    """Mirrored, turned, moved, the other way round."""

    def image(x: float, y: float) -> tuple[float, float]:
        x, y = 7.5 + mirror[0] * x, 9.25 + mirror[1] * y
        return (y, x) if swapped else (x, y)

    own = first_form(ELL, ())
    other = first_form(tuple(image(*corner) for corner in ELL[::-1]), ())
    assert other.outline == own.outline
    assert other.of(np.array([image(1.0, 4.0)])) == pytest.approx(own.of(np.array([[1.0, 4.0]])))
