"""What people make of a ceiling, over HTTP: taken, judged, and told of the models."""

from __future__ import annotations

import json
from typing import Any

import httpx2 as httpx
import pytest

from tests.support.buildings import building
from tests.support.gateway import WAITING, RunningGateway
from tests.support.waiting import eventually

Room = dict[str, Any]


@pytest.fixture(scope="module")
def done(http: httpx.Client) -> tuple[str, list[Room]]:
    """A job that is done, and its rooms."""
    answer = http.post("/v1/jobs", json=building(3), headers=WAITING)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["job_id"]), answer.json()["rooms"]


def give(http: httpx.Client, job_id: str, **opinion: Any) -> httpx.Response:
    """Feedback on a room."""
    return http.post(f"/v1/jobs/{job_id}/feedback", json=opinion)


def without_one_light(rows: list[str]) -> list[str]:
    """The same ceiling, its first light taken away."""
    return "\n".join(rows).replace("L", ".", 1).split("\n")


def test_what_is_accepted_is_accepted_of_every_model(
    http: httpx.Client, done: tuple[str, list[Room]]
) -> None:
    """Each with the version that placed its kind; the winner of the competition for the lights."""
    job_id, rooms = done
    answer = give(http, job_id, room_id=rooms[0]["room_id"], verdict="accept")
    assert answer.status_code == 201, answer.text
    taken = answer.json()
    assert (taken["edit_distance"], taken["submitted_by"]) == (0, "local")
    assert taken["lag_s"] >= 0
    named = {each["model_name"]: each for each in taken["ratings"]}
    assert set(named) == {
        rooms[0]["selected_model"],
        *("air_supply_model", "air_return_model", "smoke_detector_model"),
    }
    assert all(each["model_version"] and each["accepted"] and each["quality"] == 1 for each in named.values())


def test_an_edit_speaks_against_the_model_whose_kind_was_changed_alone(
    http: httpx.Client, done: tuple[str, list[Room]]
) -> None:
    """The person's own grid is judged by the verifier, whichever way it is written."""
    job_id, rooms = done
    room = rooms[1]
    own = without_one_light(room["rows"])
    building_with_it = {
        "schema": "plenum.building/1",
        "building_id": "own",
        "rooms": [{"room_id": room["room_id"], "rows": own}],
    }
    for grid in (own, building_with_it, json.dumps(building_with_it)):
        answer = give(http, job_id, room_id=room["room_id"], verdict="edit", grid=grid)
        assert answer.status_code == 201, answer.text
        taken = answer.json()
        assert (taken["edit_distance"], taken["grid"]) == (1, own)
        assert any(each["rule"].startswith("LGT") for each in taken["evidence"])
        named = {each["model_name"]: each for each in taken["ratings"]}
        lights = named.pop(room["selected_model"])
        placed = "".join(room["rows"]).count("L")
        assert (lights["accepted"], lights["edit_distance"]) == (False, 1)
        assert lights["quality"] == pytest.approx(1 - 1 / (2 * placed - 1))
        assert all(each["accepted"] for each in named.values())


def test_ones_latest_word_on_a_room_counts(http: httpx.Client, done: tuple[str, list[Room]]) -> None:
    """A person who thinks again does not count twice."""
    job_id, rooms = done
    room_id = rooms[2]["room_id"]
    assert give(http, job_id, room_id=room_id, verdict="accept").json()["replaced"] is False
    taken = give(http, job_id, room_id=room_id, verdict="reject", comment="too bright").json()
    assert taken["replaced"] is True
    said = [each for each in http.get(f"/v1/jobs/{job_id}/feedback").json() if each["room_id"] == room_id]
    assert [(each["verdict"], each["comment"]) for each in said] == [("reject", "too bright")]


def test_the_quality_of_each_model_is_told_and_measured(
    http: httpx.Client, done: tuple[str, list[Room]]
) -> None:
    """In three windows, as data and as gauges."""
    job_id, rooms = done
    give(http, job_id, room_id=rooms[0]["room_id"], verdict="accept")
    told = {each["model_name"]: each for each in http.get("/v1/quality").json()["models"]}
    found = told["smoke_detector_model"]
    assert set(found["windows"]) == {"5m", "1h", "30d"}
    assert found["windows"]["5m"]["ratings"] >= 1
    (version,) = found["versions"]
    assert version == http.get("/info").json()["models"]["smoke_detector_model"]
    assert found["versions"][version] == found["windows"]
    lately = 'app_rolling_acceptance_5m{model_name="smoke_detector_model"}'
    text = eventually(lambda: http.get("/metrics").text, lambda told: lately in told)
    assert lately in text
    assert "app_rolling_quality_30d{" in text
    assert 'app_feedback_total{model_name="smoke_detector_model",verdict="accept"}' in text
    assert "app_feedback_lag_seconds_bucket" in text


