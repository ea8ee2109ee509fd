"""A process of a test's own ends with the block it was started for."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.waiting import HANGS_S


@contextmanager
def ended_with(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Told to stop at the block's end. Raises TimeoutExpired, and kills it, where it does not."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(HANGS_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
