"""A stage's models by the weights that jobs name: fetched by digest, checked, the latest kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, NoReturn

from plenum.pipeline.graph import Stage
from plenum.pipeline.host import Host
from plenum.pipeline.weights import Weights, WeightsRefusedError
from plenum.pipeline.work import Model

KEPT: Final = 3
"""Models a process holds: the champion's, the challenger's, and the one before of jobs under way."""
REFUSED_S: Final = 5.0
"""For so long what was refused is not fetched again: a refresher looks as often."""


class ServedModels:
    """One process' models of one stage."""

    def __init__(self, host: Host, stage: Stage, clock: Callable[[], float] = time.monotonic) -> None:
        self._host = host
        self._stage = stage
        self._clock = clock
        self._refused: dict[Weights, tuple[float, str]] = {}
        """Until when, and why: as many as models at most."""
        self._made = lru_cache(maxsize=KEPT)(self._make)

    def __call__(self, weights: Weights) -> Callable[[], Model]:
        """What gives the model, or raises WeightsRefusedError: then each room that asks for it fails alone.

        Raises what the record raises: that it is away is no room's matter.
        """
        until, why = self._refused.get(weights, (0.0, ""))
        if self._clock() < until:
            return partial(_refuse, why)
        try:
            model = self._made(weights)
        except WeightsRefusedError as error:
            others = [kept for kept in self._refused.items() if kept[0] != weights]
            refused = (self._clock() + REFUSED_S, str(error))
            self._refused = {**dict(others[1 - KEPT :]), weights: refused}
            return partial(_refuse, str(error))
        return lambda: model

    def _make(self, weights: Weights) -> Model:
        name = f"version {weights.version} of {self._stage.name}, weights {weights.digest[:16]}…"
        content = self._host.record.weights(weights.digest)
        if content is None:
            raise WeightsRefusedError(f"{name}: not in the record; let a refresher bring them there")
        if not weights.are(content):
            raise WeightsRefusedError(f"{name}: other bytes lie there; let a refresher bring them anew")
        try:
            return self._stage.load_by(content)
        except Exception as error:
            raise WeightsRefusedError(f"{name}: {error}") from error


def _refuse(why: str) -> NoReturn:
    raise WeightsRefusedError(why)
