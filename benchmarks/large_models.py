"""What reading a large IFC model takes, and what is said of one that is too large.

    python -m benchmarks.large_models                            5,000 spaces in 50 MB
    python -m benchmarks.large_models --spaces 500 --megabytes 5

Processor time and memory are those of the process that reads, which `plenum` starts for each IFC file.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.large_ifc import large_ifc
from plenum.files.errors import InvalidBuilding
from plenum.files.limits import MAX_BYTES
from plenum.files.read import read_building


@dataclass(frozen=True)
class Read:
    """One reading."""

    rooms: int
    existing: int
    """Tiles that what hangs in the ceilings occupies."""
    processor_s: float
    """Of the process that reads."""
    own_s: float
    """Processor seconds of the process that asks."""
    wall_s: float
    peak_mb: float
    """Memory of the process that reads, at most."""


def measured(spaces: int, megabytes: float, folder: Path) -> Read:
    """Writes such a model and reads it once."""
    source = folder / "large.ifc"
    source.write_text(large_ifc(spaces, megabytes))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    own, wall = time.process_time(), time.monotonic()
    building = read_building(source)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Read(
        rooms=len(building.rooms),
        existing=sum(len(room.existing) for room in building.rooms),
        processor_s=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        own_s=time.process_time() - own,
        wall_s=time.monotonic() - wall,
        peak_mb=after.ru_maxrss / 1024,
    )


def refused(folder: Path) -> str:
    """What is said of a file that is one byte too large."""
    source = folder / "too_large.ifc"
    text = large_ifc(1, 0.0)
    source.write_text(text + " " * (MAX_BYTES + 1 - len(text)))
    try:
        read_building(source)
    except InvalidBuilding as error:
        return str(error)
    raise AssertionError("it was read")


def main() -> None:
    """The table on stdout."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--spaces", type=int, default=5_000)
    parser.add_argument("--megabytes", type=float, default=50.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="plenum-large-") as folder:
        found = measured(asked.spaces, asked.megabytes, Path(folder))
        sys.stdout.write(
            f"{asked.megabytes:g} MB, {asked.spaces:,} spaces: {found.rooms:,} rooms,"
            f" {found.existing:,} tiles occupied\n"
            f"processor {found.processor_s:.1f} s in the process that reads, {found.own_s:.1f} s in the one"
            f" that asks; {found.wall_s:.1f} s on the clock\n"
            f"memory at most {found.peak_mb:,.0f} MB\n"
            f"beyond the bound: {refused(Path(folder))}\n"
        )


if __name__ == "__main__":
    main()
