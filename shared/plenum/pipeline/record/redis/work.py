"""Batches in the stages' hands, in Redis: started, committed, found again when they are lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from plenum.pipeline.answers import StageOutput
from plenum.pipeline.batch import Reserves
from plenum.pipeline.job import Slot
from plenum.pipeline.messages import VERSION
from plenum.pipeline.record.calls import (
    Arrival,
    Commit,
    Committed,
    GiveBack,
    Limits,
    Swept,
    Turn,
    Turned,
)
from plenum.pipeline.record.codec import output_of, reserves_of, text
from plenum.pipeline.record.letters import MOST_STORED, MOST_STORED_BYTES
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys, slot_field
from plenum.pipeline.record.redis.scripting import PASSING, Scripting
from plenum.pipeline.record.redis.turn import KEYS, arguments, turned

# The same as MESSAGE in push.lua.
_ID: Final = rb"([A-Za-z0-9_.:-]+)"
_MESSAGE: Final = re.compile(
    rb'{"headers": {"plenum": "' + re.escape(VERSION.encode()) + rb" " + rb" ".join([_ID] * 3) + rb'", '
    rb'"traceparent": "[0-9a-f-]+", "pushed_ms": "([0-9.]+)", '
)


class WorkInRedis(Scripting):
    """The stages' part of the port."""

    def turn(self, turn: Turn) -> Turned:
        """One script: `turn.lua`."""
        args = arguments(turn, MOST_STORED, MOST_STORED_BYTES)
        try:
            return turned(turn, self.once("turn", KEYS, args))
        except PASSING:
            return turned(turn, self.patiently(lambda: self._turn_again(turn.owner, args)))

    def _turn_again(self, owner: str, args: Sequence[Any]) -> Any:
        """A turn whose answer is lost, and with it what it took and began: that is given back first."""
        self.once("disown", [keys.DUE], [owner])
        return self.once("turn", KEYS, args)

    def await_message(self, stages: Sequence[str], wait_s: float) -> Arrival | None:
        """By BRPOP; what is no stage's message is put back for Celery to refuse."""
        try:
            found: Any = self.client.brpop(list(stages), wait_s)
        except PASSING:
            return None
        if found is None:
            return None
        queue, raw = found
        message = _MESSAGE.match(raw)
        if message is None or message[3] != queue:
            self.client.rpush(queue, raw)
            return None
        job_id, batch, stage, pushed = (part.decode() for part in message.groups())
        return Arrival(Slot(job_id, batch, stage), float(pushed))

    def commit(self, slot: Slot, commit: Commit) -> Committed:
        """A turn that is nothing else."""
        return self.turn(Turn("", commits=((slot, commit),))).commits[0]

    def outputs_of(self, slot: Slot, stages: Sequence[str]) -> Mapping[str, StageOutput]:
        """From the job's outputs."""
        if not stages:
            return {}
        fields = [slot_field(slot.batch, stage) for stage in stages]
        found: list[bytes | None] = self.patiently(
            lambda: self.client.hmget(JobKeys(slot.job_id).outputs, fields)  # type: ignore[arg-type, return-value]  # sync client
        )
        return {stage: output_of(raw) for stage, raw in zip(stages, found, strict=True) if raw is not None}

    def share_reserves(
        self, found: Mapping[Slot, Reserves], stages: Sequence[str]
    ) -> Mapping[Slot, Reserves]:
        """One script: `reserve.lua`."""
        args: list[Any] = [len(stages), *stages]
        for slot, part in found.items():
            args += [*slot, text(part) if part else ""]
        answer: list[list[bytes | None]] = self.patiently(lambda: self.once("reserve", [], args))
        return {slot: reserves_of(parts) for slot, parts in zip(found, answer, strict=True)}

    def suspect(self, slot: Slot, room_id: str, mark: str = "") -> None:
        """Noted in the job's run."""
        run, at = JobKeys(slot.job_id).run, slot_field(slot.batch, slot.stage)
        noted = [f"{at}:room", room_id, f"{at}:mark", mark or room_id]
        self.patiently(lambda: self.client.hset(run, items=noted))

    def release(self, slots: Sequence[Slot], owner: str, how: GiveBack = "later") -> None:
        """One script: `release.lua`."""
        self.run("release", [keys.DUE], [owner, how, *(part for slot in slots for part in slot)])

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
