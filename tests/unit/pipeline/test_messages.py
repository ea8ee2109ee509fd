"""The stage message: what is one, and what is wrong with what is none."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.pipeline.job import Slot
from plenum.pipeline.messages import (
    JOB_ID,
    NewerMessageError,
    StageMessage,
    read_message,
    send_span,
    task_name,
    written,
)
from plenum.telemetry.spans import SpanRef

SLOT = Slot("job", "b0", "left")
ROOT = "00-" + "1" * 32 + "-" + "2" * 16 + "-01"
FIRST: dict[str, Any] = {
    "v": "plenum.msg/1",
    "job_id": "job",
    "batch_id": "b0",
    "stage": "left",
    "attempt": 1,
    "deadline_at": 2e9,
    "traceparent": ROOT,
    "root": ROOT,
}
"""The form that version 0.2 sent."""


def test_a_message_comes_back_from_its_line() -> None:
    """And knows its place."""
    assert written(SLOT) == "plenum.msg/2 job b0 left"
    assert read_message(written(SLOT)) == SLOT
    assert SLOT.message_id == "job.b0.left"
    assert SLOT.at("join") == Slot("job", "b0", "join")


def test_a_message_of_the_version_before_is_read() -> None:
    """The queues may hold some after an update; what it says beside its ids is in the record."""
    assert read_message(FIRST) == SLOT
    assert read_message({k: v for k, v in FIRST.items() if k not in ("v", "attempt")}) == SLOT


@pytest.mark.parametrize(
    "line",
    [
        "",
        "text",
        "plenum.msg/3 job b0",
        "plenum.msg/2 job b0",
        "plenum.msg/2 job b0 left more",
        "plenum.msg/2 job b0 left\n",
        "plenum.msg/2 job  left",
        "plenum.msg/2 a|b b0 left",
        "plenum.msg/2 " + "x" * 201 + " b0 left",
    ],
)
def test_what_is_no_such_line_is_no_message(line: str) -> None:
    """A later version's message is not half understood."""
    with pytest.raises(ValueError, match=r"not a plenum\.msg/2 message"):
        read_message(line)


def test_a_newer_versions_message_is_told_from_what_is_none() -> None:
    """Its batch waits for a worker that knows it; it is not half understood."""
    with pytest.raises(NewerMessageError, match=r"not a plenum\.msg/2 message: 'plenum\.msg/3"):
        read_message("plenum.msg/3 job b0 left")
    for line in ("plenum.msg/3 job b0 left more", "plenum.msg/x job b0 left", "plenum.msg/2 job b0"):
        with pytest.raises(ValueError, match="not a") as raised:
            read_message(line)
        assert not isinstance(raised.value, NewerMessageError)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"v": "plenum.msg/2"}, "v"),
        ({"job_id": "a b"}, "job_id"),
        ({"job_id": "x" * 201}, "job_id"),
        ({"job_id": "job\n"}, "job_id"),
        ({"root": ROOT + "\n"}, "root"),
        ({"batch_id": 7}, "batch_id"),
        ({"deadline_at": "soon"}, "deadline_at"),
        ({"root": "00-1-2-01"}, "root"),
        ({"traceparent": ""}, "traceparent"),
        ({"attempt": 1.5}, "attempt"),
        ({"more": 1}, "more"),
    ],
)
def test_what_is_wrong_with_one_of_the_version_before_is_said_by_its_name(
    wrong: dict[str, Any], word: str
) -> None:
    """It is not half understood either."""
    with pytest.raises(ValueError, match=rf"nor a plenum.msg/1 message: .*{word}"):
        read_message({**FIRST, **wrong})


@pytest.mark.parametrize("name", ["job_id", "batch_id", "stage", "deadline_at", "traceparent", "root"])
def test_nothing_may_be_missing_in_it(name: str) -> None:
    """But the version and the attempt, which had defaults."""
    with pytest.raises(ValueError, match=name):
        read_message({key: value for key, value in FIRST.items() if key != name})


@pytest.mark.parametrize("raw", [None, 7, [FIRST], {1: 2}])
def test_what_is_no_object_is_no_message(raw: object) -> None:
    """Whatever came over the queue."""
    with pytest.raises(ValueError, match=r"neither a plenum\.msg/2 nor a plenum\.msg/1 message"):
        read_message(raw)


def test_a_slots_send_span_is_always_the_same_one_of_the_jobs_trace() -> None:
    """Sent again, or by another process, a message names the same span; each slot has its own."""
    message = StageMessage.of(SLOT, ROOT)
    assert (message.slot, message.root, message.traceparent) == (SLOT, ROOT, send_span(SLOT, ROOT))
    root, sent, other = map(SpanRef.parse, (ROOT, message.traceparent, send_span(SLOT.at("join"), ROOT)))
    assert (sent.trace_id, sent.sampled) == (root.trace_id, root.sampled)
    assert len({root.span_id, sent.span_id, other.span_id}) == 3
    unsampled = f"{ROOT[:-2]}00"
    assert not SpanRef.parse(send_span(SLOT, unsampled)).sampled


@pytest.mark.parametrize(
    ("name", "fits"),
    [("a-1.b:c_D", True), ("", False), ("a/b", False), ("a|b", False), ("a\n", False), ("a\nb", False)],
)
def test_a_job_id_has_no_character_that_separates_others(name: str, fits: bool) -> None:
    """Ids are joined by bars and slashes in the record."""
    assert bool(JOB_ID.match(name)) is fits


def test_a_stages_task_has_its_name() -> None:
    """As Celery knows it."""
    assert task_name("selector") == "plenum.stage.selector"