def test_confidence_is_told_beside_what_people_accept(
    http: httpx.Client, done: tuple[str, list[Room]]
) -> None:
    """Of the model that won the room, at the confidence that it had; one's latest word counts once."""
    job_id, rooms = done
    room = rooms[0]
    (confidence,) = [
        each["confidence"] for each in room["candidates"] if each["model_name"] == room["selected_model"]
    ]

    def rated() -> dict[str, Any]:
        found = http.get("/v1/calibration").json()["models"]
        model = next(each for each in found if each["model_name"] == room["selected_model"])
        return next(each for each in model["bins"] if each["low"] <= confidence <= each["high"])

    give(http, job_id, room_id=room["room_id"], verdict="accept")
    before = rated()
    give(http, job_id, room_id=room["room_id"], verdict="reject")
    after = rated()
    assert after["rated"] == before["rated"] >= 1
    assert after["accepted"] == before["accepted"] - 1
    assert after["expected"] < before["expected"]
    assert not after["is_sure"]


@pytest.mark.parametrize(
    ("opinion", "pointer"),
    [
        ({"verdict": "edit"}, None),
        ({"verdict": "accept", "grid": ["."]}, None),
        ({"verdict": "edit", "grid": ["."]}, "/grid"),
        ({"verdict": "edit", "grid": "no grid"}, None),
        ({"verdict": "fine"}, "/verdict"),
        ({"verdict": "accept", "comment": "\0"}, "/comment"),
    ],
)
def test_an_opinion_that_is_none_is_refused(
    http: httpx.Client, done: tuple[str, list[Room]], opinion: dict[str, Any], pointer: str | None
) -> None:
    """With its place where it has one."""
    job_id, rooms = done
    answer = give(http, job_id, room_id=rooms[0]["room_id"], **opinion)
    assert answer.status_code == 422, answer.text
    if pointer:
        assert answer.json()["pointer"] == pointer


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b"NaN", b"\xff", b""])
def test_a_body_that_is_no_json_is_refused(
    http: httpx.Client, done: tuple[str, list[Room]], content: bytes
) -> None:
    """However deep, and by this process."""
    headers = {"Content-Type": "application/json"}
    answer = http.post(f"/v1/jobs/{done[0]}/feedback", content=content, headers=headers)
    assert answer.status_code == 422, answer.text
    large = http.post(f"/v1/jobs/{done[0]}/feedback", content=b" " * 5_000_000, headers=headers)
    assert large.status_code == 413


def test_a_wall_cannot_become_a_tile(http: httpx.Client, done: tuple[str, list[Room]]) -> None:
    """What is no tile of the room is none of the person's grid either."""
    job_id, rooms = done
    rows = ["#" + row[1:] if row[0] != "#" else "." + row[1:] for row in rooms[0]["rows"]]
    answer = give(http, job_id, room_id=rooms[0]["room_id"], verdict="edit", grid=rows)
    assert (answer.status_code, answer.json()["pointer"]) == (422, "/grid")


def test_there_is_no_feedback_on_what_is_not_there(http: httpx.Client, done: tuple[str, list[Room]]) -> None:
    """Another room, another job."""
    assert give(http, done[0], room_id="nonsense", verdict="accept").status_code == 404
    assert give(http, "nonsense", room_id="a", verdict="accept").status_code == 404


def test_a_predicted_grid_can_be_judged_and_drawn_too(
    http: httpx.Client, gateway: RunningGateway, grid: dict[str, Any]
) -> None:
    """By the building that its job was, though it answered with a grid; who did it is in the audit log."""
    answer = http.post("/predict", json=grid)
    job_id = answer.headers["location"].rpartition("/")[2]
    taken = give(http, job_id, room_id=grid["grid_id"], verdict="edit", grid=answer.json())
    assert taken.status_code == 201, taken.text
    assert taken.json()["edit_distance"] == 0
    assert http.get(f"/v1/jobs/{job_id}/result.svg").status_code == 200
    lines = (gateway.folder / "kept" / "audit.jsonl").read_text().splitlines()
    acts = [line["action"] for line in map(json.loads, lines) if line["job_id"] == job_id]
    assert acts == ["predict", "feedback"]
