"""A building after an edit: what did not change is carried over, what changed stays near to what it was."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from plenum.ceiling.room.room import Room
from plenum.ceiling.whole.building_power import building_evidence
from plenum.files.building.writer import building_to_json
from plenum.files.completed.reader import load_completed
from plenum.files.completed.schema import CompletedFields, EvidenceFields, plain
from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.check import check_fields
from plenum.files.read import read_building
from plenum.pipeline.graph import Graph, installed_graph
from plenum.pipeline.result.digest import RoomDigests
from plenum.pipeline.result.replacement import Replacement
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room
from tests.support.naive.verify import verify_room

ROOMS = [
    room("office", 12, 9),
    room("meeting", 8, 7, room_type="conference"),
    room("passage", 20, 3, room_type="corridor"),
    room("lab", 15, 10, room_type="laboratory", rows=["." * 15] * 4 + ["....L....S....."] + ["." * 15] * 5),
]
KINDS = {"L": "light", "S": "air_supply", "R": "air_return", "D": "smoke_detector"}


def source() -> dict[str, Any]:
    """Four rooms; in the last a light and a diffuser are there already."""
    return copy.deepcopy(building(ROOMS))


@cache
def _first() -> str:
    return json.dumps(PipelineRunner().run_full_pipeline(read_building(source())))


def first() -> dict[str, Any]:
    """The result before the edit."""
    result: dict[str, Any] = json.loads(_first())
    return result


def again(
    edited: dict[str, Any], previous: dict[str, Any] | None = None
) -> tuple[dict[str, Any], list[list[str]]]:
    """The result after it, and which rooms each job had."""
    replacement = Replacement(read_building(edited), previous or first())
    jobs = []
    while (asked := replacement.ask()) is not None:
        jobs.append([r.room_id for r in asked.rooms])
        replacement.take(json.loads(json.dumps(PipelineRunner().run_full_pipeline(asked))))
    result = replacement.result()
    check_fields(CompletedFields, result)
    return result, jobs


def blocked(data: dict[str, Any], index: int, symbol: str) -> dict[str, Any]:
    """The building with the tile of the room's first component of a kind, placed by Plenum, made invalid."""
    result, of = first()["rooms"][index], data["rooms"][index]
    x, y = next(
        (x, y)
        for y, row in enumerate(result["rows"])
        for x, char in enumerate(row)
        if char == symbol and of["rows"][y][x] == "."
    )
    row = of["rows"][y]
    of["rows"][y] = row[:x] + "#" + row[x + 1 :]
    return data


def test_a_building_that_did_not_change_is_carried_over_without_a_job() -> None:
    """Every room byte by byte; the ids are the earlier job's."""
    result, jobs = again(source())
    assert jobs == []
    assert json.dumps(result["rooms"]) == json.dumps(first()["rooms"])
    assert result["status"] == first()["status"]
    assert result["carried_over"]["room_ids"] == ["office", "meeting", "passage", "lab"]
    assert result["job_id"] == first()["job_id"]


@pytest.mark.parametrize("index", range(4))
@pytest.mark.parametrize("symbol", "LSRD")
def test_a_blocked_tile_moves_what_was_on_it_and_little_else(index: int, symbol: str) -> None:
    """Only that room is placed again. It holds every hard rule, by the naive verifier, with no more of a
    kind than before or than afresh, and all of the other kinds stay where they were but for one."""
    edited = blocked(source(), index, symbol)
    result, jobs = again(edited)
    now, before = result["rooms"][index], first()["rooms"][index]
    assert jobs == [[now["room_id"]]]
    others = [i for i in range(4) if i != index]
    assert [json.dumps(result["rooms"][i]) for i in others] == [
        json.dumps(first()["rooms"][i]) for i in others
    ]
    assert now["status"] == "complete"
    verdicts = verify_room(now, edited["rooms"][index]["rows"], result["settings"], result["code"])
    assert [rule for rule, (_, passed) in verdicts.items() if not passed] == []
    alone = read_building(edited | {"rooms": [edited["rooms"][index]]})
    (fresh,) = PipelineRunner().run_full_pipeline(alone)["rooms"]
    for kind, count in now["counts"].items():
        assert count["existing"] == before["counts"][kind]["existing"]
        assert count["placed"] <= max(of["counts"][kind]["placed"] for of in (before, fresh))
        lost = now["kept"][kind]["previous"] - now["kept"][kind]["kept"]
        assert lost <= (3 if kind == KINDS[symbol] == "light" else 1)


