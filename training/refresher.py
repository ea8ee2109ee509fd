"""Brings a registry's word into a Plenum's record: which weights answer, and the weights themselves.

A job finds both there, so none ever waits for the registry; while that is away its last word stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from msgspec import structs

from plenum.pipeline.record.port import Registry
from plenum.pipeline.weights import Serving, Weights

ALIASES: Final = ("champion", "challenger", "shadow")


class RefusedError(Exception):
    """What the registry does not do, and why."""


class Source(Protocol):
    """A registry."""

    def serving(self) -> Serving:
        """Its word now. Raises whatever it raises while it is away."""
        ...

    def content(self, weights: Weights) -> bytes:
        """These weights. Raises RefusedError where they are not those that were registered."""
        ...


class Refresher:
    """Of one model. `say` hears of what is refused and of what has changed."""

    def __init__(
        self, model: str, source: Source, record: Registry, keep_s: int, say: Callable[[str], None]
    ) -> None:
        self._model = model
        self._source = source
        self._record = record
        self._keep_s = keep_s
        self._say = say

    def refresh(self) -> Serving:
        """The record's word after this: the registry's, but for weights that are refused.

        Of an alias with such weights the word before stands. What lies in the record and is spoilt is
        brought anew. Raises what the registry or the record raises.
        """
        before = self._record.serving().get(self._model, Serving())
        asked = self._source.serving()
        found: dict[str, Weights | None] = {}
        brought: dict[str, bytes] = {}
        for alias in ALIASES:
            weights: Weights | None = getattr(asked, alias)
            try:
                brought |= self._missing(weights) if weights else {}
                found[alias] = weights
            except RefusedError as refused:
                self._say(f"{alias} stays as it was: {refused}")
                found[alias] = getattr(before, alias)
        after = structs.replace(asked, **found)
        if brought or after != before:
            self._record.serve(self._model, after, brought, self._keep_s)
            self._say(f"serving {told(after)}")
        return after

    def _missing(self, weights: Weights) -> dict[str, bytes]:
        there = self._record.weights(weights.digest)
        if there is not None and weights.are(there):
            return {}
        content = self._source.content(weights)
        if not weights.are(content):
            raise RefusedError(f"version {weights.version}: other bytes than were registered")
        return {weights.digest: content}


def told(serving: Serving) -> str:
    """In one line."""
    named = {alias: getattr(serving, alias) for alias in ALIASES}
    words = [f"{alias} {w.version} ({w.digest[:16]})" for alias, w in named.items() if w]
    if serving.challenger and serving.canary:
        words.append(f"canary {serving.canary:g}")
    return ", ".join(words) or "the model's own weights"
