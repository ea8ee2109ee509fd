"""The stage message: what is one, and what is wrong with what is none."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from plenum.pipeline.job import Slot
from plenum.pipeline.messages import JOB_ID, StageMessage, task_name
from tests.support.record_driver import Driver

MESSAGE = Driver.push(Slot("job", "b0", "left")).message
RAW: dict[str, Any] = structs.asdict(MESSAGE)


def test_a_message_comes_back_from_plain_data() -> None:
    """And knows its place."""
    assert StageMessage.parse(RAW) == MESSAGE
    assert MESSAGE.slot == Slot("job", "b0", "left")
    assert MESSAGE.slot.message_id == "job.b0.left"
    assert MESSAGE.slot.at("join") == Slot("job", "b0", "join")


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"v": "plenum.msg/2"}, "v"),
        ({"job_id": "a b"}, "job_id"),
        ({"job_id": "x" * 201}, "job_id"),
        ({"job_id": "job\n"}, "job_id"),
        ({"root": RAW["root"] + "\n"}, "root"),
        ({"batch_id": 7}, "batch_id"),
        ({"deadline_at": "soon"}, "deadline_at"),
        ({"root": "00-1-2-01"}, "root"),
        ({"traceparent": ""}, "traceparent"),
        ({"attempt": 1.5}, "attempt"),
        ({"more": 1}, "more"),
    ],
)
def test_what_is_wrong_is_said_by_its_name(wrong: dict[str, Any], word: str) -> None:
    """A later version's message is not half understood."""
    with pytest.raises(ValueError, match=rf"not a plenum.msg/1 message: .*{word}"):
        StageMessage.parse({**RAW, **wrong})


@pytest.mark.parametrize("name", ["job_id", "batch_id", "stage", "deadline_at", "traceparent", "root"])
def test_nothing_may_be_missing(name: str) -> None:
    """But the version and the attempt, which have defaults."""
    with pytest.raises(ValueError, match=name):
        StageMessage.parse({key: value for key, value in RAW.items() if key != name})
    assert StageMessage.parse({k: v for k, v in RAW.items() if k not in ("v", "attempt")}) == MESSAGE


@pytest.mark.parametrize("raw", [None, 7, "text", [RAW], {1: 2}])
def test_what_is_no_object_is_no_message(raw: object) -> None:
    """Whatever came over the queue."""
    with pytest.raises(ValueError, match=r"not a plenum\.msg/1 message"):
        StageMessage.parse(raw)


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
