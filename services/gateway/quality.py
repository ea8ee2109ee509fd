"""The rolling quality of each model: `GET /v1/quality`, and the same as gauges."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from opentelemetry.metrics import CallbackOptions, Meter, Observation

from plenum.telemetry import names
from plenum.telemetry.meters import observed

from .store import ratings
from .store.database import Database, StoreAwayError
from .store.ratings import Rolling

_EACH_S: Final = 10.0
"""How old the gauges may be."""
Read = Callable[[Rolling], float]


class RollingQuality:
    """What the gauges show, read from the store again and again."""

    def __init__(self, meter: Meter, database: Database) -> None:
        self._database = database
        self._found: Sequence[Rolling] = ()
        shown: tuple[tuple[Mapping[str, str], Read], ...] = (
            (names.ROLLING_QUALITY, lambda found: found.quality),
            (names.ROLLING_ACCEPTANCE, lambda found: found.acceptance),
        )
        for gauges, read in shown:
            for window, name in gauges.items():
                observed(meter, name, partial(self._observe, window, read))

    async def follow(self) -> None:
        """For ever, where there is a store."""
        while self._database.there:
            try:
                self._found = await self.now()
            except StoreAwayError:
                self._found = ()
            await asyncio.sleep(_EACH_S)

    async def now(self, *, by_version: bool = False) -> list[Rolling]:
        """Each model over each window, or each version of one. Raises StoreAwayError."""
        asked = partial(ratings.rolling, now_ms=time.time() * 1000, by_version=by_version)
        return await self._database(asked)

    def _observe(self, window: str, read: Read, _options: CallbackOptions) -> Iterable[Observation]:
        for found in self._found:
            if found.window == window:
                yield Observation(read(found), {"model_name": found.model_name})
