"""A room is blamed for its workers' deaths only if it ends a process that does nothing but answer for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from plenum.pipeline.answers import Failure, RoomAnswer
from plenum.pipeline.stage.rooms import given_up
from plenum.worker import trial as module
from plenum.worker.trial import Trial
from tests.support.waiting import HANGS_S

BLAME = "killed its worker 3 times"
ANSWER = Failure(room_id="room", error="ValueError", message="no idea", traceback="line 1")
HERE = os.getpid()


def tried(answer: Callable[[], RoomAnswer], limit_s: float = HANGS_S) -> RoomAnswer:
    """What comes of a trial."""
    return Trial(limit_s)("room", answer, BLAME)


def ends(sent: signal.Signals, note: Path) -> RoomAnswer:
    """Ends its process by this signal, if it is none that somebody needs."""
    assert os.getpid() != HERE
    with note.open("a") as notes:
        notes.write("tried\n")
    signal.signal(sent, signal.SIG_DFL) if sent != signal.SIGKILL else None
    os.kill(os.getpid(), sent)
    time.sleep(HANGS_S)
    return ANSWER


def test_what_survives_alone_is_answered_by_another_process() -> None:
    """Whole, with all that it says; this process lives on."""

    def answer() -> RoomAnswer:
        assert os.getpid() != HERE
        return ANSWER

    assert tried(answer) == ANSWER


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "tries"),
    [(signal.SIGSEGV, 1), (signal.SIGABRT, 1), (signal.SIGKILL, 2), (signal.SIGTERM, 2)],
)
def test_what_ends_that_process_too_is_to_blame(sent: signal.Signals, tries: int, tmp_path: Path) -> None:
    """By a signal that may come from outside, only if it happens twice."""
    note = tmp_path / "tries"
    assert tried(lambda: ends(sent, note)) == given_up("room", f"{BLAME}; tried alone: {sent.name}")
    assert note.read_text().count("tried") == tries


@pytest.mark.slow
def test_what_is_killed_from_outside_while_it_is_tried_is_tried_once_more(tmp_path: Path) -> None:
    """As by who looks for memory."""
    note = tmp_path / "tries"

    def answer() -> RoomAnswer:
        return ANSWER if note.exists() else ends(signal.SIGKILL, note)

    assert tried(answer) == ANSWER


def test_a_process_that_ends_without_an_answer_is_the_rooms_fault() -> None:
    """It left by itself; nothing of this process is closed by it."""

    def leaves() -> RoomAnswer:
        os._exit(3)

    assert tried(leaves) == given_up("room", f"{BLAME}; tried alone: exit code 3")


@pytest.mark.slow
def test_a_native_call_that_hangs_alone_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shortly after the room's limit, which would have ended Python code."""
    monkeypatch.setattr(module, "_GRACE_S", 0.1)

    def hangs() -> RoomAnswer:
        time.sleep(HANGS_S)
        return ANSWER

    assert tried(hangs, 0.1) == given_up("room", f"{BLAME}; tried alone: no answer within 0.2 s")


@pytest.mark.slow
def test_no_process_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is waited for."""
    fork, forked = os.fork, []

    def noted() -> int:
        forked.append(fork())
        return forked[-1]

    monkeypatch.setattr(os, "fork", noted)
    tried(lambda: ANSWER)
    (pid,) = forked
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
