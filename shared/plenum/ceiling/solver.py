"""The one place that makes a solver: silent, one thread, the same answer every time.

HiGHS greets on standard output when the first solver of a process is made, before any option can be set, and
standard output belongs to the caller's results.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any, Final

import highspy

_ALWAYS: Final = {"output_flag": False, "log_to_console": False, "threads": 1, "random_seed": 0}
_STDOUT: Final = 1
_lock = Lock()


def solver(options: Mapping[str, Any]) -> Any:
    """A HiGHS solver with these options, and those that all of ours have."""
    with _lock:
        _greeted()
    made = highspy.Highs()  # type: ignore[no-untyped-call]  # the binding has none
    for option, value in {**_ALWAYS, **options}.items():
        if made.setOptionValue(option, value) != highspy.HighsStatus.kOk:
            raise ValueError(f"HiGHS does not take {option} = {value!r}")
    return made


@cache
def _greeted() -> None:
    """The first solver of the process, made where its words reach nobody."""
    with _nowhere():
        highspy.Highs()  # type: ignore[no-untyped-call]  # the binding has none


@contextmanager
def _nowhere() -> Iterator[None]:
    """Native code's standard output goes nowhere meanwhile; without one there is nothing to keep clean."""
    try:
        kept = os.dup(_STDOUT)
    except OSError:
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDOUT)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, _STDOUT)
        os.close(kept)
