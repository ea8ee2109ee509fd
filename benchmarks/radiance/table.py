"""The product's illuminance beside Radiance's, room by room, as the table of docs/quality.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.light.calculation_grid import points
from plenum.ceiling.light.illuminance import illuminance
from plenum.ceiling.room.geometry import Points
from plenum.files.read import read_building

SAME_M: Final = 1e-3


@dataclass(frozen=True)
class Compared:
    """One room: mean in lx and uniformity, here and there."""

    room_id: str
    em_lx: float
    u0: float
    here: tuple[float, float]
    there: tuple[float, float]
    settings_differ: float
    """The mean by the cheaper of Radiance's settings over that by the dearer, less one."""

    @property
    def differs(self) -> tuple[float, float]:
        """Mean and uniformity here over there, less one."""
        return self.here[0] / self.there[0] - 1.0, self.here[1] / self.there[1] - 1.0

    def passes(self, figures: tuple[float, float]) -> bool:
        """Whether mean and uniformity are as asked."""
        return figures[0] >= self.em_lx and figures[1] >= self.u0


def compared(recorded: Path) -> Iterator[Compared]:
    """Each recorded room, its light computed as it is today at the recorded points."""
    for data in json.loads(recorded.read_text())["rooms"]:
        yield _compared(data)


def _compared(data: Mapping[str, Any]) -> Compared:
    source = {"schema": "plenum.building/1", "building_id": "r", "rule_set": "EU", "rooms": [data["room"]]}
    read = read_building({**source, "settings": data["settings"]})
    room = read.rooms[0]
    brief = light_brief(room, read.settings)
    here = illuminance(room, brief)[_recorded(data, points(room, brief.mounting_height_m))]
    fine, finer = (np.array(data["radiance"][name]) for name in ("fine", "finer"))
    return Compared(
        room.room_id,
        data["em_lx"],
        data["u0"],
        _figures(here),
        _figures(finer),
        float(fine.mean() / finer.mean()) - 1.0,
    )


def _recorded(data: Mapping[str, Any], at: Points) -> NDArray[np.intp]:
    """Which of today's points are the recorded ones. Raises ValueError where one of these is none today."""
    away = ((np.array(data["points_m"])[:, None] - at) ** 2).sum(axis=2)
    if away.min(axis=1).max() > SAME_M**2:
        name = data["room"]["room_id"]
        raise ValueError(f"{name}: light is calculated at other points than were traced; trace it anew")
    return away.argmin(axis=1)


def _figures(lit: np.ndarray[Any, Any]) -> tuple[float, float]:
    return float(lit.mean()), float(lit.min() / lit.mean())


def table(recorded: Path) -> str:
    """In Markdown."""
    heads = (
        "room",
        "lx here",
        "there",
        "differs",
        "U0 here",
        "there",
        "differs",
        "passes here, there",
    )
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for one in compared(recorded):
        mean, even = one.differs
        words = ("no", "yes")
        cells = (
            one.room_id,
            f"{one.here[0]:.0f}",
            f"{one.there[0]:.0f}",
            f"{mean:+.1%}",
            f"{one.here[1]:.3f}",
            f"{one.there[1]:.3f}",
            f"{even:+.1%}",
            f"{words[one.passes(one.here)]}, {words[one.passes(one.there)]}",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(Path(sys.argv[1])))
