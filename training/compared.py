"""Which jobs a shadow is compared on: those that ended since the last round, a few a round."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import Final

from plenum.client import Client
from plenum.client.ended import EndedJob, ended_since, kept, latest_lapse_ms
from plenum.pipeline.weights import Serving, Weights, WeightsRefusedError
from services.stages import LEARNED
from training.shadow import ROUND_S, Shadow, stale

JOBS: Final = 20
"""Compared in a round at most; on a busy Plenum the others are passed by."""
LOOKED_AT: Final = 1000


class Compared:
    """One watch's. What ended before it began is not looked at: another one may have counted that."""

    def __init__(self, plenum: Client, model: str) -> None:
        self._plenum = plenum
        self._model = model
        self._since_ms: float | None = None
        self._made: tuple[Weights, Shadow] | None = None

    def round(self, weights: Weights | None) -> None:
        """Count what a shadow would have done. Raises RedisError, and WeightsRefusedError."""
        if self._since_ms is None:
            self._since_ms = latest_lapse_ms(self._plenum)
        found = ended_since(self._plenum, math.nextafter(self._since_ms, math.inf), LOOKED_AT)
        if not found:
            return
        self._since_ms = found[-1].lapses_ms
        if weights is None:
            return
        shadow, ends = self._shadow(weights), time.monotonic() + ROUND_S
        for lapse in found[:JOBS]:
            ended = kept(self._plenum, lapse, whole=True)
            if isinstance(ended, EndedJob) and (counts := shadow.counts(ended.ending, ends)):
                self._plenum.record.count(counts)
            if time.monotonic() >= ends:
                return

    def forget(self, counters: Iterable[str], serving: Serving) -> None:
        """Drop what was counted of versions that the registry names no more. Raises RedisError."""
        named = {each.version for each in (serving.champion, serving.challenger, serving.shadow) if each}
        self._plenum.record.forget(stale(counters, self._model, named))

    def _shadow(self, weights: Weights) -> Shadow:
        if self._made is None or self._made[0] != weights:
            content = self._plenum.record.weights(weights.digest)
            if content is None or not weights.are(content):
                raise WeightsRefusedError(f"version {weights.version}: its weights are not in the record")
            model = LEARNED[self._model].load_by(content)
            self._made = weights, Shadow(self._model, weights.version, model)
        return self._made[1]
