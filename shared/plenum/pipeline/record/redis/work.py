"""Batches in the stages' hands, in Redis: started, committed, found again when they are lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from plenum.ceiling.whole.reserve import Reservation
from plenum.pipeline.answers import StageOutput
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Commit, Committed, Limits, NotStarted, Started, Swept
from plenum.pipeline.record.codec import (
    graph_of,
    output_of,
    reserve_of,
    rooms_of,
    settings_of,
    text,
)
from plenum.pipeline.record.letters import MOST_STORED
from plenum.pipeline.record.port import PATIENT_S
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys, slot_field
from plenum.pipeline.record.redis.render import render_stage
from plenum.pipeline.record.redis.scripting import Scripting, counted

SOUGHT: Final = "?"
"""What the start script answers for a reserve that another stage is finding."""


class WorkInRedis(Scripting):
    """The stages' part of the port."""

    def start(self, slot: Slot, owner: str, needs: Sequence[str]) -> Started | NotStarted:
        """One script: `start.lua`."""
        k = JobKeys(slot.job_id)
        outcome, *answer = self.run(
            "start",
            [k.job, k.inputs, k.outputs, k.run, keys.DUE],
            [
                k.member(slot.batch, slot.stage),
                slot.batch,
                slot_field(slot.batch, slot.stage),
                owner,
                keys.BEAT,
                *(slot_field(slot.batch, name) for name in needs),
            ],
        )
        if outcome != "go":
            return NotStarted(outcome)
        now, pushed, attempt, settings, graph, rooms, reserve, deaths, *outputs = answer
        found = zip(needs, outputs, strict=False)
        return Started(
            now_ms=float(now),
            pushed_ms=float(pushed),
            attempt=int(attempt),
            settings=settings_of(settings),
            graph=graph_of(graph),
            rooms=rooms_of(rooms),
            outputs={name: output_of(raw) for name, raw in found if raw is not None},
            reserve=None if reserve in ("", SOUGHT) else reserve_of(reserve),
            reserve_is_sought=reserve == SOUGHT,
            deaths=json.loads(deaths),
        )

    def outputs_of(self, slot: Slot, stages: Sequence[str]) -> Mapping[str, StageOutput]:
        """From the job's outputs."""
        if not stages:
            return {}
        fields = [slot_field(slot.batch, stage) for stage in stages]
        found: list[bytes | None] = self.patiently(
            lambda: self.client.hmget(JobKeys(slot.job_id).outputs, fields)  # type: ignore[arg-type, return-value]  # sync client
        )
        return {stage: output_of(raw) for stage, raw in zip(stages, found, strict=True) if raw is not None}

    def store_reserve(self, slot: Slot, reserve: Sequence[Reservation]) -> None:
        """One script: `reserve.lua`."""
        k = JobKeys(slot.job_id)
        args = [slot.batch, text(reserve), int(PATIENT_S * 1000)]
        self.run("reserve", [k.job, k.run, k.reserve(slot.batch)], args)

    def await_reserve(self, slot: Slot) -> tuple[Reservation, ...] | None:
        """From the list that `reserve.lua` fills for those that wait."""
        key = JobKeys(slot.job_id).reserve(slot.batch)
        found: Any = self.patiently(lambda: self.client.blpop([key], PATIENT_S))
        return reserve_of(found[1]) if found else None

    def suspect(self, slot: Slot, room_id: str) -> None:
        """Noted in the job's run."""
        run, name = JobKeys(slot.job_id).run, f"{slot_field(slot.batch, slot.stage)}:room"
        self.patiently(lambda: self.client.hset(run, name, room_id))

    def release(self, slot: Slot, owner: str) -> None:
        """The owner's note is taken away, if it is this owner's."""
        run, name = JobKeys(slot.job_id).run, slot_field(slot.batch, slot.stage)
        held: Any = self.client.hget(run, f"{name}:owner")
        if held is not None and held.decode() == owner:
            self.client.hdel(run, *(f"{name}:{what}" for what in ("owner", "started", "room")))

    def commit(self, slot: Slot, commit: Commit) -> Committed:
        """One script: `commit.lua`."""
        k = JobKeys(slot.job_id)
        args: list[Any] = [
            k.member(slot.batch, slot.stage),
            slot_field(slot.batch, slot.stage),
            text(commit.output),
            k.finish_member if commit.ends_batch else "",
            keys.COORDINATOR_QUEUE,
            *counted(commit.counters, {letter.id: text(letter) for letter in commit.dead}),
            MOST_STORED,
        ]
        for push in commit.successors:
            batch, stage = push.message.batch_id, push.message.stage
            args += [k.member(batch, stage), slot_field(batch, stage), stage, render_stage(push.message)]
            args += [len(push.needs), *(slot_field(batch, need) for need in push.needs)]
        outcome, *answer = self.run(
            "commit",
            [
                *(k.job, k.outputs, k.run, k.messages, k.finish),
                *(keys.DUE, keys.COUNTERS, keys.DEAD, keys.DEAD_TIMES),
            ],
            args,
        )
        if outcome != "committed":
            return Committed(outcome)
        now, *pushed = answer
        return Committed("committed", float(now), tuple(name.rpartition("/")[2] for name in pushed))

    def sweep(self, limits: Limits) -> Swept:
        """`sweep.lua`, a page of the due entries at a time."""
        return self._sweep(limits, page=500)

    def _sweep(self, limits: Limits, page: int) -> Swept:
        resent: list[str] = []
        stuck: list[str] = []
        offset = 0
        bounds = [limits.join_deadline_s * 1000, limits.batch_limit_s * 1000, limits.settle_s * 1000]
        taken_ms = limits.taken_s * 1000
        while True:
            looked, *members = self.run(
                "sweep", [keys.DUE], [keys.BEAT, keys.SEEN, *bounds, page, offset, taken_ms]
            )
            cut = members.index("--")
            resent += members[:cut]
            stuck += members[cut + 1 :]
            # Entries sent again moved to the end of the set, so the next page begins that much earlier.
            offset += int(looked) - len(set(members[:cut]))
            if int(looked) < page:
                break
        return Swept(tuple(map(_slot, resent)), tuple(map(_slot, stuck)))


def _slot(member: str) -> Slot:
    job_id, batch, stage = member.split("|")
    return Slot(job_id, batch, stage)
