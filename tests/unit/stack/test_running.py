"""Which stacks of this user are up, and which one a command finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenum.stack import running
from plenum.stack.errors import UsageError
from plenum.stack.folder import StateFolder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's own folder, and a current folder without a stack."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PLENUM_STATE", raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def stack(state: Path) -> Path:
    """A stack that is wanted up, and noted."""
    state.mkdir(parents=True)
    (state / "stack.json").write_text("{}")
    running.note(state)
    return state


def test_the_only_stack_is_found_from_any_folder(home: Path) -> None:
    """And no more once it was taken down, or its folder was removed."""
    assert StateFolder.found().path == home / "here" / ".plenum"
    state = stack(home / "project" / ".plenum")
    assert StateFolder.found().path == state
    (state / "stack.json").unlink()
    assert StateFolder.found().path == home / "here" / ".plenum"
    (state / "stack.json").write_text("{}")
    running.forget(state)
    assert running.stacks() == []


def test_the_nearest_folder_upwards_comes_before_others(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for version control: from anywhere within a project its own stack is meant."""
    stack(home / "other" / ".plenum")
    near = stack(home / "here" / ".plenum")
    (home / "here" / "drawings" / "old").mkdir(parents=True)
    monkeypatch.chdir(home / "here" / "drawings" / "old")
    assert StateFolder.found().path == near


def test_of_several_none_is_guessed(home: Path) -> None:
    """They are named, for the one that is meant to be chosen."""
    states = [stack(home / name / ".plenum") for name in ("one", "two")]
    with pytest.raises(UsageError, match="name one by --state") as error:
        StateFolder.found()
    assert all(str(state) in str(error.value) for state in states)
    assert StateFolder.found(states[1]).path == states[1]


def test_the_variable_outranks_what_is_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever named a folder means it, also without a stack."""
    stack(home / "other" / ".plenum")
    monkeypatch.setenv("PLENUM_STATE", str(home / "mine"))
    assert StateFolder.found().path == home / "mine"


def test_a_stack_of_somebody_elses_is_not_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder could name any Redis."""
    stack(home / "here" / ".plenum")
    monkeypatch.setattr("os.getuid", lambda: 12345)
    assert not running.holds_stack(home / "here" / ".plenum")
    assert running.stacks() == []


def test_the_ports_of_the_others_are_known(home: Path) -> None:
    """One's own are no reason to move; a file that cannot be read names none."""
    mine, other, broken = (stack(home / name / ".plenum") for name in ("mine", "other", "broken"))
    for state, port in ((mine, 6379), (other, 6380)):
        (state / "stack.json").write_text(f'{{"ports": {{"redis": {port}}}}}')
    (broken / "stack.json").write_text('{"ports": [1]}')
    assert running.ports_beside(mine) == {6380}


def test_a_note_that_cannot_be_written_stops_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stack is found where it is all the same."""
    (home / "home").write_text("a file")
    running.note(home / "here" / ".plenum")
    running.forget(home / "here" / ".plenum")
    assert running.stacks() == []
