"""A Redis that Plenum shares: each name of ours in it begins with a prefix, which is added at two borders.

Code and scripts name keys and channels without it. A client of this kind puts it before the names in each
command, and `prefix.lua` before those that a script touches. kombu's own client does so for its own alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kombu.transport.redis import GlobalKeyPrefixMixin, PrefixedRedisPipeline, PrefixedStrictRedis
from redis import Redis

_WITHOUT: Final = frozenset(("CLIENT", "CONFIG", "ECHO", "INFO", "PING", "SCRIPT", "SELECT"))
"""Commands whose arguments name no key."""
_ALL: Final = frozenset(("DEL", "EXISTS", "MGET", "WATCH"))


def prefix_of(client: Redis) -> str:
    """What stands before a client's names; empty for most."""
    return str(getattr(client, "global_keyprefix", ""))


def named(prefix: str, command: Sequence[Any]) -> list[Any]:
    """A command with the prefix before each name in it."""
    if not prefix:
        return list(command)
    first, last = _names(command)
    whole = [
        prefix.encode() + name if isinstance(name, bytes) else f"{prefix}{name}"
        for name in command[first:last]
    ]
    return [*command[:first], *whole, *command[last:]]


def _names(command: Sequence[Any]) -> tuple[int, int]:
    """Where a command's names begin and end. All but these have one, and first."""
    name = str(command[0]).upper()
    if name in ("EVAL", "EVALSHA"):
        return 3, 3 + int(command[2])
    if name.split()[0] in _WITHOUT:
        return 1, 1
    if name in _ALL:
        return 1, len(command)
    if name == "BRPOP":
        return 1, len(command) - 1
    return 1, 3 if name in ("BLMOVE", "LMOVE") else 2


class _Names(GlobalKeyPrefixMixin):
    global_keyprefix: str
    connection_pool: Any
    response_callbacks: Any

    def _prefix_args(self, args: Sequence[Any]) -> list[Any]:
        return named(self.global_keyprefix, args)

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Any:
        """One whose commands are named likewise."""
        return _Pipeline(  # type: ignore[no-untyped-call]  # kombu and Celery have no types
            self.connection_pool,
            self.response_callbacks,
            transaction,
            shard_hint,
            global_keyprefix=self.global_keyprefix,
        )


class Prefixed(_Names, PrefixedStrictRedis):
    """A client; its prefix is `global_keyprefix`, as kombu calls it."""


class _Pipeline(_Names, PrefixedRedisPipeline):
    pass
