"""Whole-room verification: what is outside, covered or moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.whole.verify import verify


def checked(room: Room, family: str, original: Room | None = None) -> dict[str, Evidence]:
    """The evidence of one family by rule."""
    found = verify(room, brief_for(room, Settings()), (family,), original=original)
    return {e.rule: e for e in found}


def test_a_light_on_a_tile_outside_the_outline_breaks_geo_2() -> None:
    """The tile is named, and the same light inside is fine."""
    outline = ((0.0, 0.0), (1.5, 0.0), (1.5, 0.6), (0.0, 0.6))
    assert not checked(Room("r", ("..L",), outline_m=outline), "GEO")["GEO-2"].passed
    assert "(2, 0)" in checked(Room("r", ("..L",), outline_m=outline), "GEO")["GEO-2"].detail
    assert checked(Room("r", (".L.",), outline_m=outline), "GEO")["GEO-2"].passed


def test_a_component_on_a_tile_that_was_invalid_breaks_cls_1() -> None:
    """The original grid tells what a tile could carry."""
    original = Room("r", ("#..",))
    assert not checked(replace(original, rows=("L..",)), "CLS", original)["CLS-1"].passed
    assert checked(replace(original, rows=("#L.",)), "CLS", original)["CLS-1"].passed


def test_moving_what_was_there_breaks_cls_4() -> None:
    """Removed and replaced components both count."""
    original = Room("r", ("LR.",))
    assert checked(replace(original, rows=("LRL",)), "CLS", original)["CLS-4"].passed
    assert checked(replace(original, rows=("..L",)), "CLS", original)["CLS-4"].value == 2
    assert checked(replace(original, rows=("SR.",)), "CLS", original)["CLS-4"].value == 1


def test_without_the_original_nothing_is_claimed_about_moves() -> None:
    """A person's finished layout has no before."""
    assert "CLS-4" not in checked(Room("r", ("LD.",)), "CLS")


def test_a_detector_beside_a_luminaire_keeps_one_tile() -> None:
    """CLS-2 measures centre to centre."""
    assert checked(Room("r", ("LD.",)), "CLS")["CLS-2"].value == pytest.approx(0.6)


def test_all_families_together_have_every_family() -> None:
    """By default a room is verified for everything."""
    room = Room("r", tuple(["." * 10] * 10))
    rules = {e.rule.split("-")[0] for e in verify(room, brief_for(room, Settings()))}
    assert {"GEO", "LGT", "AIR", "SMK"} <= rules


def test_an_unknown_family_is_an_error() -> None:
    """A typing error in a stage's rules must not mean "nothing to check"."""
    room = Room("r", (".",))
    with pytest.raises(KeyError, match="LIGHT"):
        verify(room, brief_for(room, Settings()), ("LIGHT",))
