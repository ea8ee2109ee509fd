"""The state folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenum.stack.errors import StackError
from plenum.stack.folder import SOCKET_PATH_LIMIT, StateFolder


def test_the_folder_comes_from_the_option_then_the_variable_then_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As every option of the command line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PLENUM_STATE", raising=False)
    assert StateFolder.at().path == tmp_path / ".plenum"
    monkeypatch.setenv("PLENUM_STATE", "elsewhere")
    assert StateFolder.at().path == tmp_path / "elsewhere"
    assert StateFolder.at("told").path == tmp_path / "told"


def test_a_short_path_holds_its_own_socket() -> None:
    """Everything of a stack is in one folder where that works."""
    assert StateFolder(Path("/srv/plenum")).socket == Path("/srv/plenum/supervisor.sock")


def test_a_long_path_gets_a_short_socket_of_its_own(tmp_path: Path) -> None:
    """The kernel's limit on socket paths is no limit on state folders; two folders stay apart."""
    long = tmp_path / ("long" * 40)
    socket = StateFolder(long / "a").socket
    assert len(str(socket)) <= SOCKET_PATH_LIMIT
    assert socket != StateFolder(long / "b").socket
    StateFolder(long / "a").create()
    assert socket.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
def test_a_second_command_waits_no_longer_than_its_patience(tmp_path: Path) -> None:
    """Two commands never change one stack at once, and none hangs."""
    folder = StateFolder(tmp_path)
    with (
        folder.lock(),
        pytest.raises(StackError, match="another command is busy"),
        folder.lock(patience_s=0.1),
    ):
        raise AssertionError("the lock was given twice")
    with folder.lock(patience_s=0.1):
        pass
