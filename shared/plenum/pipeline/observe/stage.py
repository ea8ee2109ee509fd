"""What a stage's run leaves in the trace and the metrics, built when the outcome is known."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from opentelemetry.trace import SpanKind

from plenum.pipeline.answers import Answer, Output, RoomAnswer, Selection
from plenum.pipeline.host import Host
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.observe.counters import placed
from plenum.pipeline.observe.rooms import RoomTimes, failed_rooms, room_spans
from plenum.pipeline.observe.sends import Sends, batch_span, measured, messaging
from plenum.pipeline.record.calls import Committed, Started
from plenum.pipeline.work import StageWork
from plenum.telemetry import names
from plenum.telemetry.spans import Attributes, OwnAttributes, SpanData, SpanRef

_NOTABLE_NS: Final = 1_000_000
"""What took less beside the model needs no explanation, and costs more to tell than it took."""


@dataclass(frozen=True)
class Done:
    """An attempt that came to its commit; times in ns."""

    started: Started
    committed: Committed
    work: StageWork
    answers: Sequence[RoomAnswer]
    executed_ns: tuple[int, int] | None
    """None where the model was left out."""
    commit_ns: int
    """When its answer was ready: there the process ends, and what follows is on its way."""
    sends: Sends
    rooms: RoomTimes

    def sent_ns(self, told_ns: int) -> int:
        """When what follows was on its way: by the record's clock where that is this machine's."""
        at_ns = int(self.committed.now_ms * 1e6)
        return at_ns if self.commit_ns <= at_ns <= told_ns else told_ns


class StageSpans:
    """One message's spans: the wait on its queue, the process, the model, the sends that followed."""

    def __init__(self, host: Host, message: StageMessage, process: SpanRef) -> None:
        self.host = host
        self.message = message
        self.root = SpanRef.parse(message.root)
        self.process = process
        self.begin_ns = time.time_ns()
        self.answered_ns = self.begin_ns
        """When the start script had answered: the local moment nearest to its `now`."""

    @property
    def batch(self) -> SpanRef:
        """The span under which all of the message's batch stands."""
        return batch_span(self.root, self.message.batch_id)

    def failed(self, started: Started, error: BaseException) -> None:
        """The attempt ended without a commit."""
        more = {names.ERROR_TYPE: type(error).__name__}
        now = time.time_ns()
        process = self._process(started, "error", (), more, now, str(error)[:300])
        self.host.telemetry.emit([self._wait(started), process])
        if self.host.telemetry.enabled:
            self.host.telemetry.later(lambda: self._count("error", type(error).__name__, now))

    def done(self, done: Done) -> None:
        """The attempt was committed, or came too late; both took time and are told, a little later."""
        if self.host.telemetry.enabled:
            now = time.time_ns()
            self.host.telemetry.later(lambda: self._emit(done, now))

    def _emit(self, done: Done, end_ns: int) -> None:
        scores = [answer.confidence for answer in done.answers if isinstance(answer, Answer)]
        self._measure(done, scores)
        failed = failed_rooms(done.answers)
        self._count(done.committed.outcome, str(failed.get(names.ERROR_TYPE, "")), end_ns)
        for stage in done.committed.pushed:
            if stage in done.sends.refs:
                self.host.telemetry.instruments.sent.add(1, measured("send", stage, self.host.system))
        if not self.root.sampled:
            return
        about: OwnAttributes = {names.ROOMS: len(done.answers), **failed}
        error = f"{failed[names.FAILED_ROOMS]} of {len(done.answers)} rooms" if failed else ""
        process = self._process(
            done.started,
            done.committed.outcome,
            self._links(done),
            {**about, **self._beside(done, end_ns)},
            done.commit_ns,
            error,
        )
        sent = done.sends.spans(done.committed.pushed, (done.commit_ns, done.sent_ns(end_ns)))
        execute = self._executed(done, done.executed_ns, about, scores, error) if done.executed_ns else []
        self.host.telemetry.emit([self._wait(done.started), process, *execute, *sent])

    def _beside(self, done: Done, end_ns: int) -> OwnAttributes:
        """What took its time beside the model, where it did, in s."""
        executed = done.executed_ns or (done.commit_ns, done.commit_ns)
        start = max(self.answered_ns, self.begin_ns)
        parts = {
            names.START_S: start - self.begin_ns,
            names.PREPARE_S: executed[0] - start,
            names.ANSWER_S: done.commit_ns - executed[1],
            names.COMMIT_S: end_ns - done.commit_ns,
        }
        return {name: round(took / 1e9, 6) for name, took in parts.items() if took >= _NOTABLE_NS}

    def since_ns(self, started: Started) -> int:
        """When the message began to wait."""
        return min(self.answered_ns - int(started.waited_s * 1e9), self.begin_ns)

    def _wait(self, started: Started) -> SpanData:
        return SpanData(
            names.wait(self.message.stage),
            self.root.child(),
            self.batch,
            self.since_ns(started),
            self.begin_ns,
            {names.BATCH_ID: self.message.batch_id, names.DESTINATION: self.message.stage},
        )

    def _process(
        self,
        started: Started,
        outcome: str,
        links: Sequence[tuple[SpanRef, Attributes]],
        more: Attributes,
        end_ns: int,
        error: str = "",
    ) -> SpanData:
        message = self.message
        attributes: OwnAttributes = {
            **messaging("process", message.slot, self.host.carrier),
            names.JOB_ID: message.job_id,
            names.BATCH_ID: message.batch_id,
            names.STAGE: message.stage,
            names.ATTEMPT: started.attempt,
            names.OUTCOME: outcome,
            names.WAIT_S: round(started.waited_s, 6),
            **more,
        }
        sent = (SpanRef.parse(message.traceparent), {names.LINK: "message"})
        return SpanData(
            names.process(message.stage),
            self.process,
            self.batch,
            self.begin_ns,
            end_ns,
            attributes,
            SpanKind.CONSUMER,
            [sent, *links],
            error,
        )

    def _executed(
        self,
        done: Done,
        executed_ns: tuple[int, int],
        about: Attributes,
        scores: Sequence[float],
        error: str,
    ) -> list[SpanData]:
        """The model's span, and under it the rooms that are told one by one."""
        model: OwnAttributes = {
            **about,
            names.TILES: sum(entry.room.usable for entry in done.work.rooms),
            names.PLACED: placed(done.answers),
        }
        if scores:
            model[names.MODEL_NAME] = self.message.stage
            model[names.MODEL_VERSION] = done.work.version
            model[names.CONFIDENCE] = round(sum(scores) / len(scores), 4)
        if len(done.answers) == 1:
            model[names.ROOM_ID] = done.answers[0].room_id
        stage, ref = self.message.stage, self.process.child()
        span = SpanData(names.execute(stage), ref, self.process, *executed_ns, model, error=error)
        return [span, *room_spans(stage, ref, done.answers, done.rooms)]

    @staticmethod
    def _links(done: Done) -> list[tuple[SpanRef, Attributes]]:
        """To the spans whose results were read; at the selector with how many rooms each won."""
        links: list[tuple[SpanRef, Attributes]] = []
        chosen = [a.selected_model for a in done.answers if isinstance(a, Selection)]
        for name, output in done.work.outputs.items():
            if isinstance(output, Output) and output.span:
                attributes: OwnAttributes = {names.LINK: "input", names.MODEL_NAME: name}
                if chosen:
                    attributes[names.SELECTED] = chosen.count(name)
                links.append((SpanRef.parse(output.span), attributes))
        return links

    def _count(self, outcome: str, error: str, end_ns: int) -> None:
        """The attempt, by the conventions of messaging, and what became of it."""
        instruments, stage = self.host.telemetry.instruments, self.message.stage
        about = measured("process", stage, self.host.system)
        if error:
            about[names.ERROR_TYPE] = error
        took_s = max(0, end_ns - self.begin_ns) / 1e9
        instruments.consumed.add(1, about)
        # The model's own time has the exemplars.
        instruments.process_duration.record(took_s, about)
        instruments.commits.add(1, {"stage": stage, "outcome": outcome})

    def _measure(self, done: Done, scores: Sequence[float]) -> None:
        """Durations, the wait, confidence and version, with this span as their exemplar."""
        instruments = self.host.telemetry.instruments
        context = self.process.current()
        labels = {"model_name": self.message.stage}
        for answer in done.answers:
            if isinstance(answer, Answer):
                instruments.execution_duration.record(answer.execution_time, labels, context)
        if scores:
            instruments.confidence.set(sum(scores) / len(scores), labels, self.process)
            instruments.model_info.set(1, {**labels, "model_version": done.work.version}, self.process)
        instruments.queue_wait.record(done.started.waited_s, {"queue": self.message.stage}, context)
