"""Rooms that each break one hard rule and no other, from `tests/fixtures/rules`.

A file names the `rule`, the fire `codes` under which the room breaks it, what `breaks` it in words, a
building's `settings`, the `room` as it stands and the `original_rows` it arrived with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.fire_code import FireCode, RuleSet
from plenum.ceiling.whole.building_power import building_evidence
from plenum.ceiling.whole.verify import verify
from tests.support.naive.room import Verdicts
from tests.support.naive.verify import verify_power, verify_room

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "rules"
BLANK: dict[str, Any] = {
    "name": "",
    "story": "",
    "outline_m": [],
    "holes_m": [],
    "frame": {"origin_m": [0, 0, 0], "rotation_deg": 0},
    "luminaire": None,
    "existing": [],
    "flows": [],
}


@dataclass(frozen=True)
class RuleFixture:
    """One room under one fire code."""

    name: str
    rule: str
    code: FireCode
    data: dict[str, Any]
    original_rows: list[str]
    settings: dict[str, Any]

    def evidence(self) -> tuple[Evidence, ...]:
        """The product's, of the room and of a building that has no other."""
        return self._evidence

    @cached_property
    def _evidence(self) -> tuple[Evidence, ...]:
        settings = Settings(RuleSet.US, self.code, self.settings)
        room = Room.from_json(self.data)
        original = Room.from_json({**self.data, "rows": self.original_rows, "flows": []})
        found = verify(room, brief_for(room, settings), original=original)
        return found + building_evidence([room], settings)

    def verdicts(self) -> Verdicts:
        """The naive ones, likewise."""
        found = verify_room(self.data, self.original_rows, self.settings, self.code.value)
        return found | verify_power([self.data], self.settings)


def rule_fixtures() -> Iterator[RuleFixture]:
    """Every room under every code that its file names."""
    for path in sorted(FOLDER.glob("*.json")):
        read = json.loads(path.read_text(encoding="utf-8"))
        data = {"room_id": path.stem, **BLANK, **read["room"]}
        for code in read["codes"]:
            yield RuleFixture(
                path.stem, read["rule"], FireCode(code), data, read["original_rows"], read["settings"]
            )
