"""`plenum up --with learned`: a graph of its own, known to every later command, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plenum.stack.info import StackInfo
from services.light_model_d_learned.model import NAME, VERSION
from tests.support.buildings import building
from tests.support.waiting import HANGS_S

from .conftest import plenum

Up = Callable[..., StackInfo]
WAIT = ("--embedded", "--ready-within", str(HANGS_S))


def test_the_learned_model_competes_where_it_is_asked_for(up: Up, tmp_path: Path) -> None:
    """A candidate with version and score; a later command without a word of it knows its service."""
    state, source, result = tmp_path / "state", tmp_path / "rooms.json", tmp_path / "done.json"
    began = plenum("up", "--with", "learned", "--cores", "1", *WAIT, state=state)
    assert began.returncode == 0, began.stderr
    source.write_text(json.dumps(building(2)))
    placed = plenum("place", str(source), "-o", str(result), state=state)
    assert placed.returncode == 0, placed.stderr
    rooms: list[dict[str, Any]] = json.loads(result.read_text())["rooms"]
    for room in rooms:
        candidate = next(each for each in room["candidates"] if each["model_name"] == NAME)
        assert candidate["valid"]
        assert candidate["model_version"].startswith(f"{VERSION}+")
    more = plenum("scale", NAME, "1", "--ready-within", str(HANGS_S), state=state)
    assert more.returncode == 0, more.stderr
    assert json.loads(plenum("status", "--json", state=state).stdout)["services"][NAME] == 1
    again = plenum("up", *WAIT, state=state)
    assert again.returncode == 0, again.stderr
    assert plenum("down", state=state).returncode == 0


def test_a_stack_that_is_up_keeps_its_graph(up: Up, tmp_path: Path) -> None:
    """Its coordinator has read it: another one is refused with what to do."""
    up()
    refused = plenum("up", "--with", "learned", *WAIT, state=tmp_path / "state")
    assert refused.returncode != 0
    assert "works by the installed graph: take it down first" in refused.stderr
