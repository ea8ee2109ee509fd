"""A worker's turn as `turn.lua` takes and answers it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from plenum.ceiling.asked.settings import Settings
from plenum.pipeline import forms
from plenum.pipeline.answers import Output
from plenum.pipeline.graph import Graph
from plenum.pipeline.job import Slot
from plenum.pipeline.record.breaker import Breaker, Change
from plenum.pipeline.record.calls import (
    Begun,
    Commit,
    Committed,
    NotStarted,
    Started,
    Turn,
    Turned,
    Unreadable,
)
from plenum.pipeline.record.codec import (
    UnreadableRecordError,
    graph_of,
    output_of,
    reserves_of,
    rooms_of,
    settings_of,
    text,
)
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.scripting import counted

KEYS: Final = (keys.DUE, keys.COUNTERS, keys.DEAD, keys.DEAD_TIMES, keys.BREAKERS, keys.DEAD_BYTES)
Plans = dict[str, tuple[Settings, Graph]]
"""Settings and graph by job, of the jobs of one turn."""


def arguments(turn: Turn, *most_letters: int, handed: str = "") -> list[Any]:
    """All of a turn, each list after its length. `most_letters`: in number, and in bytes.

    `handed`: before a stage's name, the list that is read before its queue.
    """
    args: list[Any] = [turn.owner, keys.BEAT, keys.COORDINATOR_QUEUE, forms.NEWEST, *most_letters]
    terms = turn.breakers
    args += [terms.failures, terms.successes, terms.open_s * 1000, len(turn.commits)]
    for slot, commit in turn.commits:
        args += _commit(slot, commit)
    args.append(len(turn.evidence))
    for told in turn.evidence:
        args += [told.stage, told.job_id, told.reason, len(told.rooms), *told.rooms]
    fields = [keys.reserve_suffix(stage) for stage in turn.reserves]
    args.append(len(turn.needs))
    for stage, needs in turn.needs.items():
        args += [stage, len(needs), *needs, len(fields), *fields]
    args.append(len(turn.given))
    for arrival in turn.given:
        args += [*arrival.slot, "" if arrival.pushed_ms is None else f"{arrival.pushed_ms:.3f}"]
    return [*args, *((turn.takes.messages, turn.takes.size) if turn.takes else (0, 0)), handed]


def _commit(slot: Slot, commit: Commit) -> Iterator[Any]:
    yield from slot
    yield text(commit.output)
    yield _rooms(commit) if commit.ends_batch else ""
    yield from counted(commit.counters, {letter.id: text(letter) for letter in commit.dead})
    field = keys.reserve_field(slot.batch, slot.stage)
    yield from counted({field: text(commit.reserve)} if commit.reserve else {})
    yield len(commit.successors)
    for push in commit.successors:
        # What is committed in this very step needs not be looked for.
        needs = [need for need in push.needs if need != slot.stage]
        yield from (push.message.stage, len(needs), *needs)


def _rooms(commit: Commit) -> int:
    return len(commit.output.rooms) if isinstance(commit.output, Output) else 0


def turned(turn: Turn, answer: Sequence[Any]) -> Turned:
    """The script's answer."""
    now_ms = float(answer[0])
    plans: Plans = {}
    begun = tuple(_begun(raw, now_ms, turn.needs, plans) for raw in answer[2])
    changes = tuple(Change(*(part.decode() for part in raw)) for raw in answer[3])
    return Turned(tuple(_committed(raw, now_ms) for raw in answer[1]), begun, changes)


def _committed(raw: Sequence[bytes], now_ms: float) -> Committed:
    outcome, *pushed = (part.decode() for part in raw)
    if outcome != "committed":
        return Committed(outcome)  # type: ignore[arg-type]  # one of those that the script names
    return Committed("committed", now_ms, tuple(pushed))


def _begun(raw: Sequence[Any], now_ms: float, needs: Mapping[str, Sequence[str]], plans: Plans) -> Begun:
    job_id, batch, stage, outcome, root, *input_ = raw
    slot = Slot(job_id.decode(), batch.decode(), stage.decode())
    if outcome != b"go":
        return NotStarted(slot, outcome.decode(), root.decode())
    try:
        return _started(slot, root.decode(), now_ms, needs[slot.stage], input_, plans)
    except UnreadableRecordError as error:
        return Unreadable(slot, root.decode(), str(error))


def _started(
    slot: Slot, root: str, now_ms: float, needs: Sequence[str], raw: Sequence[Any], plans: Plans
) -> Started:
    pushed, attempt, settings, graph, rooms, deaths, reserves, outputs, breaker = raw
    if settings is not None:
        plans[slot.job_id] = (settings_of(settings), graph_of(graph))
    if slot.job_id not in plans:
        raise UnreadableRecordError("settings or graph, as another batch of the job has found")
    found = dict(zip(needs, outputs, strict=True))
    return Started(
        slot=slot,
        root=root,
        now_ms=now_ms,
        pushed_ms=float(pushed),
        attempt=int(attempt),
        settings=plans[slot.job_id][0],
        graph=plans[slot.job_id][1],
        rooms=rooms_of(rooms),
        outputs={name: output_of(output) for name, output in found.items() if output is not None},
        reserve=reserves_of(reserves),
        deaths=json.loads(deaths),
        size=len(rooms) + sum(len(output) for output in outputs if output is not None),
        breaker=_met(breaker, now_ms) if breaker else None,
    )


def _met(raw: Sequence[bytes], now_ms: float) -> Breaker:
    state, left_ms, reason = (part.decode() for part in raw)
    return Breaker(state=state, until_ms=now_ms + float(left_ms), reason=reason)  # type: ignore[arg-type]  # one of those that the script names
