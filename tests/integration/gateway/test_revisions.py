"""A result taken in hand over HTTP: edited, kept as versions, placed anew around what stays, exported."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx
import pytest

from tests.support.buildings import building
from tests.support.gateway import WAITING

Completed = dict[str, Any]


@pytest.fixture(scope="module")
def done(http: httpx.Client) -> Completed:
    """A job's result."""
    answer = http.post("/v1/jobs", json=building(3), headers=WAITING)
    assert answer.status_code == 200, answer.text
    found: Completed = answer.json()
    return found


def path(done: Completed) -> str:
    """The job's address."""
    return f"/v1/jobs/{done['job_id']}"


def without(rows: list[str], symbol: str) -> list[str]:
    """The same ceiling with none of these."""
    return [row.replace(symbol, ".") for row in rows]


def test_an_edit_is_a_version_and_counts_as_feedback(http: httpx.Client, done: Completed) -> None:
    """Judged, exported from, compared with and restored; the job's own result stays what it is."""
    room = done["rooms"][0]
    rows = without(room["rows"], "D")
    said = {"base": 0, "note": "none needed", "rooms": [{"room_id": room["room_id"], "rows": rows}]}
    made = http.post(f"{path(done)}/revisions", json=said)
    assert made.status_code == 201, made.text
    number = made.json()["number"]
    assert made.json()["room_ids"] == [room["room_id"]]
    version = http.get(f"{path(done)}/result.json", params={"revision": number}).json()
    assert version["rooms"][0]["rows"] == rows
    assert http.get(f"{path(done)}/result.json").json()["rooms"][0]["rows"] == room["rows"]
    own = http.get(f"{path(done)}/result.csv", params={"revision": number})
    assert own.text != http.get(f"{path(done)}/result.csv").text
    feedback = http.get(f"{path(done)}/feedback").json()
    assert feedback[0]["verdict"] == "edit"
    assert feedback[0]["edit_distance"] == "".join(room["rows"]).count("D")
    assert feedback[0]["broken"] > 0
    back = http.post(f"{path(done)}/revisions", json={"base": number, "restore": 0}).json()
    again = http.get(f"{path(done)}/result.json", params={"revision": back["number"]}).json()
    assert [each["rows"] for each in again["rooms"]] == [each["rows"] for each in done["rooms"]]
    listed = http.get(f"{path(done)}/revisions").json()
    assert [each["number"] for each in listed] == list(range(len(listed)))


def test_the_rest_is_placed_anew_around_what_stays(http: httpx.Client, done: Completed) -> None:
    """A job of its own; what it placed becomes a version of this one."""
    room = done["rooms"][1]
    rows = without(room["rows"], "R")
    asked = {"rooms": [{"room_id": room["room_id"], "rows": rows, "keep": []}]}
    answer = http.post(f"{path(done)}/around", json=asked, headers=WAITING)
    assert answer.status_code == 200, answer.text
    placed = answer.json()
    assert [each["room_id"] for each in placed["rooms"]] == [room["room_id"]]
    assert placed["status"] == "complete"
    kept = placed["rooms"][0]["kept"]["light"]
    assert kept["kept"] == kept["previous"] > 0
    made = http.post(f"{path(done)}/revisions", json={"placed_by": placed["job_id"]})
    assert made.status_code == 201, made.text
    version = http.get(f"{path(done)}/result.json", params={"revision": made.json()["number"]}).json()
    assert version["rooms"][1]["rows"] == placed["rooms"][0]["rows"]
    assert version["rooms"][1]["counts"] == placed["rooms"][0]["counts"]


def test_what_cannot_be_kept_is_refused(http: httpx.Client, done: Completed) -> None:
    """Nothing said, no such room, no such version, another size."""
    revisions = f"{path(done)}/revisions"
    assert http.post(revisions, json={}).json()["code"] == "nothing_said"
    assert http.post(revisions, json={"rooms": [{"room_id": "none"}]}).status_code == 422
    assert http.post(revisions, json={"base": 99, "restore": 0}).status_code == 404
    assert http.post(revisions, json={"base": 2**64, "restore": 0}).status_code == 422
    one = {"room_id": done["rooms"][0]["room_id"], "rows": ["."]}
    refused = http.post(f"{path(done)}/around", json={"rooms": [one]})
    assert (refused.status_code, refused.json()["pointer"]) == (422, "/rooms/0/rows")
    assert http.get(f"{path(done)}/result.json", params={"revision": 99}).status_code == 404
    assert http.get(f"{path(done)}/result.json", params={"revision": 2**64}).status_code == 422


def test_layouts_are_judged_and_overlaid_one_after_the_other(http: httpx.Client, done: Completed) -> None:
    """By one process that is kept; what is wrong with one says nothing of the next."""
    room = done["rooms"][0]
    for rows, broken in ((room["rows"], False), (without(room["rows"], "L"), True), (room["rows"], False)):
        alone = {**done, "rooms": [{**room, "rows": rows}]}
        evidence = http.post("/v1/verify", json=alone).json()["rooms"][room["room_id"]]
        assert any(each["hard"] and not each["passed"] for each in evidence) == broken
        found = http.post("/v1/overlays", json=alone)
        assert (found.json()["light"] is None) == broken
        assert http.post("/v1/verify", json={"schema": "nothing"}).status_code == 422
