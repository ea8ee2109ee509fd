"""The questions of docs/observability.md, asked of the running stack."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.system import System
from tests.support.waiting import eventually

PAGE: Final = (Path(__file__).parents[2] / "docs/observability.md").read_text(encoding="utf-8")
EMPTY_IS_GOOD: Final = (
    "ml_model_errors_total",
    "plenum_dead_letters_written_total",
    "plenum_telemetry_dropped",
)
"""Series that come with the first thing that goes wrong."""
QUERIES: Final = [
    line for line in re.findall(r"^    (.*)$", PAGE, re.MULTILINE) if not line.startswith("plenum ")
]


def test_all_questions_are_answered() -> None:
    """Each has a heading and at least one query or command under it."""
    parts = re.split(r"^### ", PAGE, flags=re.MULTILINE)[1:]
    assert [int(part.split(".")[0]) for part in parts] == list(range(1, 24))
    assert all(re.search(r"^    \S", part, re.MULTILINE) for part in parts)


@pytest.mark.parametrize("query", QUERIES)
def test_a_question_is_answered_by_the_running_stack(full: System, lab: dict[str, Any], query: str) -> None:
    """After a real building; what only failures make may be empty."""
    if any(name in query for name in EMPTY_IS_GOOD):
        full.prometheus(query)
    else:
        assert eventually(lambda: full.prometheus(query))
