"""A stage's models by the weights that jobs name: fetched by digest, checked, the latest kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NoReturn

from plenum.pipeline.graph import Stage
from plenum.pipeline.host import Host
from plenum.pipeline.weights import Weights, WeightsRefusedError
from plenum.pipeline.work import Model

KEPT: Final = 3
"""Models a process holds: the champion's, the challenger's, and the one before of jobs under way."""


class ServedModels:
    """One process' models of one stage."""

    def __init__(self, host: Host, stage: Stage) -> None:
        self._host = host
        self._stage = stage
        self._made = lru_cache(maxsize=KEPT)(self._make)

    def __call__(self, weights: Weights) -> Callable[[], Model]:
        """What gives the model, or raises WeightsRefusedError: then each room that asks for it fails alone.

        Raises what the record raises: that it is away is no room's matter.
        """
        try:
            model = self._made(weights)
        except WeightsRefusedError as error:
            why = str(error)

            def refuses() -> NoReturn:
                raise WeightsRefusedError(why)

            return refuses
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
