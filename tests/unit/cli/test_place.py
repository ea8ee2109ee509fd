"""`plenum place` while a job runs: how long it waits, and what it says when it stops waiting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import typer
from celery.exceptions import TimeoutError as TookTooLong
from typer.testing import CliRunner

from plenum.cli import listening, placing
from plenum.cli.main import app
from plenum.cli.options import Stack
from plenum.client import Client, Progress
from plenum.files.read import read_building
from tests.support.buildings import building
from tests.support.honeybee import box, model, rectangle


class Endless:
    """A client whose job never ends."""

    def submit(self, _: Any, **__: Any) -> str:
        """The job's id."""
        return "job-7"

    def waiting(self, _: str, _every_s: float, _patience_s: float) -> Iterator[Progress]:
        """Always the same, at once."""
        while True:
            yield Progress("running", 1, 0, 8, "t")

    def result(self, _: str, timeout_s: float) -> Any:
        """Not there in whatever time is left."""
        raise TookTooLong(str(timeout_s))


def test_waiting_ends_after_the_time_that_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, and how to go on: the job is not cancelled by nobody's waiting."""
    with pytest.raises(typer.Exit) as ended:
        placing.run(cast("Client", Endless()), read_building(building(1)), timeout_s=0.0)
    assert ended.value.exit_code == 1
    assert "watch it with: plenum job watch job-7" in capsys.readouterr().err


def test_a_submission_without_all_rooms_has_an_exit_code_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job is sent and its id told; code 3 says that a room could not be read."""
    source = tmp_path / "odd.hbjson"
    crossed = ((0, 0), (4, 4), (0, 4), (4, 0))
    source.write_text(json.dumps(model(box("a", rectangle(6, 4)), box("odd", crossed))))
    monkeypatch.setattr(Stack, "client", lambda _: Endless())
    monkeypatch.setattr(listening, "demand", lambda _: None)
    sent = CliRunner().invoke(app, ["submit", str(source)])
    assert (sent.exit_code, sent.stdout) == (3, "job-7\n")


def test_a_default_that_is_made_up_later_is_told_in_the_help() -> None:
    """Square brackets would be taken for markup and be gone."""
    told = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["place", "--help"]).stdout
    assert "The result's file; default: NAME.completed.json." in told
