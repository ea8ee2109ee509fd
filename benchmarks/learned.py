"""The learned model on rooms that it never saw, beside the others: `python -m benchmarks.learned [FILE…]`.

The shipped example, what files are named, and the rooms of `benchmarks.order.buildings`. Each model has rooms
of its own, all but the tiles some hundredths of a millimetre a metre larger than another's, so that nothing
is remembered. Times are of the processor, in one run.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console

from benchmarks.machine import shape
from benchmarks.order.buildings import generated
from benchmarks.order.ceiling import Ceiling
from benchmarks.order.figures import figures
from benchmarks.report import Cell, Report, Section
from benchmarks.room_time import others_alike
from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.light.hall.field import is_hall
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.outcome import settled
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.verify import verify
from plenum.files.building.building import Building
from plenum.files.read import read_building
from services.light_model_a_dense import model as dense
from services.light_model_b_sparse import model as sparse
from services.light_model_c_balanced import model as balanced
from services.light_model_d_learned import model as learned

EXAMPLE: Final = Path(__file__).resolve().parents[1] / "examples" / "small_office.json"
MODELS: Final = {"dense": dense, "sparse": sparse, "balanced": balanced, "learned": learned}
OTHERS: Final = tuple(name for name in MODELS if name != "learned")
ORDER: Final = ("L3", "L5b", "L8s", "L8m", "W")
"""Figures of order that lights alone decide."""
BY: Final = {name: number for number, name in enumerate(MODELS, 2)}
"""By how many hundredths of a millimetre a metre each model's rooms are larger."""


@dataclass
class Judged:
    """What the models did in the rooms of one building in which lights are to be chosen."""

    name: str
    rooms: int = 0
    guessed: int = 0
    """Rooms in which the network expected an array to hold the rules,"""
    valid: int = 0
    """in which the first guess did,"""
    tried: int = 0
    """in which one of the few that are calculated did: the others are repaired by the search."""
    broken: int = 0
    """Rooms in which the model's answer breaks a hard rule of light, and the sparse model's does not."""
    ms: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in MODELS})
    lights: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MODELS, 0))
    """In rooms in which all models hold the rules."""
    ceilings: dict[str, list[Ceiling]] = field(default_factory=lambda: {name: [] for name in MODELS})

    def row(self) -> tuple[Cell, ...]:
        """Validity, counts and time."""
        p95 = {name: float(np.percentile(ms, 95)) for name, ms in self.ms.items()}
        return (
            self.name, self.rooms, f"{self.guessed / self.rooms:.2f}",
            f"{self.valid / max(1, self.guessed):.3f}", f"{self.valid / self.rooms:.3f}",
            f"{self.tried / self.rooms:.3f}", self.broken,
            f"{self.lights['learned'] / self.lights['sparse'] - 1.0:+.1%}",
            f"{self.lights['balanced'] / self.lights['sparse'] - 1.0:+.1%}",
            f"{np.median(self.ms['learned']) / min(np.median(self.ms[name]) for name in OTHERS):.2f}",
            f"{p95['learned'] / min(p95[name] for name in OTHERS):.2f}",
        )  # fmt: skip

    def order(self) -> dict[str, tuple[Cell, ...]]:
        """The figures of order of the balanced and of the learned model's lights."""
        both = [figures(self.ceilings[name]) for name in ("balanced", "learned")]
        return {name: tuple(_share(*found[name]) for found in both) for name in ORDER}


COLUMNS: Final = (
    *("building", "rooms", "guessed", "valid of these", "valid of all", "after four", "broken"),
    *("lights over sparse", "balanced's", "time, median", "time, p95"),
)


def judged(building: Building) -> Judged:
    """The models on a building's rooms, those left out in which nothing is to be chosen and halls."""
    found = Judged(building.building_id)
    alike = {name: others_alike(building, by).rooms for name, by in BY.items()}
    for number, room in enumerate(building.rooms):
        brief = brief_for(room, building.settings)
        if is_hall(room, brief.light) or settled(light_field(room, brief.light)) is not None:
            continue
        found.rooms += 1
        kept, lights = {}, {}
        for name, model in MODELS.items():
            own = alike[name][number]
            asked = brief_for(own, building.settings)
            began = time.process_time()
            layout = model.solve(own, asked)
            found.ms[name].append(1e3 * (time.process_time() - began))
            lights[name] = len(layout.terminals)
            done = own.with_layout(layout)
            found.ceilings[name].append(Ceiling(done, frozenset(room.existing)))
            kept[name] = not broken(verify(done, asked, ("LGT",)))
        found.broken += kept["sparse"] and not kept["learned"]
        if all(kept.values()):
            found.lights = {name: found.lights[name] + lights[name] for name in MODELS}
        tried = learned.tried(room, brief)
        found.guessed += bool(tried)
        found.valid += bool(tried) and tried[0][1]
        found.tried += bool(tried) and tried[-1][1]
    return found


def together(judged: Sequence[Judged]) -> Judged:
    """All buildings as one, their order aside: it compares rooms of one building."""
    whole = Judged("all")
    for each in judged:
        for name in ("rooms", "guessed", "valid", "tried", "broken"):
            setattr(whole, name, getattr(whole, name) + getattr(each, name))
        for name in MODELS:
            whole.ms[name] += each.ms[name]
            whole.lights[name] += each.lights[name]
    return whole


def _share(part: int, of: int) -> str:
    return f"{part / of:.2f} ({of})" if of else "–"


def main(arguments: Sequence[str]) -> None:
    """A table of validity, lights and time; below it order, balanced beside learned."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="further buildings in any format")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    asked = parser.parse_args(arguments)
    report = Report(shape(), Console(width=180))
    report.head()
    for model in MODELS.values():  # what is made once a process is no room's
        for room in read_building(EXAMPLE).rooms:
            model.solve(room, brief_for(room, read_building(EXAMPLE).settings))
    found = [judged(read_building(file)) for file in [*asked.files, EXAMPLE]]
    found += [judged(building) for building in generated()]
    rows = [each.row() for each in [*found, together(found)]]
    report.add(Section("Learned, beside the fastest of the others", COLUMNS, rows))
    order = {each.name: each.order() for each in found}
    rows = [(name, figure, *told[figure]) for name, told in order.items() for figure in ORDER]
    report.add(Section("Order", ("building", "figure", "balanced", "learned"), rows))
    if asked.json:
        report.save(asked.json)


if __name__ == "__main__":
    main(sys.argv[1:])
