"""Keeps standard output for results: whatever else writes there, native code too, comes out on stderr."""

from __future__ import annotations

import os
import sys
from typing import Final

_STDOUT: Final = 1
_STDERR: Final = 2


def reserve_for_results() -> None:
    """From here on `sys.stdout` alone reaches standard output; the descriptor itself leads to stderr.

    Nothing is done where `sys.stdout` is something else already, as in tests and notebooks.
    """
    if sys.stdout is not sys.__stdout__ or sys.stdout is None or not _is_standard():
        return
    sys.stdout.flush()
    results = os.dup(_STDOUT)
    os.dup2(_STDERR, _STDOUT)
    sys.stdout = open(  # noqa: SIM115, PTH123 - a descriptor, open until the process ends
        results,
        "w",
        encoding=sys.stdout.encoding,
        errors=sys.stdout.errors,
        buffering=1 if sys.stdout.isatty() else -1,
    )


def _is_standard() -> bool:
    try:
        os.fstat(_STDERR)
        return sys.stdout.fileno() == _STDOUT
    except (OSError, ValueError):
        return False
