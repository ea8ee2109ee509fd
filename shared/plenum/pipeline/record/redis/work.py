"""Batches in the stages' hands, in Redis: started, committed, found again when they are lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from redis import exceptions

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
    Lost,
    Swept,
    Turn,
    Turned,
)
from plenum.pipeline.record.codec import output_of, reserves_of, text
from plenum.pipeline.record.letters import MOST_STORED, MOST_STORED_BYTES
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys, slot_field
from plenum.pipeline.record.redis.reaching import passes
from plenum.pipeline.record.redis.scripting import Call, Scripting
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
        return self._turned(turn, arguments(turn, MOST_STORED, MOST_STORED_BYTES))

    def _turned(self, turn: Turn, args: Sequence[Any]) -> Turned:
        answer = self.patiently(lambda: self._turn(turn.owner, args))
        return turned(turn, answer)

    def _turn(self, owner: str, args: Sequence[Any]) -> Any:
        """Once. Where an answer was lost, and with it what was taken and begun, that is given back first.

        So it is where the turn or the giving back was given up: Redis would have it in these hands for ever.
        """
        if owner and owner in self._in_doubt:
            self.once("disown", [], [owner])
        self._in_doubt.add(owner)
        answer = self.once("turn", KEYS, args)
        self._in_doubt.discard(owner)
        return answer

    def await_turn(self, turn: Turn, wait_s: float) -> Turned | None:
        """For one stage BLMOVE hands over a message, and the script that was sent with it begins it."""
        stage, *others = turn.needs
        if others:
            arrival = self.await_message(list(turn.needs), wait_s)
            return self.turn(replace(turn, given=(arrival,), takes=None)) if arrival else None
        args = arguments(turn, MOST_STORED, MOST_STORED_BYTES, handed=keys.HANDED)
        if turn.owner in self._in_doubt:
            return self._turned(turn, args)
        self._in_doubt.add(turn.owner)
        try:
            moved, answer = self.ask_all(
                ("BLMOVE", stage, keys.HANDED + stage, "RIGHT", "LEFT", wait_s),
                self.known("turn", KEYS, args),
            )
            if isinstance(answer, Exception):
                raise answer
        except exceptions.NoScriptError:
            found = self._turned(turn, args)
            return found if found.begun else None
        except exceptions.RedisError as error:
            if not passes(error):
                raise
            return None
        self._in_doubt.discard(turn.owner)
        found = turned(turn, answer)
        return found if found.begun or _is_for(stage, moved) else None

    def await_message(self, stages: Sequence[str], wait_s: float) -> Arrival | None:
        """By BRPOP; what is no stage's message is put back for Celery to refuse."""
        try:
            found = self.ask("BRPOP", *stages, wait_s)
        except exceptions.RedisError as error:
            if not passes(error):
                raise
            return None
        if found is None:
            return None
        queue, raw = found[0][len(self.prefix) :], found[1]
        message = _MESSAGE.match(raw)
        if message is None or message[3] != queue:
            self.ask("RPUSH", queue, raw)
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
        self._in_doubt.add(owner)
        self.run("release", [], [owner, how, *(part for slot in slots for part in slot)])
        self._in_doubt.discard(owner)

    def sweep(self, limits: Limits) -> Swept:
        """`round.lua`, then `sweep.lua` for each stage in one round trip, a page of entries at a time."""
        return self._sweep(limits, page=500)

    def _sweep(self, limits: Limits, page: int) -> Swept:
        bounds_s = (limits.join_deadline_s, limits.batch_limit_s, limits.settle_s)
        rests_s = (limits.taken_s, limits.again_s)
        bounds = [keys.BEAT, keys.SEEN, *(seconds * 1000 for seconds in (*bounds_s, *rests_s)), page]
        settles, *stages = self.run("round", [], [limits.round_s * 1000, limits.lifetime_s * 1000])
        if settles:
            return Swept(settles=True)
        resent: list[Slot] = []
        stuck: list[Slot] = []
        lost: list[Lost] = []
        before = dict.fromkeys(sorted(stages), b"")
        while before:
            asked: list[Call] = [([], [stage, *bounds, oldest]) for stage, oldest in before.items()]
            answers = self.run_each("sweep", asked)
            before = {stage: oldest for stage, (oldest, *_) in zip(before, answers, strict=True) if oldest}
            for _, *members in answers:
                first = members.index(b"--")
                second = members.index(b"--", first + 1)
                resent += map(_slot, members[:first])
                stuck += map(_slot, members[first + 1 : second])
                lost += map(_lost, members[second + 1 :])
        return Swept(tuple(resent), tuple(lost), tuple(stuck))


def _is_for(stage: str, raw: object) -> bool:
    message = _MESSAGE.match(raw) if isinstance(raw, bytes) else None
    return message is not None and message[3] == stage.encode()


def _lost(found: bytes) -> Lost:
    # The root has its tracestate after a space.
    member, reason, owner, since, attempt, root = found.split(b" ", 5)
    holder = owner.decode() if owner not in (b"-", b"gone") else ""
    return Lost(_slot(member), reason.decode(), holder, float(since), int(attempt), root.decode())


def _slot(member: bytes) -> Slot:
    job_id, batch, stage = member.decode().split("|")
    return Slot(job_id, batch, stage)
