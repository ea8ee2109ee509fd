"""The published JSON Schemas are those of the code, and results keep what theirs promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plenum.ceiling.room.kinds import Kind
from plenum.files.completed.schema import CompletedFields
from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.check import check_fields
from plenum.files.read import read_building
from plenum.files.schema import MODELS, json_schema
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room

SCHEMAS = Path(__file__).resolve().parents[3] / "docs" / "schemas"


@pytest.mark.parametrize("which", MODELS)
def test_the_published_schema_is_current(which: str) -> None:
    """What `plenum schema` prints is what the docs hold; run `python docs/generate.py` when this fails."""
    published = json.loads((SCHEMAS / f"{which}.schema.json").read_text(encoding="utf-8"))
    assert published == json_schema(which)


def test_every_format_names_its_schema_and_refuses_other_names() -> None:
    """Three formats, no fourth."""
    assert json_schema("building")["title"] == "plenum.building/1"
    with pytest.raises(KeyError):
        json_schema("ifc")


def test_the_building_schema_asks_for_the_fields_that_the_reader_asks_for() -> None:
    """A file that leaves out a required field is refused by both."""
    required = json_schema("building")["required"]
    assert required == ["schema", "building_id", "rooms"]
    for name in required:
        data = building(1)
        del data[name]
        with pytest.raises(InvalidBuilding):
            read_building(data)
    assert json_schema("building")["$defs"]["RoomFields"]["required"] == ["room_id", "rows"]


@pytest.mark.slow
def test_a_result_of_the_pipeline_keeps_the_promised_form() -> None:
    """Rooms that complete and one that cannot, with something in the ceiling already."""
    source = building(
        [
            room("a", rows=["....L...."] + ["........."] * 6),
            room("b", room_type="restroom", width=2, height=2),
            room("c", width=1, height=1),
        ]
    )
    completed = PipelineRunner().run_full_pipeline(read_building(source))
    checked = check_fields(CompletedFields, completed)
    assert [r.room_id for r in checked.rooms] == ["a", "b", "c"]
    assert checked.rooms[0].existing == ((4, 0),)
    assert checked.rooms[0].counts[Kind.LIGHT].existing == 1
    assert checked.rooms[2].status == "infeasible"
