"""What is done with what somebody sent, and how a piece of work answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plenum.files.errors import InvalidBuilding
from services.gateway import tasks
from services.gateway.aside import answered
from services.gateway.child import BYTES, INVALID, JSON

ROOT = Path(__file__).parents[4]
BUILDING = {
    "schema": "plenum.building/1",
    "building_id": "a",
    "rooms": [{"room_id": "r", "rows": ["...."] * 4}],
}


def test_any_format_becomes_a_building_file() -> None:
    """With the options of the request."""
    content = (ROOT / "examples/annex.gbxml").read_bytes()
    made = tasks.building(content, "annex.gbxml", {"code": "BS5839"}, {})
    assert (made["schema"], made["code"]) == ("plenum.building/1", "BS5839")


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
