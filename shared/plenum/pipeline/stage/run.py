"""One batch's way through a stage: worked on, committed, told. The same for every host."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from msgspec import structs

from plenum.pipeline import forms
from plenum.pipeline.answers import Absence, Output, RoomAnswer, StageOutput
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.host import Host
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.observe import events
from plenum.pipeline.observe.counters import counters
from plenum.pipeline.observe.rooms import RoomTimes
from plenum.pipeline.observe.sends import Sends
from plenum.pipeline.observe.stage import Done, StageSpans
from plenum.pipeline.record import letters
from plenum.pipeline.record.breaker import Evidence
from plenum.pipeline.record.calls import (
    Arrival,
    Begun,
    Commit,
    Committed,
    NotStarted,
    Started,
    Turn,
    Unreadable,
)
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.stage import trust
from plenum.pipeline.stage.doubts import Guarding, doubts
from plenum.pipeline.stage.reserve import reserved
from plenum.pipeline.stage.rooms import answer_rooms
from plenum.pipeline.stage.served import ServedModels
from plenum.pipeline.stage.sharing import TurnReserves
from plenum.pipeline.work import StageWork, Trial, no_guard
from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef


class EarlyError(Exception):
    """A message for a batch whose inputs are not committed yet."""


class Times(NamedTuple):
    """When an attempt began, and when the record had handed out its input, in ns."""

    begin_ns: int
    answered_ns: int


@dataclass(frozen=True)
class Worked:
    """A batch that a stage has answered, not committed yet."""

    commit: Commit
    started: Started
    evidence: Evidence | None
    """What it says of the model."""
    told: Callable[[Committed], None]
    """Tells of it when it is known what became of the commit."""
    failed: Callable[[BaseException], None]
    """Tells that it could not be committed."""


class StageRun:
    """A stage in a host: called with one message after the other, or with what a turn has begun."""

    def __init__(
        self,
        host: Host,
        graph: Graph,
        stage: Stage,
        guarding: Guarding = lambda _begins: no_guard,
        *,
        alone: bool = False,
        trial: Trial | None = None,
    ) -> None:
        """`alone`: nothing follows what is committed. `trial`: where rooms are tried that workers died at."""
        self.host = host
        self.stage = stage
        self.version = stage.version
        self.needs = graph.needs(stage.name)
        self.reserves = tuple(s.name for s in graph.stages if s.kind) if stage.kind else ()
        """The stages that may have told of a batch's reserve."""
        self._guarding = guarding
        self._alone = alone
        self._trial = trial
        self._served = ServedModels(host, stage)

    def __call__(self, message: StageMessage) -> None:
        """Work on one message. Raises what the infrastructure raises; a model's errors stay with rooms."""
        record, owner = self.host.record, self.host.owner
        turn = Turn(owner, {self.stage.name: self.needs}, self.reserves, given=(Arrival(message.slot),))
        asked_ns = time.time_ns()
        turned = record.turn(turn)
        (begun,) = turned.begun
        events.breakers_changed(self.host.log, turned.breakers)
        times = Times(asked_ns, time.time_ns())
        try:
            worked = self.work(begun, TurnReserves(record, [begun]), times, message)
        except BaseException:
            record.release([message.slot], owner)
            raise
        if worked is None:
            return
        try:
            turned = record.turn(
                Turn(
                    owner,
                    commits=((message.slot, worked.commit),),
                    evidence=trust.several([worked.evidence]),
                    breakers=trust.terms(self.host.config),
                )
            )
        except BaseException as error:
            record.release([message.slot], owner)
            worked.failed(error)
            raise
        (committed,) = turned.commits
        worked.told(committed)
        events.breakers_changed(self.host.log, turned.breakers)

    def work(
        self, begun: Begun, reserves: TurnReserves, times: Times, message: StageMessage | None = None
    ) -> Worked | None:
        """Answer for a batch that was begun; nothing where there is nothing to commit."""
        if not isinstance(begun, Started):
            self._leave(begun)
            return None
        message = message or StageMessage.of(begun.slot, begun.root)
        process = SpanRef.parse(message.root).child()
        with self._bound(message, process):
            spans = StageSpans(self.host, message, process)
            spans.begin_ns, spans.answered_ns = times
            try:
                return self._work(message, begun, reserves, spans)
            except EarlyError as error:
                self.host.record.release([begun.slot], self.host.owner, "never")
                self.set_aside(begun.slot._asdict(), f"not due: job {begun.slot.job_id} waits for {error}")
                return None
            except BaseException as error:
                spans.failed(begun, error)
                raise

    def set_aside(self, raw: Any, reason: str) -> None:
        """Keep a message that cannot be worked on as a dead letter."""
        letter = letters.for_message(self.stage.name, raw, reason)
        self.host.record.store_letter(letter)
        self.host.log.error(names.MESSAGE_IGNORED, reason=reason, dead_letter=letter.id)

    def _leave(self, begun: NotStarted | Unreadable) -> None:
        job_id, batch, stage = slot = begun.slot
        span = SpanRef.parse(begun.root).child() if begun.root else None
        with events.bound(job_id, span, batch_id=batch, stage=stage):
            if isinstance(begun, Unreadable):
                self.set_aside(slot._asdict(), f"job {job_id} was kept by another version: {begun.why}")
            elif begun.reason == "unknown":
                self.set_aside(slot._asdict(), f"job {job_id} has no batch {batch}")
            elif begun.reason == "newer":
                self.host.log.warning(names.MESSAGE_IGNORED, reason=forms.waits())
            else:
                self.host.log.info(names.MESSAGE_IGNORED, reason=begun.reason)

    @staticmethod
    def _bound(message: StageMessage, process: SpanRef) -> Any:
        return events.bound(message.job_id, process, batch_id=message.batch_id, stage=message.stage)

    def _work(
        self, message: StageMessage, started: Started, reserves: TurnReserves, spans: StageSpans
    ) -> Worked:
        work = self._taken_up(started, reserves)
        began, begun_ns = time.time_ns(), list[int]()
        answers = (
            trust.left_out(work, started) if started.left_out else self._answers(work, started, begun_ns)
        )
        executed_ns = (began, time.time_ns())
        output, dead = self._output(message, started, work, answers, spans)
        commit_ns = time.time_ns()
        if isinstance(output, Output):
            output = structs.replace(output, since_ns=spans.since_ns(started), ended_ns=commit_ns)
        answers = output.rooms if isinstance(output, Output) else answers
        sends = Sends(message.job_id, message.batch_id, spans.root, self.host.carrier)
        followers = () if self._alone else work.graph.after(message.stage)
        commit = Commit(
            output,
            successors=sends.pushes(work.graph, followers),
            ends_batch=work.stage == work.graph.last and not self._alone,
            counters=counters(work.graph, work.stage, work.outputs, answers),
            dead=dead,
            reserve=reserves.untold(started.slot),
        )
        rooms = RoomTimes(begun_ns, executed_ns[1], {letter.room_id: letter.traceback for letter in dead})

        def told(committed: Committed) -> None:
            with self._bound(message, spans.process):
                executed = None if started.left_out else executed_ns
                spans.done(Done(started, committed, work, answers, executed, commit_ns, sends, rooms))
                if isinstance(output, Absence):
                    events.left_out(self.host.log, output.reason)
                    return
                took_ms = (executed_ns[1] - executed_ns[0]) / 1e6
                events.stage_done(self.host.log, work.graph, work.stage, committed.outcome, answers, took_ms)

        said = None if started.left_out else trust.evidence(message.slot, work.rooms, answers)
        return Worked(commit, started, said, told, lambda error: spans.failed(started, error))

    def _answers(self, work: StageWork, started: Started, begun_ns: list[int]) -> tuple[RoomAnswer, ...]:
        """Of the model, room by room; which one is noted where that may be what ends this process."""
        slot, marks = started.slot, {entry.room.room_id: entry for entry in work.rooms}

        def begins(room_id: str) -> None:
            self.host.record.suspect(slot, room_id, trust.mark(marks[room_id]))

        noted = started.attempt > 1 or started.breaker is not None
        otherwise = doubts(started, self._guarding, begins, self._trial)
        return answer_rooms(work, self._guarding(begins if noted else None), otherwise, begun_ns)

    @staticmethod
    def _output(
        message: StageMessage,
        started: Started,
        work: StageWork,
        answers: tuple[RoomAnswer, ...],
        spans: StageSpans,
    ) -> tuple[StageOutput, tuple[DeadLetter, ...]]:
        """What is committed, with a letter for each room that failed; none for those that can do without."""
        if started.left_out and work.graph.competes(message.stage):
            (failure, *_) = answers
            return Absence(stage=message.stage, reason=getattr(failure, "message", "")), ()
        span_id = f"{spans.process.span_id:016x}"
        answers, dead = letters.for_rooms(
            message, answers, work.rooms, work.settings, started.attempt, span_id
        )
        return Output(stage=message.stage, span=str(spans.process), rooms=answers), dead

    def _taken_up(self, started: Started, reserves: TurnReserves) -> StageWork:
        """The batch with its reserve, as far as the stage has to keep clear of it."""
        outputs = self._outputs(started)
        stage = started.graph[self.stage.name]
        places = stage.kind and not started.left_out
        rooms = reserved(started.rooms, reserves.of(started)) if places else started.rooms
        version, model = self.version, None
        if stage.weights and not started.left_out:
            version, model = stage.weights.marked(version), self._served(stage.weights)
        return StageWork(started.graph, stage, version, started.settings, rooms, outputs, model)

    def _outputs(self, started: Started) -> dict[str, StageOutput]:
        """What this stage reads, by the job's own graph, which another version may have planned.

        Raises EarlyError when not all of it is committed: a message that the record never pushed.
        """
        needs = started.graph.needs(self.stage.name)
        found = started.outputs
        if needs != self.needs:
            found = self.host.record.outputs_of(started.slot, needs)
        missing = [name for name in needs if name not in found]
        if missing:
            raise EarlyError(", ".join(missing))
        return {name: found[name] for name in needs}
