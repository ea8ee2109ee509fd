"""The smallest change that completes a room which could not be completed: tried, not guessed.

Changes are tried on the whole pipeline in the order of what they ask of people: another luminaire, one
tile freed, then limits lowered to what the placed layout reaches, which somebody has to waive. The
number of trials is bounded by the room's size, so that a hopeless building costs a few times a good one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import dist
from typing import Final

from msgspec import UNSET, UnsetType

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.luminaire.catalogue import CATALOGUE, luminaire
from plenum.ceiling.room.geometry import tiles_inside
from plenum.ceiling.room.grid import COMPONENTS, EMPTY, INVALID, KINDS, Tile
from plenum.ceiling.room.room import Room
from plenum.files.completed.schema import EvidenceFields, SmallestChange, Waive

Failing = Sequence[EvidenceFields]
Judge = Callable[[Room], Failing | None]
"""The hard rules that a room still breaks after the whole pipeline; None where a stage failed on it."""
LUMINAIRES: Final = 2
TILES: Final = 4
TILE_WORK: Final = 1_200
"""Tiles of all trials together: three of a room of 400 tiles, none of a hall. A batch whose rooms are all
hopeless then takes its last stage some six times what the batch took, well within its limit."""
AT: Final = re.compile(r"at \((-?[\d.]+), (-?[\d.]+)\) m")
TILE: Final = re.compile(r"\((\d+), (\d+)\)(?! m)")


@dataclass(frozen=True)
class Change:
    """A room as it would come in, and what was done to it."""

    room: Room
    text: str
    luminaire: str | UnsetType = UNSET
    free: list[Tile] | UnsetType = UNSET


def smallest_change(
    room: Room, settings: Settings, failing: Failing, blamed: Sequence[Tile], judge: Judge
) -> SmallestChange:
    """What completes the room.

    `failing` are the broken hard rules of the room as it was completed, `blamed` the tiles that
    certificates name.
    """
    tried = 0
    for change in (*_lamps(room, settings, failing), *_freed(room, failing, blamed)):
        if (tried + 1) * room.usable > TILE_WORK:
            break
        tried += 1
        if judge(change.room) == []:
            return SmallestChange(text=change.text, luminaire=change.luminaire, free=change.free, tried=tried)
    waive = [Waive(rule=e.rule, limit=e.value) for e in failing]
    return SmallestChange(text="; ".join(map(_lowered, failing)), waive=waive, tried=tried)


def _lowered(e: EvidenceFields) -> str:
    unit = f" {e.unit}" if e.unit else ""
    if e.value is None or e.limit is None:
        return f"{e.rule} waived"
    return f"{e.rule} waived from {e.limit:.4g} to {e.value:.4g}{unit}"


def _lamps(room: Room, settings: Settings, failing: Failing) -> Iterator[Change]:
    """Other luminaires, those of a class the room allows and of the least power first."""
    if not any(e.rule.startswith("LGT") for e in failing):
        return
    own = settings.overrides.get("luminaires") or {}
    light = brief_for(room, settings).light
    now = light.luminaire.name
    others = [luminaire(name, own) for name in dict.fromkeys((*CATALOGUE, *own)) if name != now]
    fitting = sorted((lamp for lamp in others if lamp.ugr <= light.ugr_limit), key=lambda lamp: lamp.watts)
    for lamp in fitting[:LUMINAIRES]:
        change = replace(room, luminaire=lamp.name)
        yield Change(change, f"luminaire {lamp.name} in place of {now}", luminaire=lamp.name)


def _freed(room: Room, failing: Failing, blamed: Sequence[Tile]) -> Iterator[Change]:
    """One tile freed: those that are named first, then those nearest to what is named."""
    inside = tiles_inside(room)
    named = [*blamed, *(tile for e in failing for tile in _tiles(e))]
    spots = [room.centre_m(tile) for tile in named]
    spots += [(float(x), float(y)) for e in failing for x, y in AT.findall(e.detail or "")]
    taken = [
        tile for tile, char in room.tiles() if char in KINDS or (char == INVALID and inside[tile[1], tile[0]])
    ]

    def order(tile: Tile) -> tuple[bool, float, Tile]:
        away = min((dist(room.centre_m(tile), spot) for spot in spots), default=0.0)
        return tile not in named, away, tile

    for tile in sorted(taken, key=order)[:TILES]:
        yield _without(room, tile, usable=bool(inside[tile[1], tile[0]]))


def _tiles(e: EvidenceFields) -> list[Tile]:
    return [(int(x), int(y)) for x, y in TILE.findall(e.detail or "")]


def _without(room: Room, tile: Tile, *, usable: bool) -> Change:
    """The room with this tile empty; one that a wall cuts can carry nothing else."""
    x, y = tile
    rows = list(room.rows)
    rows[y] = rows[y][:x] + (EMPTY if usable else INVALID) + rows[y][x + 1 :]
    freed = replace(
        room,
        rows=tuple(rows),
        existing=room.existing - {tile},
        flows={at: flow for at, flow in room.flows.items() if at != tile},
    )
    held = COMPONENTS[room.at(tile)].replace("_", " ")
    text = f"tile {tile} made usable" if held == "invalid" else f"the {held} at tile {tile} taken away"
    return Change(freed, text, free=[tile])
