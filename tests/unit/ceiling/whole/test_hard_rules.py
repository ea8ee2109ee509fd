"""Each hard rule is broken once, alone, and both verifiers notice."""

from __future__ import annotations

import pytest

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.rules.rule import Severity
from plenum.ceiling.rules.rule_set import RULES
from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building
from tests.support.agreement import differences
from tests.support.rule_fixtures import RuleFixture, rule_fixtures

FIXTURES = list(rule_fixtures())
EACH = pytest.mark.parametrize("fixture", FIXTURES, ids=lambda f: f"{f.name}-{f.code}")


def test_every_hard_rule_has_a_room_that_breaks_it_under_every_code_that_has_it() -> None:
    """A rule that nothing breaks is a rule that nobody knows to work."""
    asked = {
        (rule.id, code)
        for rule in RULES.values()
        for code in FireCode
        if code in rule.codes and rule.severity_under(code) is Severity.HARD
    }
    assert asked == {(fixture.rule, fixture.code) for fixture in FIXTURES}


@EACH
def test_the_room_breaks_its_rule_and_no_other_hard_one(fixture: RuleFixture) -> None:
    """By the product's evidence."""
    assert [e.rule for e in broken(fixture.evidence())] == [fixture.rule]


@pytest.mark.slow
@EACH
def test_the_naive_verifier_finds_the_same_rule_broken(fixture: RuleFixture) -> None:
    """Written apart from the product, it measures the same values and comes to the same verdicts."""
    verdicts = fixture.verdicts()
    assert [rule for rule, (_, passed) in verdicts.items() if not passed] == [fixture.rule]
    assert not differences(fixture.evidence(), verdicts)


@EACH
def test_the_broken_rule_says_by_how_much_and_where_its_limit_comes_from(fixture: RuleFixture) -> None:
    """Value, limit, negative margin, source and confidence (EVD-1)."""
    (found,) = broken(fixture.evidence())
    assert found.margin < 0
    assert -found.margin == pytest.approx(abs(abs(found.value) - found.limit), rel=1e-4)
    assert found.source
    assert found.confidence in ("H", "M", "L")


def test_two_components_on_one_tile_are_refused_at_the_door() -> None:
    """CLS-1: rows hold one character a tile; a list of cells could name a tile twice, and is refused."""
    cells = [
        {"x": 0, "y": 0, "component": "light"},
        {"x": 0, "y": 0, "component": "air_supply"},
    ]
    with pytest.raises(InvalidBuilding, match="/cells/1"):
        read_building({"grid_id": "doubled", "width": 1, "height": 1, "cells": cells})


@pytest.mark.parametrize("tiles", [[(0, 0)], [(1, 0)], [(2, 0), (2, 0)], [(3, 0)], [(-1, 0)]])
def test_a_layout_on_a_tile_that_is_not_free_is_refused(tiles: list[tuple[int, int]]) -> None:
    """CLS-1 and CLS-4 in the making: taken, invalid, named twice, outside."""
    room = Room("r", ("L#.",))
    with pytest.raises(ValueError, match="not free"):
        room.with_layout(Layout(Kind.DETECTOR, tuple(Terminal(tile) for tile in tiles)))
