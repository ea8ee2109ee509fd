"""One Redis client with the record's scripts, outlasting a restart of Redis."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar

from redis import Redis, exceptions

from plenum.pipeline.record.redis.line import Line, asked_all
from plenum.pipeline.record.redis.prefixed import prefix_of
from plenum.pipeline.record.redis.reaching import passes
from plenum.pipeline.record.redis.render import stage_template

T = TypeVar("T")
Texts = dict[str, str]
Call = tuple[Sequence[str], Sequence[Any]]
"""A script's keys and arguments."""
_STOPPING_S: Final = 3.0
"""How long who stops outlasts Redis."""
PUSHING: Final = ("accept", "release", "replay", "round", "sweep", "turn")
"""Scripts that push stage messages: `push.lua` stands before them."""
BEFORE: Final = {
    "due": (*PUSHING, "close", "disown", "follow"),
    "dispatch": ("accept", "round", "turn"),
    "clock": ("round", "sweep"),
    "breaker": ("turn",),
    "letters": ("drop", "keep", "replay", "turn"),
    "started": ("accept", "turn"),
}
"""Which texts stand before which scripts, in this order; `due.lua` where they look at what is due."""


@cache
def script(name: str, prefix: str = "") -> str:
    """A script's text; the scripts beside this file say which keys they touch, without a client's prefix."""
    before = _text("prefix").replace("@PREFIX@", prefix) if prefix else ""
    before += _text("push").replace("@TEMPLATE@", _joined(stage_template())) if name in PUSHING else ""
    before += "".join(_text(part) for part, needing in BEFORE.items() if name in needing)
    return before + _text(name)


def _joined(template: str) -> str:
    """A text with marks as a script joins it: to look for marks each time takes five times longer."""
    parts = re.split("@([A-Z]+)@", template)
    return " .. ".join(part if place % 2 else f"[==[{part}]==]" for place, part in enumerate(parts))


def _text(name: str) -> str:
    return (files(__package__) / "scripts" / f"{name}.lua").read_text()


@cache
def _digest(name: str, prefix: str) -> str:
    """By which Redis knows a script."""
    return hashlib.sha1(script(name, prefix).encode(), usedforsecurity=False).hexdigest()


class Scripting:
    """Calls that are repeated for `patience_s` seconds while Redis is away, or for 3 s by who stops."""

    def __init__(
        self,
        client: Redis,
        *,
        patience_s: float = 20.0,
        is_stopping: Callable[[], bool] = lambda: False,
        line: Line | None = None,
    ) -> None:
        """`line`: where scripts and what waits for messages go, of who asks with each of them."""
        self.client = client
        self.prefix = prefix_of(client)
        self.ask: Callable[..., Any] = line.ask if line else client.execute_command
        self.ask_all: Callable[..., list[Any]] = (
            line.ask_all if line else lambda *commands: asked_all(client, commands)
        )
        self.patience_s = patience_s
        self._is_stopping = is_stopping
        self._in_doubt: set[str] = set()
        """Owners whose turns may have had an effect that they do not know of."""

    def patiently(self, call: Callable[[], T]) -> T:
        """`call`, repeated every 0.25 s while Redis is away, read-only or full, and patience lasts."""
        began = time.monotonic()
        while True:
            try:
                return call()
            except exceptions.RedisError as error:
                patience_s = min(self.patience_s, _STOPPING_S) if self._is_stopping() else self.patience_s
                if not passes(error) or time.monotonic() - began >= patience_s:
                    raise
                time.sleep(0.25)

    def run(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        """A script's answer, bytes decoded."""
        return [part.decode() if isinstance(part, bytes) else part for part in self.raw(name, keys, args)]

    def raw(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        """A script's answer as it came."""
        answer: list[Any] = self.patiently(lambda: self.once(name, keys, args))
        return answer or []

    def once(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> Any:
        """A script's answer as it comes, asked for a single time."""
        try:
            return self.ask(*self.known(name, keys, args))
        except exceptions.NoScriptError:
            return self.ask("EVAL", script(name, self.prefix), len(keys), *keys, *args)

    def known(self, name: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        """The command for a script that Redis knows."""
        return ["EVALSHA", _digest(name, self.prefix), len(keys), *keys, *args]

    def run_each(self, name: str, calls: Sequence[Call]) -> list[list[Any]]:
        """A script several times in one step and round trip, each failing alone; the answers as they came."""
        return self.patiently(lambda: self._run_each(name, calls)) if calls else []

    def _run_each(self, name: str, calls: Sequence[Call]) -> list[list[Any]]:
        if len(calls) == 1:
            return [self.once(name, *calls[0])]
        # By its digest: for scripts of its own a pipeline asks first whether they are known.
        # As a transaction, so that a waiting worker finds them all, and not the first alone.
        pipe = self.client.pipeline(transaction=True)
        for keys, args in calls:
            pipe.execute_command(*self.known(name, keys, args))  # type: ignore[no-untyped-call]  # redis-py has no types for it
        answers: list[Any] = pipe.execute(raise_on_error=False)
        for place, answer in enumerate(answers):
            if isinstance(answer, exceptions.NoScriptError):
                keys, args = calls[place]
                answers[place] = self.client.eval(script(name, self.prefix), len(keys), *keys, *args)
            elif isinstance(answer, Exception):
                raise answer
        return answers

    def texts(self, key: str) -> Texts:
        """A whole hash."""
        return decoded(self.patiently(lambda: self.client.hgetall(key)))  # type: ignore[arg-type, return-value]  # sync client

    def now_ms(self) -> float:
        """Redis' clock."""
        seconds, micros = self.client.time()
        return float(seconds * 1000 + micros / 1000)


def decoded(raw: Mapping[bytes, bytes]) -> Texts:
    """A hash's fields as text."""
    return {name.decode(): value.decode() for name, value in raw.items()}


def paired(raw: Sequence[bytes]) -> Texts:
    """A hash as a script answers it, name after value, as text."""
    texts = [part.decode() for part in raw]
    return dict(zip(texts[::2], texts[1::2], strict=True))


def counted(*mappings: Mapping[str, object]) -> list[Any]:
    """Mappings as a script's arguments: each its length, then name, value …"""
    args: list[Any] = []
    for mapping in mappings:
        args.append(len(mapping))
        for name, value in mapping.items():
            args += [name, value]
    return args
