"""What a person reads after `plenum place`, on a terminal and in a file."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from plenum.cli import summary
from plenum.files.units import Units

NONE = {"placed": 0, "existing": 0}
METRIC = Units.METRIC
KINDS = ("light", "air_supply", "air_return", "smoke_detector")


def shown(status: str, width: int = 80) -> list[str]:
    """The lines about a building of one room that ended so."""
    room: dict[str, Any] = {
        "room_id": "[a/b]",
        "room_type": "storage",
        "status": status,
        "selected_model": None,
        "counts": dict.fromkeys(KINDS, NONE),
        "evidence": [],
        "reasons": [],
        "degraded": [],
    }
    totals = {
        "rooms": 1,
        "statuses": {status: 1},
        "counts": {kind: {"placed": 123456789, "existing": 9} for kind in KINDS},
    }
    out = Console(file=io.StringIO(), width=width)
    told = {
        "totals": totals,
        "status": status,
        "duration_s": 1.5,
        "trace_id": "f" * 32,
        "settings": {},
        "evidence": [],
    }
    summary.show({"rooms": [room], **told}, out)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue().splitlines()


@pytest.mark.parametrize("status", ["complete", "unsolved", "infeasible", "failed", "cancelled", "new"])
def test_every_status_is_shown_in_its_words(status: str) -> None:
    """Also one that has no colour of its own."""
    lines = shown(status)
    assert f"storage  {status}" in lines[1]
    assert lines[2] == f"{status}: 1 room (1 {status})"


def test_the_line_with_the_trace_id_is_not_cut_in_two() -> None:
    """It is copied from there."""
    assert shown("complete", width=60)[-1].endswith(f"trace {'f' * 32}")


def test_a_broken_rule_is_told_by_its_name() -> None:
    """An id alone says nothing; what is no rule stays as it is."""
    out = Console(file=io.StringIO(), width=80)
    reasons = ["LGT-1: 310 lx, limit 500", "KeyError: 'x'", "would complete it: free 3 tiles"]
    summary._reasons(
        [{"room_id": "a", "status": "unsolved", "reasons": reasons, "degraded": []}], out, 3, METRIC
    )
    assert isinstance(out.file, io.StringIO)
    assert out.file.getvalue().splitlines() == [
        "  a: LGT-1 Mean illuminance: 310 lx, limit 500",
        "  a: KeyError: 'x'",
        "  a: would complete it: free 3 tiles",
    ]


def test_a_rule_of_the_building_that_is_broken_is_told() -> None:
    """Where every room is complete nothing else says why the building is not."""
    power = {"rule": "LGT-6", "value": 504.0, "limit": 496.506, "unit": "W", "hard": True, "passed": False}
    held = {**power, "passed": True}
    assert list(summary._broken([held, power], METRIC)) == ["LGT-6 Lighting power: 504 W, limit 497"]


def test_a_reason_is_told_in_the_buildings_units() -> None:
    """Its figures with it."""
    out = Console(file=io.StringIO(), width=80)
    room = {"room_id": "a", "status": "unsolved", "reasons": ["LGT-1: mean 431 lx"], "degraded": []}
    summary._reasons([room], out, 3, Units.IMPERIAL)
    assert isinstance(out.file, io.StringIO)
    assert out.file.getvalue() == "  a: LGT-1 Mean illuminance: mean 40 fc\n"


def test_a_thousand_rooms_without_success_do_not_scroll_the_rest_away() -> None:
    """Reasons of the first rooms, then how many more there are."""
    out = Console(file=io.StringIO(), width=80)
    room = {"room_id": "a", "status": "failed", "reasons": ["it failed"], "degraded": []}
    summary._reasons([room] * 1000, out, 3, METRIC)
    assert isinstance(out.file, io.StringIO)
    assert out.file.getvalue().splitlines() == [
        *["  a: it failed"] * 3,
        "… the reasons of 997 more rooms are in the result",
    ]
