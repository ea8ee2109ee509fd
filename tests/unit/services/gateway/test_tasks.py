"""What is done with what somebody sent, and how a piece of work answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plenum.files.building.luminaires import with_luminaires
from plenum.files.drawing.svg import Shown
from plenum.files.errors import InvalidBuilding
from plenum.files.read import laid_out, read_building, read_model
from plenum.pipeline.runner import PipelineRunner
from services.gateway import tasks
from services.gateway.aside import answered
from services.gateway.child import BYTES, INVALID, JSON

ROOT = Path(__file__).parents[4]
BUILDING = {
    "schema": "plenum.building/1",
    "building_id": "a",
    "rooms": [{"room_id": "r", "rows": ["...."] * 4}],
}


@pytest.mark.slow
def test_any_format_becomes_a_building_file() -> None:
    """With the options of the request."""
    content = (ROOT / "examples/annex.gbxml").read_bytes()
    made = tasks.building(content, "annex.gbxml", {"code": "BS5839"}, {})
    assert (made["schema"], made["code"]) == ("plenum.building/1", "BS5839")


@pytest.mark.slow
def test_grids_suit_the_luminaire_that_came_with_the_model() -> None:
    """As on the command line, which has it before rooms are laid out too."""
    listed = b"name,type,length,width,height\nR0,open office,9.6,4.8,2.8\nR1,open office,12.0,7.2,2.8"
    file = ROOT / "examples/batwing.ies"
    sent = tasks.building(listed, "", {}, {"B": (file.name, file.read_bytes())})
    told = laid_out(with_luminaires(read_model(listed), {"B": file}), "")
    assert [len(room["rows"]) for room in sent["rooms"]] == [room.height for room in told.rooms]
    assert [room.rows for room in told.rooms] != [room.rows for room in read_building(listed).rooms]


def test_a_building_may_name_a_file_that_came_with_it() -> None:
    """And reads it as if it lay beside it."""
    lamps = {"B": {"photometry": {"file": "batwing.ies"}}}
    content = json.dumps({**BUILDING, "settings": {"luminaires": lamps}}).encode()
    lamp = ("batwing.ies", (ROOT / "examples/batwing.ies").read_bytes())
    made = tasks.building(content, "", {}, {}, [lamp])
    assert "distribution" in made["settings"]["luminaires"]["B"]
    with pytest.raises(InvalidBuilding, match="there is no file"):
        tasks.building(content, "", {}, {})


@pytest.mark.parametrize("name", ["../lamp.ies", "/etc/passwd", "a/b.ies", "", "building", "..", "a\0b"])
def test_a_files_name_leads_nowhere_else(name: str) -> None:
    """It comes from anybody."""
    with pytest.raises(InvalidBuilding, match="no name of a file"):
        tasks.building(json.dumps(BUILDING).encode(), "", {}, {}, [(name, b"x")])


def test_a_layout_is_verified() -> None:
    """An empty room breaks what is asked of its light."""
    found = tasks.verify(json.dumps(BUILDING).encode())
    assert found["broken"] > 0
    assert set(found["rooms"]) == {"r"}


def test_a_pieces_answer_is_data_bytes_or_what_was_wrong() -> None:
    """Nothing of it is unpickled."""
    assert answered(JSON + b'{"a": 1}') == {"a": 1}
    assert answered(BYTES + b"x") == b"x"
    with pytest.raises(InvalidBuilding, match="wrong"):
        answered(INVALID + json.dumps(["/a", "wrong", "cure", ""]).encode())


def placed() -> dict[str, Any]:
    """A completed room with a light that was there and three components that were placed."""
    building = {**BUILDING, "rooms": [{"room_id": "r", "rows": ["L....", ".....", ".....", "....."]}]}
    done = PipelineRunner().run_full_pipeline(read_building(building))
    (room,) = done["rooms"]
    return {**done, "rooms": [{**room, "rows": ["L.S.L", ".....", ".D...", "..R.."]}]}


def test_a_candidates_room_has_what_was_there_and_its_lights_alone() -> None:
    """Whatever the later stages placed is gone."""
    lit = tasks.with_lights(placed(), "r", "light", [(2, 2), (3, 1)])
    assert lit["rooms"][0]["rows"] == ["L....", "...L.", "..L..", "....."]


@pytest.mark.slow
@pytest.mark.parametrize("shown", ["plan", "lux", "cover"])
def test_a_room_is_drawn_as_a_figure_without_a_title_block(shown: Shown) -> None:
    """Each of the three; a candidate's too."""
    for drawn in (
        tasks.room(placed(), "r", shown, sheet=False),
        tasks.candidate(placed(), "r", "light", [(2, 2)], shown),
    ):
        assert drawn.startswith(b"<svg")
        assert b"Checked against rule set" not in drawn


def test_what_there_is_nothing_to_see_of_is_refused() -> None:
    """A room without light has no illuminance, and coverage has no sheet."""
    dark = placed()
    dark["rooms"][0]["rows"] = ["....."] * 4
    with pytest.raises(InvalidBuilding, match="no light"):
        tasks.room(dark, "r", "lux", sheet=True)
    with pytest.raises(InvalidBuilding, match="figure alone"):
        tasks.room(placed(), "r", "cover", sheet=True)
