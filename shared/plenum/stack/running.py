"""Which stacks of this user are up: noted in the user's own folder, so that a command finds one anywhere.

A note is a convenience: where it cannot be written, nothing else suffers.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

INFO: Final = "stack.json"
"""In a state folder, while its stack is wanted up."""


def note(state: Path) -> None:
    """The stack of this state folder is up."""
    with suppress(OSError, RuntimeError):
        _note(state).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _note(state).write_text(f"{state}\n", encoding="utf-8")


def forget(state: Path) -> None:
    """It is not."""
    with suppress(OSError, RuntimeError):
        _note(state).unlink(missing_ok=True)


def stacks() -> list[Path]:
    """The state folders of those that are up, or are wanted up."""
    found: list[Path] = []
    with suppress(OSError, RuntimeError, UnicodeDecodeError):
        for each in sorted(_folder().iterdir()):
            state = Path(each.read_text(encoding="utf-8").rstrip("\n"))
            if holds_stack(state):
                found.append(state)
    return found


def ports_beside(own: Path) -> set[int]:
    """The ports of all of them but the one of this state folder."""
    found: set[int] = set()
    for state in stacks():
        if state == own:
            continue
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
            found |= {int(port) for port in json.loads((state / INFO).read_text())["ports"].values()}
    return found


def holds_stack(state: Path) -> bool:
    """Whether a stack of this user's is up in a state folder: somebody else's is nobody to talk to."""
    try:
        return (state / INFO).stat().st_uid == os.getuid()
    except OSError:
        return False


def _note(state: Path) -> Path:
    return _folder() / hashlib.sha256(os.fsencode(state)).hexdigest()[:16]


def _folder() -> Path:
    """After the XDG Base Directory Specification. Raises RuntimeError where the user has no home."""
    given = Path(os.environ.get("XDG_STATE_HOME") or "")
    home = given if given.is_absolute() else Path.home() / ".local" / "state"
    return home / "plenum" / "stacks"
