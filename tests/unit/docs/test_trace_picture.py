"""A trace's picture: a row for what a reader looks for, each where it was in time."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from docs.diagrams.trace import rows, trace_picture
from plenum.telemetry import names
from plenum.traces import Seen

BATCH = {names.BATCH_ID: "b0"}


def seen(name: str, parent: str, start_ms: int, ms: int, *, error: bool = False) -> Seen:
    """A span whose id is its name."""
    return Seen(name, parent, name, "a", start_ms * 1000.0, ms * 1000.0, BATCH, error=error)


@pytest.fixture
def spans() -> list[Seen]:
    """One stage, which failed on a room, out of order as a back end may tell it."""
    return [
        seen("room a", "execute a", 40, 5, error=True),
        seen("room b", "execute a", 30, 10),
        seen("execute a", "process a", 30, 20, error=True),
        seen("process a", "place batch", 20, 40, error=True),
        seen("wait a", "place batch", 10, 10),
        seen("send a", "place batch", 9, 1),
        seen("place batch", "place job", 5, 60),
        seen("place job", "", 0, 80, error=True),
    ]


def test_each_row_stands_under_what_it_belongs_to(spans: list[Seen]) -> None:
    """Rooms that did not fail, and messages, have none of their own."""
    assert [(row.span.name, row.depth) for row in rows(spans)] == [
        ("place job", 0),
        ("place batch", 1),
        ("process a", 2),
        ("room a", 3),
    ]


def test_a_stages_bar_has_its_wait_its_attempt_and_its_model(spans: list[Seen]) -> None:
    """The later over the earlier; what failed is told by the model, since the attempt was committed."""
    (stage,) = (row for row in rows(spans) if row.span.name == "process a")
    assert [(kind, span.name) for kind, span in stage.parts] == [
        ("wait", "wait a"),
        ("work", "process a"),
        ("fail", "execute a"),
    ]


def test_bars_are_as_long_as_their_time(spans: list[Seen]) -> None:
    """All on one scale, the job's."""
    drawn = ET.fromstring(trace_picture(spans))  # noqa: S314 - ours
    widths = {
        rect.get("class"): float(rect.get("width", "0"))
        for rect in drawn.iter("{http://www.w3.org/2000/svg}rect")
        if float(rect.get("y", "0")) > 60
    }
    assert widths["work"] == pytest.approx(4 * widths["wait"], abs=0.2)
    assert widths["whole"] == pytest.approx(6 * widths["wait"], abs=0.2)
