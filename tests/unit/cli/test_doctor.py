"""`plenum doctor` names what is missing with its cure."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from plenum.cli import findings
from plenum.cli.main import app
from plenum.stack import running

NOBODY = "redis://127.0.0.1:1/0"


def run() -> Any:
    """Its outcome where no Plenum answers."""
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, ["doctor", "--redis-url", NOBODY])


def test_the_optional_libraries_are_listed_with_what_they_are_for() -> None:
    """They are what a reader of IFC or DXF files looks for first."""
    lines = run().stdout.splitlines()
    for library in ("ifcopenshell", "ezdxf"):
        assert any(line.startswith(f"ok      {library} ") and ", for " in line for line in lines)


@pytest.mark.slow
def test_a_library_that_is_not_installed_is_told_with_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The cure can be copied; square brackets are not taken for markup."""

    def version(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr(findings, "version", version)
    assert "without ezdxf, for DXF drawings: pip install 'plenum-ceilings[dxf]'" in run().stdout.splitlines()


def test_the_full_stack_is_no_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """An embedded one does without; how to have it is told once."""
    monkeypatch.setattr("plenum.stack.binaries.lacks_for_full", lambda: "go is missing: install it")
    (line,) = [line for line in run().stdout.splitlines() if "collector, Jaeger and Prometheus" in line]
    assert line.startswith("without collector")
    assert line.endswith(": go is missing: install it")


def test_a_redis_that_does_not_answer_is_missing_with_the_reason() -> None:
    """Exit code 1, and how to start one."""
    outcome = run()
    assert outcome.exit_code == 1
    (line,) = [line for line in outcome.stdout.splitlines() if line.startswith("missing redis.reachable")]
    assert "at 127.0.0.1:1/0: " in line
    assert "Connection refused" in line
    assert line.endswith("start a stack with `plenum up`, or name another Redis by --redis-url")


def test_where_no_stack_is_known_one_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No address is tried that nobody named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    outcome = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["doctor"])
    assert outcome.exit_code == 1
    assert "missing a running Plenum: no stack is up: start one with `plenum up`" in outcome.stdout


@pytest.mark.parametrize("command", [["dead", "list"], ["job", "list"], ["doctor"]])
@pytest.mark.parametrize("url", ["127.0.0.1", "redis://host:port/0"])
def test_a_url_that_is_none_is_a_wrong_setting(command: list[str], url: str) -> None:
    """One sentence with the right form; the URL is not repeated, as it may hold a password."""
    outcome = CliRunner().invoke(app, [*command, "--redis-url", url])
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("a wrong setting: the Redis URL: ")
    assert "write redis://HOST:PORT/0" in outcome.stderr


def test_a_redis_that_is_named_is_meant_however_many_stacks_are_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has to be found then."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PLENUM_STATE", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for name in ("one", "two"):
        state = tmp_path / name / ".plenum"
        state.mkdir(parents=True)
        (state / "stack.json").write_text("{}")
        running.note(state)
    assert "several stacks" not in run().stdout
    assert "several stacks are up: name one by --state" in CliRunner().invoke(app, ["doctor"]).stdout
