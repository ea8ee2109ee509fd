"""Completing a building after an edit: rooms that changed are placed again, the others carried over.

    completed = Replacement(building, previous).placed(place, options)

Only the changed rooms are submitted, each with the layout it had; the building's own rules are then
judged over all rooms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from msgspec import UNSET

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.grid import EMPTY, KINDS
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.power_shares import apart
from plenum.files.building.building import Building
from plenum.files.completed.schema import SCHEMA, CarriedOver, CompletedFields, CompletedRoom, plain
from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.parsing.check import check_fields
from plenum.files.read import BUILDING
from plenum.pipeline.graph import Graph, installed_graph
from plenum.pipeline.options import PlaceOptions
from plenum.pipeline.result.digest import RoomDigests
from plenum.pipeline.result.earlier_layout import earlier_rows
from plenum.pipeline.result.whole import UNFINISHED, as_a_whole

_CARRIED = frozenset({"complete", "unsolved", "infeasible"})
"""Statuses that another run would give again; a failed or cancelled room is always placed anew."""


class Replacement:
    """One building, an earlier result of it, and what there is to do."""

    def __init__(self, building: Building, previous: Mapping[str, Any], graph: Graph | None = None) -> None:
        """Raises InvalidBuilding where `previous` is no result, or another building's."""
        self.building = building
        self.previous = _checked(building, previous)
        earlier = {room.room_id: room for room in self.previous.rooms}
        models = {stage.name: stage.version for stage in (graph or installed_graph()).stages}
        digests = RoomDigests(building.settings, building.assumptions, building.waivers)
        self.results: dict[str, CompletedRoom] = {}
        """By room id: carried over, and later those that were placed."""
        self.near: dict[str, tuple[str, ...]] = {}
        for room in building.rooms:
            result = earlier.get(room.room_id)
            if result and _unchanged(room, result, digests.digest(room, models)):
                self.results[room.room_id] = result
            elif result:
                self.near[room.room_id] = earlier_rows(room, result)
        self.carried = [room.room_id for room in building.rooms if room.room_id in self.results]
        self.jobs: list[CompletedFields] = []

    def placed(
        self, place: Callable[[Building, PlaceOptions], Mapping[str, Any]], options: PlaceOptions
    ) -> dict[str, Any]:
        """The whole building's result; `place` completes what is asked for, with these options."""
        while (asked := self.ask()) is not None:
            self.take(place(asked, self.options(options)))
        return self.result()

    def ask(self) -> Building | None:
        """The next building to place, if there is one: the changed rooms, then those that staying spoiled.

        A room near its earlier layout in which no layout was found is tried once more without it.
        """
        if not self.jobs:
            return self._part({r.room_id for r in self.building.rooms} - set(self.results), self.near)
        unsolved = {room.room_id for room in self.jobs[-1].rooms if room.status == "unsolved"}
        return self._part(unsolved & set(self.near), {}) if len(self.jobs) == 1 else None

    def take(self, completed: Mapping[str, Any]) -> None:
        """What came of the building that was asked for. Of a room's two results the better one counts."""
        job = check_fields(CompletedFields, completed)
        self.jobs.append(job)
        for room in job.rooms:
            if room.room_id not in self.results or room.status == "complete":
                self.results[room.room_id] = room

    def options(self, options: PlaceOptions) -> PlaceOptions:
        """The task's options for the building asked for: a second job has an idempotency key of its own."""
        key = options.get("idempotency_key")
        own = options.copy()
        if key and self.jobs:
            own["idempotency_key"] = f"{key}.{len(self.jobs)}"
        return own

    def result(self) -> dict[str, Any]:
        """The whole building's result: ids of the first job; those of the earlier result without one."""
        first = self.jobs[0] if self.jobs else self.previous
        rooms = [self.results[room.room_id] for room in self.building.rooms]
        executions: Counter[str] = Counter()
        for job in self.jobs:
            executions.update(job.totals.executions)
        building = self.building
        on_grid = [(room.room(), room) for room in rooms]
        completed = CompletedFields(
            schema_=SCHEMA,
            job_id=first.job_id,
            trace_id=first.trace_id,
            building_id=building.building_id,
            name=building.name,
            **as_a_whole(on_grid, building.settings, building.waivers, executions),
            duration_s=round(sum(job.duration_s for job in self.jobs), 3),
            carried_over=CarriedOver(
                job_id=self.previous.job_id, trace_id=self.previous.trace_id, room_ids=self.carried
            ),
            left_out=list(building.left_out) or UNSET,
            source_model=building.source_model or UNSET,
            rooms=rooms,
        )
        return plain(completed)

    def _part(self, room_ids: set[str], near: Mapping[str, tuple[str, ...]]) -> Building | None:
        """The building with these rooms alone, and of its power what the others leave."""
        if not room_ids:
            return None
        return replace(
            self.building,
            settings=self._beside(room_ids),
            rooms=tuple(room for room in self.building.rooms if room.room_id in room_ids),
            waivers=tuple(waiver for waiver in self.building.waivers if waiver.room_id in room_ids),
            assumptions={k: v for k, v in self.building.assumptions.items() if k in room_ids},
            previous={room_id: rows for room_id, rows in near.items() if room_id in room_ids},
        )

    def _beside(self, room_ids: set[str]) -> Settings:
        """The settings for these rooms, with what the others leave of the building's power."""
        others = [room for room in self.results.values() if room.room_id not in room_ids]
        hanging = [room.room() for room in others if room.status not in UNFINISHED]
        return apart(self.building.settings, [(room, len(room.of_kind(Kind.LIGHT))) for room in hanging])


def _checked(building: Building, previous: Mapping[str, Any]) -> CompletedFields:
    """Refuse what is no result of this building, each mistake by its name."""
    schema = previous.get("schema") if isinstance(previous, Mapping) else None
    if schema != SCHEMA:
        what = {BUILDING: "a building, not a result", None: "no result: a result has a schema"}
        raise InvalidBuilding(
            "/schema",
            f"this is {what[schema]}" if schema in what else f"{quoted(schema)} is not known",
            f"give a result of this version, '{SCHEMA}', as `plenum place` writes it",
        )
    completed = check_fields(CompletedFields, previous)
    if completed.building_id != building.building_id:
        raise InvalidBuilding(
            "/building_id",
            f"this is a result of building {quoted(completed.building_id)}",
            f"give one of {quoted(building.building_id)}",
        )
    return completed


def _unchanged(room: Room, result: CompletedRoom, now: str) -> bool:
    """Whether the earlier result still is the room's: asked the same, and its grid fits the room's."""
    if result.status not in _CARRIED or result.degraded or result.input_digest != now:
        return False
    return list(map(len, result.rows)) == list(map(len, room.rows)) and _only_adds(room, result)


def _only_adds(room: Room, result: CompletedRoom) -> bool:
    """Whether the result's grid is the room's with what was placed, as it was counted, on empty tiles."""
    tiles = zip("".join(room.rows), "".join(result.rows), strict=True)
    placed = [(was, char) for was, char in tiles if was != char]
    counted = sum(count.placed for count in result.counts.values())
    return counted == len(placed) and all(was == EMPTY and char in KINDS for was, char in placed)
