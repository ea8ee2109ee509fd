"""Confidence is computed from evidence."""

from __future__ import annotations

from dataclasses import replace

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.rule_set import evidence
from plenum.ceiling.whole.confidence import confidence
from plenum.ceiling.whole.verify import verify

ROOM = Room("r", tuple(["." * 15] * 10), room_type="conference")


def lit(columns: tuple[int, ...], rows: tuple[int, ...]) -> tuple[Evidence, ...]:
    """The light evidence of a 9 × 6 m room with an array."""
    grid = tuple("".join("L" if x in columns and y in rows else "." for x in range(15)) for y in range(10))
    room = replace(ROOM, rows=grid)
    return verify(room, brief_for(room, Settings()), ("GEO", "LGT"))


def test_a_broken_hard_rule_is_worth_nothing() -> None:
    """One luminaire cannot light 54 m²."""
    assert confidence(lit((7,), (5,))) == 0.0


def test_no_evidence_is_worth_nothing() -> None:
    """What was not checked is not trusted."""
    assert confidence(()) == 0.0


def test_a_valid_array_is_worth_something_but_not_all() -> None:
    """Between nothing and certainty."""
    assert 0.5 < confidence(lit((1, 5, 9, 13), (1, 4, 8))) <= 1.0


def test_twice_the_power_costs_confidence() -> None:
    """Over-lighting is priced although it breaks no hard rule."""
    assert confidence(lit((1, 5, 9, 13), (1, 4, 8))) > confidence(lit((0, 2, 4, 6, 8, 10, 12, 14), (1, 4, 8)))


def test_a_narrow_margin_costs_confidence_in_other_stages() -> None:
    """A detector cover that just reaches is worth less than one with room to spare."""
    wide, tight = evidence("SMK-1N", 4.0), evidence("SMK-1N", 6.3)
    assert confidence([wide]) > confidence([tight]) > 0.0


def test_a_broken_soft_rule_costs_confidence_in_other_stages() -> None:
    """Valid, but not as good."""
    base = evidence("SMK-1N", 4.0)
    assert confidence([base, evidence("CLS-2", 0.9)]) > confidence([base, evidence("CLS-2", 0.3)]) > 0.0
