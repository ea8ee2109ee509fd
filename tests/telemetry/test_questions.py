"""The questions of docs/observability.md, asked of the running stack."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.buildings import building, room
from tests.support.system import System
from tests.support.waiting import HANGS_S, eventually
from tests.telemetry.watching import hung

PAGE: Final = (Path(__file__).parents[2] / "docs/observability.md").read_text(encoding="utf-8")
EMPTY_IS_GOOD: Final = (
    "ml_model_errors_total",
    "plenum_dead_letters_written_total",
    "plenum_telemetry_dropped",
)
"""Series that come with the first thing that goes wrong."""
LINES: Final = re.findall(r"^    (.*)$", PAGE, re.MULTILINE)
QUERIES: Final = [line for line in LINES if not line.startswith("plenum ")]
ANSWERS: Final = {
    "plenum logs --event room_failed --since 1h --count-by error": "ArithmeticError",
    "plenum logs --event work_resent --since 1h": "stage=air_supply_model",
    "plenum logs --event candidate_given_up --since 1h": "stage=light_model_b_sparse",
    "plenum dead list": "ArithmeticError",
    "plenum health": "redis.reachable",
}
"""What a command prints of a stack in trouble."""


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


@pytest.fixture(scope="module")
def troubled(watched: System) -> System:
    """A room failed, a worker died of another, and a light model hung."""
    watched.place(building([room("raises_air_supply_model"), room("kills_air_supply_model")]))
    with hung(watched, "light_model_b_sparse-1"):
        watched.place(building(1))
    return watched


def test_each_command_has_its_answer() -> None:
    """None is left out."""
    assert sorted(ANSWERS) == sorted({line for line in LINES if line.startswith("plenum ")})


@pytest.mark.parametrize("command", ANSWERS)
def test_a_question_is_answered_by_a_command(troubled: System, command: str) -> None:
    """Of a stack in trouble, with what the trouble is about."""
    asked = [sys.executable, "-m", *shlex.split(command), "--state", str(troubled.info.state)]

    def said() -> str:
        return subprocess.run(asked, check=False, capture_output=True, text=True, timeout=HANGS_S).stdout

    assert ANSWERS[command] in eventually(said, lambda found: ANSWERS[command] in found)
