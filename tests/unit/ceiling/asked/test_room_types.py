"""The table of room types."""

from __future__ import annotations

import pytest

from plenum.ceiling.asked.room_types import ROOM_TYPES, room_type
from plenum.ceiling.luminaire.catalogue import CATALOGUE


@pytest.mark.parametrize("row", ROOM_TYPES.values(), ids=lambda row: row.name)
def test_the_default_luminaire_of_a_type_is_of_a_glare_class_it_allows(row) -> None:
    """No room type is infeasible by its own default (rule LGT-13)."""
    assert CATALOGUE[row.luminaire].ugr <= row.ugr


def test_an_unknown_type_is_treated_as_an_open_office() -> None:
    """What a format does not say gets the commonest strict targets."""
    odd, office = room_type("observatory"), room_type("office_open")
    assert (odd.em_lx, odd.u0, odd.lpd_w_m2) == (office.em_lx, office.u0, office.lpd_w_m2)


def test_small_enclosed_offices_may_use_more_power() -> None:
    """ASHRAE 90.1-2019 splits enclosed offices at 13.9 m²."""
    office = room_type("office_enclosed")
    assert office.lpd(13.9) == 7.97
    assert office.lpd(14.0) == 7.10
