"""One message's way through a stage: started, worked on, committed, told. The same for every host."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import structs

from plenum.ceiling.whole.reserve import Reservation
from plenum.pipeline.answers import Output, StageOutput
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.host import Host
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.observe import events
from plenum.pipeline.observe.counters import counters
from plenum.pipeline.observe.sends import Sends
from plenum.pipeline.observe.stage import Done, StageSpans
from plenum.pipeline.record import letters
from plenum.pipeline.record.calls import Commit, NotStarted, Started
from plenum.pipeline.record.codec import UnreadableRecordError
from plenum.pipeline.stage.reserve import find_reserves, known_reserves, reserved
from plenum.pipeline.stage.rooms import answer_rooms
from plenum.pipeline.work import Guard, StageWork, no_guard
from plenum.telemetry import names
from plenum.telemetry.spans import SpanRef

MOST_DEATHS: Final = 3
"""A room that killed its worker this often is not tried again."""
MOST_ATTEMPTS: Final = 12
"""A batch begun more often than this is given up whole."""
Begins = Callable[[str], None]
Guarding = Callable[[Begins | None], Guard]
"""Makes a guard for a batch's rooms that reports, where asked to, which room it begins."""


class EarlyError(Exception):
    """A message for a batch whose inputs are not committed yet."""


class StageRun:
    """A stage in a host: called with one message after the other."""

    def __init__(
        self,
        host: Host,
        graph: Graph,
        stage: Stage,
        guarding: Guarding = lambda _begins: no_guard,
        *,
        alone: bool = False,
    ) -> None:
        """`alone`: nothing follows what is committed."""
        self.host = host
        self.stage = stage
        self.version = stage.version
        self._needs = graph.needs(stage.name)
        self._guarding = guarding
        self._alone = alone

    def receive(self, raw: Any) -> None:
        """Work on what came over a queue; what is no message for this stage is kept as a dead letter."""
        try:
            message = StageMessage.parse(raw)
        except ValueError as error:
            self._set_aside(raw, str(error))
            return
        if message.stage != self.stage.name:
            self._set_aside(raw, f"a message for {message.stage!r} on the queue of {self.stage.name}")
            return
        self(message)

    def __call__(self, message: StageMessage) -> None:
        """Work on one message. Raises what the infrastructure raises; a model's errors stay with rooms."""
        process = SpanRef.parse(message.root).child()
        with events.bound(message.job_id, process, batch_id=message.batch_id, stage=message.stage):
            spans = StageSpans(self.host, message, process)
            try:
                started = self.host.record.start(message.slot, self.host.owner, self._needs)
            except UnreadableRecordError as error:
                self._set_aside(
                    structs.asdict(message), f"job {message.job_id} was kept by another version: {error}"
                )
                return
            spans.answered_ns = time.time_ns()
            if isinstance(started, NotStarted):
                self._ignore(message, started)
                return
            try:
                self._work(message, started, spans)
            except EarlyError as error:
                self.host.record.release(message.slot, self.host.owner)
                self._set_aside(structs.asdict(message), f"not due: job {message.job_id} waits for {error}")
            except BaseException as error:
                self.host.record.release(message.slot, self.host.owner)
                spans.failed(started, error)
                raise

    def _ignore(self, message: StageMessage, why: NotStarted) -> None:
        if why.reason == "unknown":
            self._set_aside(structs.asdict(message), f"job {message.job_id} has no batch {message.batch_id}")
        else:
            self.host.log.info(names.MESSAGE_IGNORED, reason=why.reason)

    def _set_aside(self, raw: Any, reason: str) -> None:
        letter = letters.for_message(self.stage.name, raw, reason)
        self.host.record.store_letter(letter)
        self.host.log.error(names.MESSAGE_IGNORED, reason=reason, dead_letter=letter.id)

    def _work(self, message: StageMessage, started: Started, spans: StageSpans) -> None:
        work = self._taken_up(message, started)

        def begins(room_id: str) -> None:
            self.host.record.suspect(message.slot, room_id)

        guard = self._guarding(begins if started.attempt > 1 else None)
        began = time.time_ns()
        answers = answer_rooms(work, guard, _hopeless(work, started))
        ended = time.time_ns()
        answers, dead = letters.for_rooms(message, answers, work.rooms, work.settings)
        sends = Sends(message.job_id, message.batch_id, spans.root, message.deadline_at, self.host.system)
        followers = () if self._alone else work.graph.after(message.stage)
        commit = Commit(
            Output(stage=message.stage, span=str(spans.process), rooms=answers),
            successors=sends.pushes(work.graph, followers),
            ends_batch=work.stage == work.graph.last and not self._alone,
            counters=counters(work.graph, work.stage, work.outputs, answers),
            dead=dead,
        )
        commit_ns = time.time_ns()
        committed = self.host.record.commit(message.slot, commit)
        spans.done(Done(started, committed, work, answers, (began, ended), commit_ns, sends))
        took_ms = (ended - began) / 1e6
        events.stage_done(self.host.log, work.graph, work.stage, committed.outcome, answers, took_ms)

    def _taken_up(self, message: StageMessage, started: Started) -> StageWork:
        """The batch with its reserve, found here where nobody else has found it."""
        outputs = self._outputs(message, started)
        reserve = started.reserve or self._reserve(message, started)
        stage = started.graph[self.stage.name]
        rooms = reserved(started.rooms, reserve)
        return StageWork(started.graph, stage, self.version, started.settings, rooms, outputs)

    def _reserve(self, message: StageMessage, started: Started) -> Sequence[Reservation]:
        """What this process remembers, or what another stage brings that is finding it, or found now."""
        rooms, settings = started.rooms, started.settings
        known = known_reserves(rooms, settings)
        if started.reserve_is_sought:
            found = known or self.host.record.await_reserve(message.slot)
            if found is not None:
                return found
        found = known or find_reserves(rooms, settings)
        self.host.record.store_reserve(message.slot, found)
        return found

    def _outputs(self, message: StageMessage, started: Started) -> dict[str, StageOutput]:
        """What this stage reads, by the job's own graph, which another version may have planned.

        Raises EarlyError when not all of it is committed: a message that the record never pushed.
        """
        needs = started.graph.needs(self.stage.name)
        found = started.outputs
        if needs != self._needs:
            found = self.host.record.outputs_of(message.slot, needs)
        missing = [name for name in needs if name not in found]
        if missing:
            raise EarlyError(", ".join(missing))
        return {name: found[name] for name in needs}


def _hopeless(work: StageWork, started: Started) -> dict[str, str]:
    """Rooms that must not be tried again: each killed its worker too often, or the batch never ends."""
    if started.attempt > MOST_ATTEMPTS:
        reason = f"its batch was begun {MOST_ATTEMPTS} times and never ended"
        return {entry.room.room_id: reason for entry in work.rooms}
    # The first attempt has no suspect, so a room that died alone twice has killed three workers.
    return {
        room_id: f"killed its worker {MOST_DEATHS} times"
        for room_id, deaths in started.deaths.items()
        if deaths >= MOST_DEATHS - 1
    }