def test_a_wall_that_moves_takes_no_component_along() -> None:
    """The room grows by two tiles to the left: its corner moves, and what is no light stays where it hangs.

    Of its eight lights half do: no layout of eight that moves one or two of them is even enough.
    """
    edited = source()
    office = edited["rooms"][0]
    office["rows"] = ["." * 14] * 9
    office["frame"] = {"origin_m": [-1.2, 0.0, 0.0]}
    result, jobs = again(edited)
    assert jobs == [["office"]]
    kept = result["rooms"][0]["kept"]
    assert result["rooms"][0]["status"] == "complete"
    lights = kept.pop("light")
    assert lights["kept"] >= lights["previous"] / 2
    assert all(k["kept"] == k["previous"] > 0 for k in kept.values())


def test_a_target_concerns_the_rooms_of_its_type() -> None:
    """The conference room alone is placed again, under its new target; its air and detectors stay."""
    edited = source() | {"settings": {"targets": {"conference": {"em_lx": 800}}}}
    result, jobs = again(edited)
    assert jobs == [["meeting"]]
    meeting = result["rooms"][1]
    assert next(e["limit"] for e in meeting["evidence"] if e["rule"] == "LGT-1") == 800
    assert all(k["kept"] == k["previous"] for kind, k in meeting["kept"].items() if kind != "light")
    assert meeting["counts"]["light"]["placed"] > first()["rooms"][1]["counts"]["light"]["placed"]


def test_another_code_and_other_models_change_every_room() -> None:
    """What is stricter or newer must not be taken from what was checked against something else."""
    everything = [["office", "meeting", "passage", "lab"]]
    assert again(source() | {"code": "BS5839"})[1] == everything
    first_stage, *others = installed_graph().stages
    fewer = Graph(
        tuple(
            replace(stage, after=tuple(name for name in stage.after if name != first_stage.name))
            for stage in others
        )
    )
    asked = Replacement(read_building(source()), first(), fewer).ask()
    assert asked is not None
    assert [r.room_id for r in asked.rooms] == everything[0]


def test_rooms_that_come_go_and_change_places_are_found_by_their_id() -> None:
    """A new room is placed, a removed one is gone, the order is the new building's."""
    edited = source()
    edited["rooms"] = [edited["rooms"][2], room("new", 7, 7), edited["rooms"][0]]
    result, jobs = again(edited)
    assert jobs == [["new"]]
    assert [r["room_id"] for r in result["rooms"]] == ["passage", "new", "office"]
    assert result["rooms"][0] == first()["rooms"][2]
    assert result["totals"]["rooms"] == 3
    assert "kept" not in result["rooms"][1]


def _failed(result: dict[str, Any]) -> None:
    result["rooms"][0]["status"] = "failed"


def _degraded(result: dict[str, Any]) -> None:
    result["rooms"][0]["degraded"] = ["light_model_a_dense: no answer"]


def _tampered(result: dict[str, Any]) -> None:
    result["rooms"][0]["rows"][0] = "L" + result["rooms"][0]["rows"][0][1:]


def _undigested(result: dict[str, Any]) -> None:
    del result["rooms"][0]["input_digest"]


@pytest.mark.parametrize("spoil", [_failed, _degraded, _tampered, _undigested])
def test_what_cannot_be_relied_on_is_placed_again(spoil: Callable[[dict[str, Any]], None]) -> None:
    """A failed or degraded room, one whose grid was edited by hand, one of a result without digests."""
    previous = first()
    spoil(previous)
    result, jobs = again(source(), previous)
    assert jobs == [["office"]]
    assert result["status"] == "complete"


def test_the_buildings_own_rules_are_judged_over_all_rooms() -> None:
    """LGT-6 counts the carried lights too, and so do the totals; executions are this run's alone."""
    edited = blocked(source(), 0, "L")
    result, _ = again(edited)
    on_grid = [Room.from_json({"existing": [], **r}) for r in result["rooms"]]
    whole = building_evidence(on_grid, read_building(edited).settings)
    assert result["evidence"] == [plain(EvidenceFields.of(e)) for e in whole]
    placed = sum(r["counts"]["light"]["placed"] for r in result["rooms"])
    assert result["totals"]["counts"]["light"]["placed"] == placed
    assert sum(result["totals"]["selected"].values()) == 4
    assert set(result["totals"]["executions"].values()) == {1}


