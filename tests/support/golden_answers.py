"""What each model answers in a fixed set of small rooms, as digests: they move when answers do.

`.venv/bin/python -m tests.support.golden_answers` writes them anew. It refuses while answers have moved
and neither the model's version nor the engine's has.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from plenum.ceiling import ENGINE_VERSION
from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.whole.room_left import leaving_room
from plenum.pipeline.identity import identity
from services.stages import LEARNED

FILE: Final = Path(__file__).parents[1] / "integration" / "services" / "golden_answers.json"
REFRESH: Final = ".venv/bin/python -m tests.support.golden_answers"
DIGITS: Final = 12
"""Of hexadecimal: a changed answer has the old digest once in 10^14."""
CHOSEN: Final = "light_model_c_balanced"
"""Whose lights the stages after the lights find in the ceiling."""


def _rectangle(width: int, height: int) -> tuple[str, ...]:
    return ("." * width,) * height


def _round_a_shaft(width: int, height: int) -> tuple[str, ...]:
    inside = "." * (width // 3) + "#" * (width - 2 * (width // 3)) + "." * (width // 3)
    return tuple(inside if height // 3 <= y < height - height // 3 else "." * width for y in range(height))


def _dotted(width: int, height: int, every: int) -> tuple[str, ...]:
    """Every so many tiles one that nothing can hang on."""
    return tuple(
        "".join("#" if (x + y * width) % every == every - 1 else "." for x in range(width))
        for y in range(height)
    )


def _holding(rows: tuple[str, ...], things: Mapping[tuple[int, int], str]) -> tuple[str, ...]:
    cells = [list(row) for row in rows]
    for (x, y), symbol in things.items():
        cells[y][x] = symbol
    return tuple("".join(row) for row in cells)


def _arrived(room: Room) -> Room:
    """With what its grid holds as what came in."""
    return replace(room, existing=frozenset(tile for tile, char in room.tiles() if char not in ".#"))


_L = ("." * 12,) * 4 + ("." * 5 + "#" * 7,) * 6
ROOMS: Final = tuple(
    _arrived(Room(name, rows, **more))
    for name, rows, more in (
        ("one tile", (".",), {}),
        ("three tiles", ("...",), {}),
        ("square", _rectangle(6, 6), {}),
        ("office", _rectangle(9, 7), {}),
        ("open office", _rectangle(18, 12), {"room_type": "office_open"}),
        ("corridor", _rectangle(30, 3), {"room_type": "corridor"}),
        ("narrow corridor", _rectangle(24, 1), {"room_type": "corridor"}),
        ("conference", _rectangle(11, 9), {"room_type": "conference"}),
        ("classroom", _rectangle(14, 11), {"room_type": "classroom"}),
        ("laboratory", _rectangle(13, 10), {"room_type": "laboratory"}),
        ("restroom", _rectangle(7, 5), {"room_type": "restroom"}),
        ("storage", _rectangle(8, 5), {"room_type": "storage"}),
        ("lobby", _rectangle(15, 9), {"room_type": "lobby", "ceiling_height_m": 3.6}),
        ("high", _rectangle(10, 8), {"ceiling_height_m": 4.2}),
        ("long tiles", _rectangle(8, 6), {"tile_m": (0.6, 1.2)}),
        ("another luminaire", _rectangle(10, 7), {"luminaire": "C"}),
        (
            "bent",
            _L,
            {"outline_m": ((0.0, 0.0), (7.2, 0.0), (7.2, 2.4), (3.0, 2.4), (3.0, 6.0), (0.0, 6.0))},
        ),
        ("round a shaft", _round_a_shaft(12, 9), {}),
        ("columns", _dotted(11, 8, 7), {}),
        ("half done", _holding(_rectangle(10, 8), {(2, 2): "L", (7, 5): "S", (0, 7): "R"}), {}),
        ("with a detector", _holding(_rectangle(9, 9), {(4, 4): "D", (4, 2): "L"}), {}),
    )
)


def answers() -> dict[str, dict[str, Any]]:
    """Each model's version, the engine's, and the digest of its answer by fire code and room."""
    found: dict[str, dict[str, Any]] = {
        stage.name: {
            "version": identity(stage.model.partition(":")[0]).version,
            "engine": ENGINE_VERSION,
            "answers": {},
        }
        for stage in LEARNED.stages
        if stage.kind
    }
    for code in FireCode:
        for room in ROOMS:
            for model, layout in _completing(room, Settings(code=code)):
                found[model]["answers"][f"{code}: {room.room_id}"] = _digest(layout)
    return found


def _completing(room: Room, settings: Settings) -> Iterator[tuple[str, Layout]]:
    """Each model's answer, those after the lights with what came before them in place."""
    brief = brief_for(room, settings)
    placed = room
    for stage in LEARNED.stages:
        if not stage.kind:
            continue
        competes = LEARNED.competes(stage.name)
        layout = leaving_room(stage.load(), room if competes else placed, brief)
        if not competes or stage.name == CHOSEN:
            placed = placed.with_layout(layout)
        yield stage.name, layout


def _digest(layout: Layout) -> str:
    """Of what decides a ceiling: terminals, flows, proof, and the rule that cannot hold; no wording."""
    terminals = [[*terminal.tile, terminal.flow_l_s] for terminal in layout.terminals]
    proof = [layout.proof.count, layout.proof.lower_bound] if layout.proof else None
    told = [terminals, proof, layout.infeasible.rule if layout.infeasible else None]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:DIGITS]


def moved(golden: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[str]]:
    """For each model the rooms it answers otherwise than it did, by code and room."""
    return {
        model: [
            question
            for question, digest in now[model]["answers"].items()
            if golden[model]["answers"].get(question, digest) != digest
        ]
        for model in now
        if model in golden
    }


def unversioned(golden: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[str]]:
    """Of these the models whose version stands where it stood, and the engine's too."""
    return {
        model: questions
        for model, questions in moved(golden, now).items()
        if questions and all(golden[model][part] == now[model][part] for part in ("version", "engine"))
    }


def main() -> None:
    """Write the digests of today's answers; exit 1 where answers moved and no version did."""
    golden = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    now = answers()
    if refused := unversioned(golden, now):
        sys.exit(f"raise VERSION of these models, or ENGINE_VERSION: {json.dumps(refused, indent=1)}")
    FILE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
