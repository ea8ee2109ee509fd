"""One real building, placed once through the whole stack, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from plenum import traces
from plenum.files.building.writer import building_to_json
from plenum.files.read import read_building
from tests.support.system import System
from tests.support.waiting import eventually
from tests.telemetry.watching import Watch, misbehaving, watching


@pytest.fixture(scope="session")
def lab(full: System, test_data: Path) -> dict[str, Any]:
    """The completed lab building: 100 real rooms."""
    return full.place(building_to_json(read_building(test_data / "lab_building.hbjson")))


@pytest.fixture(scope="session")
def batches(full: System, lab: dict[str, Any]) -> int:
    """How many batches it travelled in."""
    return full.client.record.job(lab["job_id"]).batches


@pytest.fixture(scope="session")
def spans(full: System, lab: dict[str, Any], batches: int) -> list[traces.Seen]:
    """Its trace, from Jaeger's query API."""
    from tests.telemetry.matrix import SPANS_A_BATCH, SPANS_A_JOB, SPANS_OF_A_BATCH, STAGES

    of_a_batch = len(STAGES) * len(SPANS_A_BATCH) + len(SPANS_OF_A_BATCH)

    def whole(seen: list[traces.Seen]) -> bool:
        # Which rooms are told of is a matter of how long they took.
        apart = sum(not span.name.startswith("room ") for span in seen)
        return apart >= batches * of_a_batch + len(SPANS_A_JOB)

    return eventually(lambda: full.trace(lab["trace_id"]), whole)


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A stack of its own, broken on purpose."""
    with misbehaving(tmp_path_factory.mktemp("watched"), {}) as running:
        yield running


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Prints past pytest's capture."""

    def say(words: str) -> None:
        with capsys.disabled():
            print(f"\n{words}", flush=True)

    return say


@pytest.fixture
def watch(watched: System, said: Callable[[str], None]) -> Watch:
    """How soon an alert follows a fault in that stack, printed."""
    return partial(watching, watched, said)
