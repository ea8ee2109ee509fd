"""Who may do what in a stack's Redis: a user a role, each with a password that nobody has to think of.

Redis is bound to 127.0.0.1, where every user of the machine can reach it. The passwords are in the state
folder, in files for their owner alone; Redis' own file has their digests, and no process has one in its
command line.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from plenum.whole_file import write_whole

if TYPE_CHECKING:
    from plenum.stack.folder import StateFolder

RULES: Final[Mapping[str, str]] = {
    "plenum": "~* &* +@all -@admin -@dangerous +info",
    "submit": "~celery* ~_kombu.binding* &celery-task-meta-* +@connection +@transaction +info +llen +lpush"
    " +sadd +smembers +get +mget +subscribe +unsubscribe +psubscribe +punsubscribe",
    "operator": "~* &* +@all",
}
"""The services and the `plenum` command; plain Celery clients that submit and wait; who looks after it."""
_DEFAULT: Final = "user default off ~* &* +@all"
"""Off, with its rights: Redis replays its append-only file as this user."""


def passwords(folder: StateFolder) -> dict[str, str]:
    """Each user's, the same whenever the stack is started again; made the first time."""
    if not folder.passwords_file.exists():
        made = {user: secrets.token_urlsafe(24) for user in RULES}
        write_private(folder.passwords_file, json.dumps(made) + "\n")
    found: dict[str, str] = json.loads(folder.passwords_file.read_text())
    return found


def write_users(folder: StateFolder, known: Mapping[str, str]) -> None:
    """Redis' file of users."""
    lines = [_DEFAULT]
    for user, password in known.items():
        digest = hashlib.sha256(password.encode()).hexdigest()
        lines.append(f"user {user} on #{digest} {RULES[user]}")
    write_private(folder.users_file, "\n".join(lines) + "\n")


def write_private(path: Path, text: str) -> None:
    """A file that its owner alone can read, whole or not at all."""
    write_whole(path, text.encode(), 0o600)