def test_an_edited_room_takes_no_more_power_than_the_others_leave() -> None:
    """Three offices that need nearly all of their allowance: whichever is edited, LGT-6 holds for all."""
    old = building(3)
    before = json.loads(json.dumps(PipelineRunner().run_full_pipeline(read_building(old))))
    for index, placed in enumerate(before["rooms"]):
        edited = copy.deepcopy(old)
        rows = edited["rooms"][index]["rows"]
        lit = next(y for y, row in enumerate(placed["rows"]) if "L" in row)
        at = placed["rows"][lit].index("L")
        edited["rooms"][index]["rows"] = [
            row[:at] + "#" + row[at + 1 :] if y == lit else row for y, row in enumerate(rows)
        ]
        replacement = Replacement(read_building(edited), before)
        asked = replacement.ask()
        assert asked is not None
        assert asked.settings.overrides["power"]["spare_w"] != 0.0
        result, jobs = again(edited, before)
        assert jobs == [[f"room_{index}"]]
        assert result["status"] == "complete"
        assert "power" not in result["settings"]


def test_what_was_there_stays_and_its_own_faults_stay_its_own() -> None:
    """An occupied detector beside an occupied diffuser: told as theirs in either run, and neither moves."""
    rows = ["." * 9] * 3 + ["...SD...."] + ["." * 9] * 3
    old = building([room("theirs", rows=rows), room("other")])
    before = json.loads(json.dumps(PipelineRunner().run_full_pipeline(read_building(old))))
    new = copy.deepcopy(old)
    new["rooms"][0]["rows"] = ["#" + "." * 8, *rows[1:]]
    result, jobs = again(new, before)
    assert jobs[0] == ["theirs"]
    for room_result in (before["rooms"][0], result["rooms"][0]):
        assert room_result["rows"][3][3:5] == "SD"
        assert room_result["status"] == "infeasible"
        assert "SMK-5" in {e["rule"] for e in room_result["evidence"] if e["hard"] and not e["passed"]}
        assert "what came in breaks it" in room_result["infeasible"][0]["certificate"]
    assert result["rooms"][1] == before["rooms"][1]


def test_a_result_of_a_result_is_one_too() -> None:
    """Edits follow one another; each time only what changed since the last is placed."""
    once, _ = again(blocked(source(), 0, "L"))
    edited = blocked(source(), 0, "L")
    edited["rooms"][1]["ceiling_height_m"] = 3.0
    twice, jobs = again(edited, json.loads(json.dumps(once)))
    assert jobs == [["meeting"]]
    assert twice["rooms"][0] == once["rooms"][0]


@pytest.mark.parametrize(
    ("previous", "said"),
    [
        (building(1), "this is a building, not a result"),
        ({"schema": "plenum.completed/2"}, "'plenum.completed/2' is not known"),
        ({"grid_id": "g", "width": 1, "height": 1, "cells": []}, "no result"),
        ([], "no result"),
        ({"schema": "plenum.completed/1"}, "/job_id: is missing"),
    ],
)
def test_what_is_no_result_is_refused(previous: Any, said: str) -> None:
    """A building, a later version, a grid, anything else, half a result."""
    with pytest.raises(InvalidBuilding, match=said):
        Replacement(read_building(source()), previous)


def test_another_buildings_result_is_refused() -> None:
    """By its id; the message names both."""
    other = source() | {"building_id": "annex"}
    with pytest.raises(InvalidBuilding, match="a result of building 'test'; give one of 'annex'"):
        Replacement(read_building(other), first())


def test_a_result_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    """With the file's name and the place."""
    path = tmp_path / "cut.json"
    path.write_text(_first()[:2000])
    with pytest.raises(InvalidBuilding, match=r"cut\.json: not JSON"):
        load_completed(path)


@pytest.mark.parametrize("name", ["lab_building.hbjson", "office_floor.hbjson", "room-001.json"])
def test_a_building_has_the_same_digests_after_it_has_travelled(test_data: Path, name: str) -> None:
    """The client that compares read a model, the coordinator that noted the digests a building file."""
    read = read_building(test_data / name)
    travelled = read_building(json.loads(json.dumps(building_to_json(read))))
    models = {stage.name: stage.version for stage in installed_graph().stages}
    of_both = [
        [RoomDigests(b.settings, b.assumptions, []).digest(r, models) for r in b.rooms]
        for b in (read, travelled)
    ]
    assert of_both[0] == of_both[1]
