"""Many IFC texts read in one process beside the tests': the library may end it, as it may end a reader's."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.read import building_of
from plenum.files.settings.options import ReadOptions


class Apart:
    """A process that reads, and is started again when it has ended."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def read(self, text: str) -> Building:
        """The building. Raises InvalidBuilding, also where the library ended the process."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        try:
            kind, answer = self._pool.submit(_read, text).result()
        except BrokenProcessPool:
            self.close()
            raise InvalidBuilding("", "the library ended on this file", "export it again") from None
        if kind == "invalid":
            raise InvalidBuilding(*answer)
        return Building.from_json(answer)

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None


def _read(text: str) -> tuple[str, Any]:
    try:
        return "building", building_of(text, ReadOptions()).to_json()
    except InvalidBuilding as error:
        return "invalid", error.args
