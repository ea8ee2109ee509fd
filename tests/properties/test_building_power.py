"""Ordered lights take no power that the building has not.

`PLENUM_EXPLORE=400` looks at that many buildings; without it 12.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room
from tests.support.exploring import EXPLORE

TYPES = ("office_enclosed", "office_enclosed", "conference", "corridor", "classroom", "storage", "fume_lab")


def random_building(seed: int) -> dict[str, Any]:
    """One to five rectangles, most of them offices, whose allowance is the tightest."""
    rng = np.random.default_rng(seed)
    return building(
        [
            room(
                f"room_{n}",
                int(rng.integers(5, 14)),
                int(rng.integers(4, 10)),
                room_type=str(rng.choice(TYPES)),
                ceiling_height_m=float(rng.choice([2.5, 2.8, 3.2])),
            )
            for n in range(int(rng.integers(1, 6)))
        ]
    )


def placed(source: dict[str, Any], order: str) -> dict[str, Any]:
    """The building completed in this process."""
    return PipelineRunner().run_full_pipeline(read_building({**source, "settings": {"order": order}}))


@pytest.mark.parametrize("seed", range(EXPLORE or 12))
def test_where_the_fewest_lights_hold_the_buildings_power_ordered_ones_do(seed: int) -> None:
    """And no room is the worse for it; lights that are in no order for it say so."""
    source = random_building(seed)
    (fewest,) = placed(source, "free")["evidence"]
    result = placed(source, "ordered")
    (ordered,) = result["evidence"]
    assert ordered["passed"] or not fewest["passed"], (ordered, fewest)
    for each in result["rooms"]:
        assert each["status"] == "complete", (each["room_id"], each["reasons"])
