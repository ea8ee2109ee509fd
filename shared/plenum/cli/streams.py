"""Files that may be `-`: standard input where one is read, standard output where one is written."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

STANDARD: Final = Path("-")
STDIN: Final = "standard input"
"""What errors call it."""


def source(path: Path) -> Path | bytes:
    """What a reader takes: the file, or all that comes by standard input, at most what a reader takes."""
    if path != STANDARD:
        return path
    from plenum.files.limits import MAX_BYTES

    return sys.stdin.buffer.read(MAX_BYTES + 1)


def name_of(path: Path) -> str:
    """What errors and files that are named after this one call it."""
    return STDIN if path == STANDARD else path.name


def write(content: bytes, path: Path) -> None:
    """A result, to a file whose folder is made, whole or not at all, or to standard output."""
    if path == STANDARD:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    from plenum.whole_file import write_whole

    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():
        # A device, or a pipe.
        path.write_bytes(content)
    else:
        write_whole(path, content)


def write_json(data: Any, path: Path = STANDARD) -> None:
    """A result as one line of JSON."""
    write((json.dumps(data, ensure_ascii=False) + "\n").encode("utf-8"), path)


def write_text(text: str, path: Path) -> None:
    """A result as text in UTF-8."""
    write(text.encode("utf-8"), path)
