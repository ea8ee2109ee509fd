"""A floor lit by the catalogue's luminaires and by one of one's own, side by side, in this process.

    python examples/own_luminaire.py [FILE] [--building BUILDING] [--name B]    default: examples/batwing.ies

FILE is IES LM-63 or EULUMDAT. It takes the place of luminaire NAME of the catalogue, in every room that
uses it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from plenum import PipelineRunner
from plenum.files.building.luminaires import with_luminaires
from plenum.files.read import read_building

HERE = Path(__file__).parent


def lights(completed: dict[str, Any]) -> dict[str, int]:
    """How many each room has."""
    return {room["room_id"]: room["counts"]["light"]["placed"] for room in completed["rooms"]}


def main() -> None:
    """Run it twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=HERE / "batwing.ies")
    parser.add_argument("--building", type=Path, default=HERE / "small_office.json")
    parser.add_argument("--name", default="B")
    asked = parser.parse_args()
    building, runner = read_building(asked.building), PipelineRunner()
    before = lights(runner.run_full_pipeline(building))
    after = lights(runner.run_full_pipeline(with_luminaires(building, {asked.name: asked.file})))
    for room_id, placed in before.items():
        print(f"{room_id:16} {placed:4} of the catalogue, {after[room_id]:4} with {asked.file.name}")


if __name__ == "__main__":
    main()
