"""What a stage's run leaves in the trace and the metrics."""

from __future__ import annotations

import time
from typing import Any

import pytest
from opentelemetry.trace import SpanKind

from plenum.pipeline.answers import Output
from plenum.telemetry import names
from plenum.telemetry.spans import SpanData, SpanRef
from tests.support import toy_models
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline


@pytest.fixture
def toy() -> ToyPipeline:
    """With a job of two rooms in it."""
    pipeline = ToyPipeline()
    pipeline.accept(2)
    return pipeline


def linked(span: SpanData) -> dict[str, list[SpanRef]]:
    """What a span links to, by what the link is."""
    found: dict[str, list[SpanRef]] = {}
    for ref, attributes in span.links:
        found.setdefault(str(attributes[names.LINK]), []).append(ref)
    return found


def test_a_message_is_a_wait_a_process_and_the_model_within_it(toy: ToyPipeline) -> None:
    """Wait and process stand under the batch; parents come before their children."""
    message = toy.message("left")
    toy.run("left", message)
    wait, process, execute, *_rooms = toy.of("left").telemetry.spans
    assert (wait.name, process.name, execute.name) == ("wait left", "process left", "execute left")
    root = SpanRef.parse(message.root)
    batch = root.named("b0000")
    assert (wait.parent, process.parent, execute.parent) == (batch, batch, process.ref)
    assert process.kind is SpanKind.CONSUMER
    assert linked(process) == {"message": [SpanRef.parse(message.traceparent)]}


def test_times_follow_one_another(toy: ToyPipeline) -> None:
    """The wait ends as the process begins; the model works within it; nothing ends before it begins."""
    toy.run("left")
    toy.run("right")
    wait, process, execute, *rooms, send = toy.of("right").telemetry.spans
    assert wait.start_ns <= wait.end_ns == process.start_ns
    assert process.start_ns <= execute.start_ns <= execute.end_ns <= process.end_ns == send.start_ns
    assert send.start_ns <= send.end_ns
    assert execute.start_ns <= rooms[0].start_ns <= rooms[0].end_ns == rooms[1].start_ns
    assert rooms[1].end_ns == execute.end_ns


def test_a_process_says_which_message_it_was(toy: ToyPipeline) -> None:
    """The conventions' attributes, and the job's own."""
    toy.run("left")
    attributes = toy.of("left").telemetry.span("process left").attributes
    times = (names.WAIT_S, names.START_S, names.PREPARE_S, names.ANSWER_S, names.COMMIT_S)
    assert {name: attributes[name] for name in attributes if name not in times} == {
        names.MESSAGING_SYSTEM: "toy",
        names.OPERATION_NAME: "process",
        names.OPERATION_TYPE: "process",
        names.DESTINATION: "left",
        names.MESSAGE_ID: "job.b0000.left",
        names.CONVERSATION_ID: "job",
        names.JOB_ID: "job",
        names.BATCH_ID: "b0000",
        names.STAGE: "left",
        names.ATTEMPT: 1,
        names.OUTCOME: "committed",
        names.ROOMS: 2,
    }


def test_the_models_span_says_what_it_did(toy: ToyPipeline) -> None:
    """Rooms, tiles, components, and who it was; the selector places for others and has no confidence."""
    for stage in ("left", "right", "choose"):
        toy.run(stage)
    about = toy.of("right").telemetry.span("execute right").attributes
    assert about == {
        names.ROOMS: 2,
        names.TILES: 9 * 7 + 10 * 8,
        names.PLACED: 4,
        names.MODEL_NAME: "right",
        names.MODEL_VERSION: GRAPH["right"].version,
        names.CONFIDENCE: 0.0,
    }
    chosen = toy.of("choose").telemetry.span("execute choose").attributes
    assert chosen == {names.ROOMS: 2, names.TILES: 9 * 7 + 10 * 8, names.PLACED: 2}


def test_only_messages_that_were_pushed_are_spans(toy: ToyPipeline) -> None:
    """The first light model's commit is followed by nothing, the second one's by the selector."""
    toy.run("left")
    toy.run("right")
    sent = {
        stage: [s.name for s in toy.of(stage).telemetry.spans if s.kind is SpanKind.PRODUCER]
        for stage in ("left", "right")
    }
    assert sent == {"left": [], "right": ["send choose"]}
    assert toy.message("choose").traceparent == str(toy.of("right").telemetry.span("send choose").ref)


def test_a_stage_links_to_those_whose_answers_it_read(toy: ToyPipeline) -> None:
    """At the selector with how many rooms each of them won."""
    toy.run_all()
    process = toy.of("choose").telemetry.span("process choose")
    outputs = [toy.output(name) for name in ("left", "right")]
    spans = [SpanRef.parse(output.span) for output in outputs if isinstance(output, Output)]
    assert linked(process)["input"] == spans
    won = {a[names.MODEL_NAME]: a[names.SELECTED] for _, a in process.links if names.SELECTED in a}
    assert won == {"left": 2, "right": 0}
    end = toy.of("end").telemetry.span("process end")
    (read,) = (attributes for _, attributes in end.links if attributes[names.LINK] == "input")
    assert read == {names.LINK: "input", names.MODEL_NAME: "choose"}


