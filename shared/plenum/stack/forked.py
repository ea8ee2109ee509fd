"""A program of ours in a process forked from one that has everything loaded, in place of `execve`.

What the process had from its parent and `execve` would have taken away is taken away here: handlers of
signals, streams, environment. From there on the program runs as `python -m` would have run it.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import io
import os
import runpy
import signal
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from typing_extensions import Buffer

ROOM: Final = ("-X", "room-for-the-command-line-of-a-fork=" + "." * 400)
"""Options of the interpreter that mean nothing: where a fork's command line is written over its parent's."""
_COMMAND_LINE: Final = (45, 46)
"""Where /proc/self/stat has the command line's first and last address, counted from the state on."""


def python_module(command: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """The module that a command of this environment runs, and its arguments; None for another program."""
    program, *arguments = command
    if (
        program in (sys.executable, str(Path(sys.executable).with_name("python")))
        and arguments[:1] == ["-m"]
        and len(arguments) > 1
    ):
        return arguments[1], tuple(arguments[2:])
    if program == str(Path(sys.executable).with_name("celery")):
        return "celery", tuple(arguments)
    return None


class LogStream(io.FileIO):
    """A stream that somebody else writes to a log; when that one is gone, it writes there itself.

    Otherwise a program would outlive its process manager until the first word that it has to say.
    """

    def __init__(self, descriptor: int, log: Path) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._log = log

    def write(self, data: Buffer, /) -> int:
        """Write, to the log itself where nobody reads the pipe any more."""
        try:
            return super().write(data)
        except BrokenPipeError:
            file = os.open(self._log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            os.dup2(file, self.fileno())
            os.close(file)
            return super().write(data)


def become(module: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> NoReturn:
    """Run a module as the program of this process, and end the process with it.

    `log` is the file that the process manager writes what the program says to.
    """
    _start_over(environment, log)
    show([sys.executable, "-m", module, *arguments])
    sys.argv[1:] = arguments
    code = _run(module)
    # What the interpreter does at its end; the parent's frames below this one must not see it.
    with contextlib.suppress(Exception):
        threading._shutdown()  # type: ignore[attr-defined]  # as multiprocessing ends its children
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _run(module: str) -> int:
    """The exit code that the interpreter would end with."""
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - the interpreter's own last handler
        traceback.print_exc()
        return 1
    return 0


def _start_over(environment: Mapping[str, str], log: Path) -> None:
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    out = io.TextIOWrapper(io.BufferedWriter(LogStream(1, log)))
    err = io.TextIOWrapper(
        io.BufferedWriter(LogStream(2, log)), errors="backslashreplace", line_buffering=True
    )
    vars(sys).update(stdout=out, __stdout__=out, stderr=err, __stderr__=err)


def show(command: Sequence[str]) -> None:
    """Tell ps what runs in this process, as far as the command line that it began with has room (Linux)."""
    with contextlib.suppress(OSError, ValueError, IndexError, AttributeError):
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        first, last = (int(fields[field]) for field in _COMMAND_LINE)
        text = b"\0".join(map(os.fsencode, command))[: last - first - 1]
        ctypes.memmove(first, text.ljust(last - first, b"\0"), last - first)
