"""A room's time is bounded, and where asked to, who begins is reported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from subprocess import PIPE

import pytest

from plenum.worker.guard import RoomTimeLimitError, room_guard
from tests.support.waiting import HANGS_S


@pytest.fixture(autouse=True)
def _no_other_alarm() -> Iterator[None]:
    """The timer that ends hanging tests rests meanwhile: a process has one alarm."""
    before = signal.setitimer(signal.ITIMER_REAL, 0)
    yield
    signal.setitimer(signal.ITIMER_REAL, *before)


def alarm() -> tuple[float, object]:
    """The seconds until the process' alarm, 0 where it is off, and who hears it."""
    return signal.getitimer(signal.ITIMER_REAL)[0], signal.getsignal(signal.SIGALRM)


def test_a_model_that_takes_too_long_is_interrupted() -> None:
    """The error names the room and the limit; the alarm is off again."""
    before = alarm()
    named = r"no answer for office within 0\.01 s"
    with pytest.raises(RoomTimeLimitError, match=named), room_guard(0.01)("office"):
        time.sleep(HANGS_S)
    assert alarm() == before


def test_a_room_that_is_done_in_time_leaves_no_alarm_behind() -> None:
    """Nor one that raised; within, the limit runs."""
    before = alarm()
    with room_guard(HANGS_S)("office"):
        assert 0 < alarm()[0] <= HANGS_S
    assert alarm() == before
    with pytest.raises(KeyError), room_guard(HANGS_S)("office"):
        raise KeyError
    assert alarm() == before


@pytest.mark.slow
def test_a_room_outlasts_a_process_that_is_stopped() -> None:
    """Stopped for twice its limit, it has all of its time left; then the limit ends it as ever."""
    # It stops itself, so that nothing of its limit goes by before.
    script = """
import os, signal, time
from plenum.worker.guard import RoomTimeLimitError, room_guard
try:
    with room_guard(1.0)("office"):
        os.kill(os.getpid(), signal.SIGSTOP)
        print("went on", flush=True)
        time.sleep(3600)
except RoomTimeLimitError:
    print("ended", flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=PIPE, text=True)
    assert process.stdout is not None
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    time.sleep(2)
    process.send_signal(signal.SIGCONT)
    assert process.stdout.readline() == "went on\n"
    assert process.stdout.readline() == "ended\n"
    assert process.wait(HANGS_S) == 0


def test_whoever_asked_hears_of_a_room_before_its_work_begins() -> None:
    """A room that kills its process has a name by then."""
    heard: list[str] = []
    guard = room_guard(HANGS_S, heard.append)
    for room_id in ("one", "two"):
        with guard(room_id):
            assert heard[-1] == room_id
    assert heard == ["one", "two"]


def test_threads_have_no_alarm_but_report_all_the_same() -> None:
    """Signals reach the main thread alone; the pipeline in one process works in threads."""
    heard: list[str] = []
    seen: list[object] = []

    def work() -> None:
        with room_guard(1e-6, heard.append)("office"):
            seen.append(alarm())

    before = alarm()
    _in_a_thread(work)
    assert (heard, seen) == (["office"], [before])


def _in_a_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(HANGS_S)
