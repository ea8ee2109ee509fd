"""Settings for some of a building's rooms: what names the others goes, all else stays."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.files.completed.reader import as_building
from plenum.files.read import read_building
from plenum.files.settings.of_rooms import of_rooms
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room

SETTINGS: dict[str, Any] = {
    "lights": {"building": "dense", "rooms": {"a": "sparse", "b": "dense"}},
    "fire": {"category": "selective", "rooms": ["a", "b"]},
    "order": "free",
}


def test_what_names_other_rooms_goes() -> None:
    """Of lights, detectors and beams; the settings given stay as they were."""
    kept = of_rooms({**SETTINGS, "beams": {"a": [], "b": []}}, {"b"})
    assert kept == {
        "lights": {"building": "dense", "rooms": {"b": "dense"}},
        "fire": {"category": "selective", "rooms": ["b"]},
        "beams": {"b": []},
        "order": "free",
    }
    assert SETTINGS["fire"]["rooms"] == ["a", "b"]


def test_settings_that_name_no_room_are_kept() -> None:
    """Nothing is added to them."""
    assert of_rooms({"order": "free"}, {"a"}) == {"order": "free"}


def test_some_rooms_of_a_building_are_a_building_of_their_own() -> None:
    """Read alone, and read again as a worker does; a room named for detectors keeps its name."""
    source = building([room("a"), room("b")], settings=SETTINGS)
    chosen = read_building(source, options={"only": ["b"]})
    assert chosen.settings.overrides["fire"]["rooms"] == ["b"]


@pytest.mark.slow
def test_one_room_of_a_result_can_be_read_alone() -> None:
    """As a figure of it is drawn, although the settings name the others."""
    result = PipelineRunner().run_full_pipeline(
        read_building(building([room("a"), room("b")], settings=SETTINGS))
    )
    (only,) = as_building({**result, "rooms": result["rooms"][:1]}).rooms
    assert only.room_id == "a"