def test_figures_are_a_duration_a_room_a_wait_a_batch_and_a_confidence(toy: ToyPipeline) -> None:
    """The selector has a wait alone."""
    toy.run_all()
    left = toy.of("left").telemetry.figures()
    assert left[names.EXECUTION_DURATION, "left"] == 2
    assert left[names.QUEUE_WAIT, "left"] == 1
    assert (names.CONFIDENCE_SCORE, "left") in left
    assert left[names.MODEL_INFO, "left", toy.graph["left"].version] == 1
    choose = toy.of("choose").telemetry.figures()
    assert {name for name, *_ in choose} & {names.EXECUTION_DURATION, names.CONFIDENCE_SCORE} == set()
    assert choose[names.QUEUE_WAIT, "choose"] == 1


def test_an_attempt_is_counted_by_the_conventions_of_messaging(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was worked on and how long, what was sent, what became of it; with the error where one was."""
    toy.run("left")
    monkeypatch.setattr(toy_models, "right", lambda _room, _brief: 1 / 0)
    toy.run("right")
    left, right = (toy.of(stage).telemetry.figures() for stage in ("left", "right"))
    assert left[names.CONSUMED_MESSAGES, "process", "toy", "left"] == 1
    assert left[names.PROCESS_DURATION, "process", "toy", "left"] == 1
    assert left[names.COMMITS, "left", "committed"] == 1
    assert right[names.CONSUMED_MESSAGES, "process", "toy", "right", "ZeroDivisionError"] == 1
    assert right[names.SENT_MESSAGES, "send", "toy", "choose"] == 1


def test_a_job_that_is_not_sampled_is_measured_and_leaves_no_span(monkeypatch: pytest.MonkeyPatch) -> None:
    """Metrics count all jobs."""
    monkeypatch.setattr("plenum.pipeline.intake.job_root", lambda _parent: SpanRef.new(sampled=False))
    toy = ToyPipeline()
    toy.accept(2)
    toy.run("left")
    telemetry = toy.of("left").telemetry
    assert telemetry.spans == []
    assert telemetry.figures()[names.EXECUTION_DURATION, "left"] == 2


def test_a_room_that_failed_has_no_duration(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor a part in the confidence."""

    def failing(_room: Any, _brief: Any) -> None:
        raise ValueError

    monkeypatch.setattr(toy_models, "left", failing)
    toy.run("left")
    left = toy.of("left").telemetry.figures()
    assert {name for name, *_ in left} & {names.EXECUTION_DURATION, names.CONFIDENCE_SCORE} == set()
    assert left[names.QUEUE_WAIT, "left"] == 1
    about = toy.of("left").telemetry.span("execute left").attributes
    assert names.CONFIDENCE not in about
    assert about[names.FAILED_ROOMS] == 2


def test_a_room_whose_model_raises_is_seen_in_every_span_above_it(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failed status and error.type on room, model and process; the exception where it was raised."""

    def failing(_room: Any, _brief: Any) -> None:
        raise ValueError("no idea")

    monkeypatch.setattr(toy_models, "left", failing)
    toy.run("left")
    telemetry = toy.of("left").telemetry
    for name in ("process left", "execute left"):
        span = telemetry.span(name)
        assert (span.error, span.attributes[names.ERROR_TYPE]) == ("2 of 2 rooms", "ValueError")
    rooms = [span for span in telemetry.spans if span.name == "room left"]
    letters = {letter.room_id: letter for letter in toy.record.letters()}
    for span in rooms:
        letter = letters[str(span.attributes[names.ROOM_ID])]
        assert (span.parent, span.error) == (telemetry.span("execute left").ref, "ValueError: no idea")
        (raised,) = span.events
        assert (raised.name, raised.at_ns) == (names.EXCEPTION, span.end_ns)
        assert raised.attributes[names.EXCEPTION_STACKTRACE] == letter.traceback != ""
        assert raised.attributes[names.DEAD_LETTER_ID] == letter.id
        assert letter.span_id == f"{telemetry.span('process left').ref.span_id:016x}"
    assert len(rooms) == len(letters) == 2


def test_time_beside_the_model_is_told_where_it_was_notable(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here a commit that took long; what took next to nothing is not told."""
    turn = toy.record.turn

    def slowly(asked: Any) -> Any:
        if asked.commits:
            time.sleep(0.02)
        return turn(asked)

    toy.run("right")
    monkeypatch.setattr(toy.record, "turn", slowly)
    began_ns = time.time_ns()
    toy.run("left")
    took_ns = time.time_ns() - began_ns
    process = toy.of("left").telemetry.span("process left")
    assert float(process.attributes[names.COMMIT_S]) >= 0.02
    parts = (names.START_S, names.PREPARE_S, names.ANSWER_S, names.COMMIT_S)
    told = [float(process.attributes[part]) for part in parts if part in process.attributes]
    assert sum(told) * 1e9 <= took_ns + 4000


def test_telemetry_that_is_off_costs_nothing_later(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is even put in line."""
    telemetry = toy.of("left").telemetry
    monkeypatch.setattr(telemetry, "enabled", False)
    toy.run("left")
    assert telemetry.spans == []
