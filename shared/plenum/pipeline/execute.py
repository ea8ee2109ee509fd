"""One stage on one batch, room by room: the same code under Celery and in process.

A room's error stays with the room: the others of its batch go on.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.whole.confidence import confidence
from plenum.ceiling.whole.least_change import brief_around, kept_of, stay
from plenum.ceiling.whole.verify import verify
from plenum.pipeline.batch import BatchRoom, find_reserve, known_reserve, with_reserve
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.relaxation import smallest_relaxation

Guard = Callable[[str], AbstractContextManager[None]]
"""Wraps the work on one room, by its id: bounds its time, notes that it began."""


@dataclass(frozen=True)
class Work:
    """A batch in a stage's hands: its rooms, its settings, and what the stages before it answered."""

    settings: Settings
    rooms: Sequence[BatchRoom]
    outputs: Mapping[str, dict[str, Any]]

    reserve: str
    """As the record keeps it."""

    @classmethod
    def parse(
        cls,
        settings: str,
        rooms: str,
        outputs: Mapping[str, str],
        reserve: str = "",
        awaited: Callable[[], str] = str,
    ) -> Work:
        """From a record's texts.

        Where no stage has found the `reserve` yet it is what this process remembers, or what `awaited`
        brings from a stage that is finding it, or is found now.
        """
        parsed = Settings.from_json(json.loads(settings))
        entries = [BatchRoom.from_json(room) for room in json.loads(rooms)]
        found = reserve or known_reserve(entries, parsed) or awaited() or find_reserve(entries, parsed)
        done = {name: json.loads(text) for name, text in outputs.items()}
        return cls(parsed, with_reserve(entries, found), done, found)


@contextmanager
def no_guard(_room_id: str) -> Iterator[None]:
    """For callers that bound nothing."""
    with nullcontext():
        yield


def run_stage(
    graph: Graph,
    stage: Stage,
    version: str,
    work: Work,
    guard: Guard = no_guard,
    skip: Mapping[str, str] | None = None,
    *,
    relaxing: bool = True,
) -> list[dict[str, Any]]:
    """The stage's answer for each room of the batch, in order.

    The last stage's names what would complete a room that breaks a hard rule, unless this already
    is a trial of that (`relaxing` false).

    `skip` names rooms that must not be tried again, each with the reason. A room's answer is a
    ModelResult, a Selection, `{"room_id", "error"}` when the model failed on it, or
    `{"room_id", "skipped"}` when an earlier stage did.
    """
    answers = []
    function = stage.load()
    for index, entry in enumerate(work.rooms):
        room_id = entry.room.room_id
        reason = (skip or {}).get(room_id)
        if reason:
            answers.append(
                {"room_id": room_id, "error": {"type": "WorkerKilled", "message": reason, "traceback": ""}}
            )
            continue
        before = {name: _room_of(output, index) for name, output in work.outputs.items()}
        try:
            with guard(room_id):
                if stage.kind is None:
                    answers.append({**function(room_id, before), "model_version": version})
                else:
                    answer = _place(graph, stage, version, function, entry, work.settings, before)
                    if relaxing and stage.after and stage.name == graph.last.name:
                        answer |= _relaxation(graph, entry, work.settings, {**before, stage.name: answer})
                    answers.append(answer)
        except Exception as error:  # noqa: BLE001 - whatever a model raises is that room's alone
            answers.append({"room_id": room_id, "error": describe(error)})
    return answers


def _relaxation(
    graph: Graph, entry: BatchRoom, settings: Settings, answers: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """What would complete a room that breaks a hard rule, under `relaxation`."""
    failing = _failing(graph, answers)
    if not failing:
        return {}

    def judge(room: Room) -> list[dict[str, Any]] | None:
        rooms = [BatchRoom(entry.index, room)]
        reserve = known_reserve(rooms, settings) or find_reserve(rooms, settings)
        done: dict[str, dict[str, Any]] = {}
        for stage in graph.stages:
            work = Work(settings, with_reserve(rooms, reserve), done, reserve)
            done[stage.name] = {"rooms": run_stage(graph, stage, "", work, relaxing=False)}
        return _failing(graph, {name: output["rooms"][0] for name, output in done.items()})

    named = [why["tiles"] for a in answers.values() if (why := (a.get("layout") or {}).get("infeasible"))]
    blamed = [(x, y) for tiles in named for x, y in tiles]
    return {"relaxation": smallest_relaxation(entry.room, settings, failing, blamed, judge)}


def _failing(graph: Graph, answers: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The hard rules that a room breaks in what the selector chose and the series placed."""
    series = [answers.get(stage.name, {}) for stage in graph.deciding()]
    if any("error" in answer or not answer.get("layout") for answer in series):
        return None
    return [e for answer in series for e in answer["evidence"] if e["hard"] and not e["passed"]]


def describe(error: BaseException) -> dict[str, str]:
    """An exception as data: type, message and traceback, each bounded."""
    text = "".join(traceback.format_exception(error))
    return {"type": type(error).__name__, "message": str(error)[:500], "traceback": text[-4000:]}


def _room_of(output: dict[str, Any], index: int) -> dict[str, Any]:
    """A room's part of an output; a stage that was given up says so for every room."""
    if "absent" in output:
        return {"error": {"type": "Absent", "message": output["absent"], "traceback": ""}}
    part: dict[str, Any] = output["rooms"][index]
    return part


def _place(
    graph: Graph,
    stage: Stage,
    version: str,
    function: Callable[..., Layout],
    entry: BatchRoom,
    settings: Settings,
    before: Mapping[str, dict[str, Any]],
) -> dict[str, Any]:
    """One model on one room: place, then check the rules of its own discipline on what it placed."""
    room = entry.room
    for name in graph.needs(stage.name):
        if before[name].get("layout"):
            room = room.with_layout(Layout.from_json(before[name]["layout"]))
    brief = entry.brief(settings)

    def judge(layout: Layout) -> tuple[Evidence, ...]:
        return verify(room.with_layout(layout), brief, stage.rules, original=entry.room)

    began = perf_counter()
    if entry.previous_rows and stage.kind:
        around = brief_around(entry.room, brief, entry.previous, stage.kind)
        layout = stay(function, judge, room, around, function(room, around), entry.previous)
    else:
        layout = function(room, brief)
    took = perf_counter() - began
    evidence = judge(layout)
    answer = {
        "room_id": room.room_id,
        "model_name": stage.name,
        "model_version": version,
        "confidence": round(confidence(evidence), 4),
        "valid": all(e.passed for e in evidence if e.hard),
        "execution_time": round(took, 6),
        "layout": layout.to_json(),
        "evidence": [e.to_json() for e in evidence],
    }
    if entry.previous_rows:
        kept, previous = kept_of(layout, entry.previous)
        answer["kept"] = {"previous": previous, "kept": kept}
    return answer
