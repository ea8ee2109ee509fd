"""What a stage's run leaves in the trace and the metrics, built when the outcome is known."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from opentelemetry.trace import SpanKind

from plenum.pipeline import tally
from plenum.pipeline.execute import Work
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.steps import Committed, Started
from plenum.telemetry import names
from plenum.telemetry.setup import Telemetry
from plenum.telemetry.spans import Attributes, SpanData, SpanRef


def messaging(operation: str, queue: str, job_id: str, message_id: str, system: str) -> dict[str, str]:
    """The semantic conventions' attributes of a span that has to do with a message."""
    return {
        names.MESSAGING_SYSTEM: system,
        names.OPERATION_NAME: operation,
        names.OPERATION_TYPE: operation,
        names.DESTINATION: queue,
        names.MESSAGE_ID: message_id,
        names.CONVERSATION_ID: job_id,
    }


def send_spans(
    root: SpanRef,
    job_id: str,
    sends: Mapping[str, SpanRef],
    pushed: Sequence[str],
    begin: int,
    end: int,
    system: str = "redis",
) -> list[SpanData]:
    """A span for each message that was really pushed; the others never happened. Times in ns."""
    spans = []
    for slot, ref in sends.items():
        if slot in pushed:
            batch, _, stage = slot.partition("/")
            attributes = messaging("send", stage, job_id, f"{job_id}.{batch}.{stage}", system)
            attributes |= {names.JOB_ID: job_id, names.BATCH_ID: batch}
            spans.append(SpanData(names.send(stage), ref, root, begin, end, attributes, SpanKind.PRODUCER))
    return spans


class StageTrail:
    """One message's spans: the wait on its queue, the process, the model, the sends that followed."""

    def __init__(
        self,
        telemetry: Telemetry,
        message: StageMessage,
        root: SpanRef,
        process: SpanRef,
        system: str = "redis",
    ) -> None:
        self.telemetry = telemetry
        self.message = message
        self.system = system
        """What carried the message, as the conventions' `messaging.system`."""
        self.root = root
        self.process = process
        self.begin_ns = time.time_ns()
        self.answered_ns = self.begin_ns
        """When the start script had answered: the local moment nearest to its `now`."""

    def _wait(self, started: Started) -> SpanData:
        waited = max(0.0, started.now_ms - started.pushed_ms)
        return SpanData(
            names.wait(self.message.stage),
            self.root.child(),
            self.root,
            min(self.answered_ns - int(waited * 1e6), self.begin_ns),
            self.begin_ns,
            {names.BATCH_ID: self.message.batch_id, names.DESTINATION: self.message.stage},
        )

    def _process(
        self,
        started: Started,
        outcome: str,
        links: Sequence[tuple[SpanRef, Attributes]] = (),
        more: Attributes | None = None,
        error: str = "",
        end_ns: int = 0,
    ) -> SpanData:
        m = self.message
        attributes: dict[str, Any] = {
            **messaging("process", m.stage, m.job_id, f"{m.job_id}.{m.batch_id}.{m.stage}", self.system),
            names.JOB_ID: m.job_id,
            names.BATCH_ID: m.batch_id,
            names.STAGE: m.stage,
            names.ATTEMPT: started.attempt,
            names.OUTCOME: outcome,
            names.WAIT_S: round(max(0.0, started.now_ms - started.pushed_ms) / 1000, 6),
            **(more or {}),
        }
        sent = (SpanRef.parse(m.traceparent), {names.LINK: "message"})
        return SpanData(
            names.process(m.stage),
            self.process,
            self.root,
            self.begin_ns,
            end_ns or time.time_ns(),
            attributes,
            SpanKind.CONSUMER,
            [sent, *links],
            error,
        )

    def failed(self, started: Started, error: BaseException) -> None:
        """The attempt ended without a commit."""
        more = {names.ERROR_TYPE: type(error).__name__}
        self.telemetry.emit(
            [self._wait(started), self._process(started, "error", more=more, error=str(error)[:300])]
        )

    def done(
        self,
        started: Started,
        committed: Committed,
        work: Work,
        answers: Sequence[Mapping[str, Any]],
        executed: tuple[int, int],
        commit_ns: int,
        sends: Mapping[str, SpanRef],
    ) -> None:
        """The attempt was committed, or came too late; both took time and are told, a little later."""
        if self.telemetry.enabled:
            now = time.time_ns()
            self.telemetry.later(
                lambda: self._tell(started, committed, work, answers, executed, commit_ns, sends, now)
            )

    def _tell(
        self,
        started: Started,
        committed: Committed,
        work: Work,
        answers: Sequence[Mapping[str, Any]],
        executed: tuple[int, int],
        commit_ns: int,
        sends: Mapping[str, SpanRef],
        end: int,
    ) -> None:
        scores = [a["confidence"] for a in answers if "confidence" in a]
        self._measure(started, answers, scores)
        if not self.root.sampled:
            return
        failed = sum(1 for a in answers if "error" in a)
        about: dict[str, Any] = {names.ROOMS: len(answers)}
        if failed:
            about[names.FAILED_ROOMS] = failed
        process = self._process(started, committed.outcome, self._links(work, answers), about, end_ns=end)
        model = {
            **about,
            names.TILES: sum(entry.room.usable for entry in work.rooms),
            names.PLACED: tally.placed(answers),
        }
        if scores:
            model[names.MODEL_NAME] = self.message.stage
            model[names.MODEL_VERSION] = next(a["model_version"] for a in answers if "model_version" in a)
            model[names.CONFIDENCE] = round(sum(scores) / len(scores), 4)
        execute = SpanData(
            names.execute(self.message.stage), self.process.child(), self.process, *executed, model
        )
        job_id = self.message.job_id
        sent = send_spans(self.root, job_id, sends, committed.pushed, commit_ns, end, self.system)
        self.telemetry.emit([self._wait(started), process, execute, *sent])

    def _links(self, work: Work, answers: Sequence[Mapping[str, Any]]) -> list[tuple[SpanRef, Attributes]]:
        """To the spans whose results were read; at the selector with how many rooms each won."""
        links: list[tuple[SpanRef, Attributes]] = []
        for name, output in work.outputs.items():
            if "span" not in output:
                continue
            attributes: dict[str, Any] = {names.LINK: "input", names.MODEL_NAME: name}
            won = [a for a in answers if "selected_model" in a]
            if won:
                attributes[names.SELECTED] = sum(1 for a in won if a["selected_model"] == name)
            links.append((SpanRef.parse(output["span"]), attributes))
        return links

    def _measure(
        self, started: Started, answers: Sequence[Mapping[str, Any]], scores: Sequence[float]
    ) -> None:
        """Durations, the wait and the confidence, with this span as their exemplar."""
        instruments = self.telemetry.instruments
        context = self.process.current()
        labels = {"model_name": self.message.stage}
        for answer in answers:
            if "execution_time" in answer:
                instruments.execution_duration.record(answer["execution_time"], labels, context)
        if scores:
            instruments.confidence.set(sum(scores) / len(scores), labels, context)
        waited = max(0.0, started.now_ms - started.pushed_ms) / 1000
        instruments.queue_wait.record(waited, {"queue": self.message.stage}, context)
