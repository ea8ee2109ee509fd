"""`plenum open`: the address of the stack that is there, and nothing started where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from plenum.cli import main
from plenum.stack.folder import StateFolder
from plenum.stack.info import StackInfo


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a browser was asked to open."""
    found: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: found.append(address) or True)
    return found


def stack(folder: Path, **services: int) -> None:
    """A stack's own file, as `plenum up` leaves it."""
    state = StateFolder.at(folder)
    state.path.mkdir(parents=True, exist_ok=True)
    StackInfo(state.path, "id", False, {"gateway": 8123, "redis": 6379, "otlp_http": 4318}, services).save(
        state
    )


def test_the_page_is_named_and_opened(tmp_path: Path, opened: list[str]) -> None:
    """On standard output, so that a script can take it; of one job by its id."""
    stack(tmp_path / "s", gateway=1)
    runner = CliRunner()
    found = runner.invoke(main.app, ["open", "--state", str(tmp_path / "s")])
    assert (found.exit_code, found.stdout) == (0, "http://127.0.0.1:8123/\n")
    found = runner.invoke(main.app, ["open", "abc", "--no-browser", "--state", str(tmp_path / "s")])
    assert found.stdout == "http://127.0.0.1:8123/jobs/abc\n"
    assert opened == ["http://127.0.0.1:8123/"]


def test_without_a_gateway_it_says_what_would_start_one(tmp_path: Path, opened: list[str]) -> None:
    """Another cure where the stack is there and the gateway is not."""
    stack(tmp_path / "s")
    found = CliRunner().invoke(main.app, ["open", "--state", str(tmp_path / "s")])
    assert found.exit_code == 1
    assert "plenum scale gateway 1" in found.stderr
    assert opened == []


def test_another_parts_page_is_opened_by_its_name(tmp_path: Path, opened: list[str]) -> None:
    """As status names it; of one that is not there it is said what is."""
    state = StateFolder.at(tmp_path / "s")
    state.path.mkdir(parents=True)
    chosen = {"redis": 6379, "otlp_http": 4318, "mlflow": 5123}
    StackInfo(state.path, "id", False, chosen, {}, beside=["mlflow"]).save(state)
    runner = CliRunner()
    found = runner.invoke(main.app, ["open", "--of", "mlflow", "--state", str(state.path)])
    assert (found.exit_code, found.stdout) == (0, "http://127.0.0.1:5123/\n")
    assert opened == ["http://127.0.0.1:5123/"]
    lacking = runner.invoke(main.app, ["open", "--of", "prometheus", "--state", str(state.path)])
    assert lacking.exit_code == 1
    assert "no prometheus runs here: there is mlflow" in lacking.stderr
    both = runner.invoke(main.app, ["open", "job", "--of", "mlflow", "--state", str(state.path)])
    assert both.exit_code == 2
    assert "JOB or --of" in both.stderr
