"""Jobs over HTTP, on real workers: in, watched, out in every form, cancelled."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import ezdxf
import httpx2 as httpx
import pytest

from tests.support.buildings import building
from tests.support.gateway import WAITING, RunningGateway, running_gateway
from tests.support.honeybee import box, model, rectangle
from tests.support.redis_server import RedisServer
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[3]


def submitted(http: httpx.Client, content: Any, **headers: str) -> str:
    """A job's id."""
    answer = http.post("/v1/jobs", json=content, headers=headers)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/v1/jobs/{answer.json()['job_id']}"
    return str(answer.json()["job_id"])


def ended(http: httpx.Client, job_id: str) -> dict[str, Any]:
    """How the job stands once its answer is there."""
    state: dict[str, Any] = eventually(
        lambda: http.get(f"/v1/jobs/{job_id}").json(), lambda found: found["answered"]
    )
    return state


@pytest.fixture(scope="module")
def done(http: httpx.Client) -> str:
    """A job of three rooms that is done."""
    job_id = submitted(http, building(3))
    assert ended(http, job_id)["status"] == "done"
    return job_id


def test_a_job_that_is_done_says_so_and_is_listed(http: httpx.Client, done: str) -> None:
    """Its state and its line in the list agree."""
    state = http.get(f"/v1/jobs/{done}").json()
    assert (state["rooms"], state["done"]) == (3, state["total"])
    listed = http.get("/v1/jobs").json()["jobs"]
    (line,) = [job for job in listed if job["job_id"] == done]
    assert line["trace_id"] == state["trace_id"]


def test_what_was_read_is_told_with_the_job_and_afterwards(http: httpx.Client) -> None:
    """Rooms left out, what was assumed, types that nothing tells: as on the command line."""
    rooms = box("a", rectangle(6, 4), program="Warm side"), box("odd", ((9, 0), (15, 4), (9, 4), (15, 0)))
    answer = http.post("/v1/jobs", json=model(*rooms)).json()
    assert (answer["told"]["rooms"], answer["told"]["unread"]) == (1, 1)
    assert answer["told"]["left_out"][0].startswith("room 'odd': not read: the outline crosses itself")
    assert answer["told"]["assumed"] == {"ceiling height": 1, "grid start": 1, "room type": 1, "tile": 1}
    assert answer["told"]["unknown_types"] == ["a"]
    ended(http, answer["job_id"])
    assert http.get(f"/v1/jobs/{answer['job_id']}/told").json() == answer["told"]


@pytest.mark.parametrize(
    ("suffix", "accept", "begins"),
    [
        ("json", "application/json", b"{"),
        ("svg", "image/svg+xml", b"<svg"),
        ("dxf", "image/vnd.dxf", b"  0\n"),
        ("ifc", "application/x-step", b"ISO-10303-21"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("csv", "text/csv", b"\xef\xbb\xbf"),
    ],
)
def test_a_result_comes_in_each_form_by_suffix_and_by_accept(
    http: httpx.Client, done: str, suffix: str, accept: str, begins: bytes
) -> None:
    """The same bytes' form, whichever way it is asked for."""
    for answer in (
        http.get(f"/v1/jobs/{done}/result.{suffix}"),
        http.get(f"/v1/jobs/{done}/result", headers={"Accept": f"{accept}, */*;q=0.1"}),
    ):
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith(accept)
        assert answer.content.lstrip().startswith(begins.lstrip())


def test_a_drawing_that_comes_over_http_can_be_opened(http: httpx.Client, done: str, tmp_path: Path) -> None:
    """By the library that other programs are made with."""
    (tmp_path / "plan.dxf").write_bytes(http.get(f"/v1/jobs/{done}/result.dxf").content)
    assert len(ezdxf.readfile(tmp_path / "plan.dxf").modelspace()) > 0


def test_a_room_is_drawn_and_one_that_is_not_there_is_not(http: httpx.Client, done: str) -> None:
    """The plan and its illuminance."""
    room = http.get(f"/v1/jobs/{done}/rooms").json()[0]["room_id"]
    for show in ("plan", "lux"):
        answer = http.get(f"/v1/jobs/{done}/rooms/{room}.svg", params={"show": show})
        assert answer.headers["content-type"] == "image/svg+xml"
        assert b"<svg" in answer.content
    assert http.get(f"/v1/jobs/{done}/rooms/nonsense.svg").status_code == 404


def test_drawings_and_files_come_in_the_units_that_are_asked_for(http: httpx.Client, done: str) -> None:
    """Whatever the building says; other units are no units."""
    room = http.get(f"/v1/jobs/{done}/rooms").json()[0]["room_id"]
    for path, feet in ((f"rooms/{room}.svg", "CFM"), ("result.csv", "flow_cfm"), ("result.svg", " ft<")):
        asked = f"/v1/jobs/{done}/{path}"
        assert feet in http.get(asked, params={"units": "imperial"}).text
        assert feet not in http.get(asked).text
    assert http.get(asked, params={"units": "cubits"}).status_code == 422


def test_a_form_that_there_is_not_is_refused(http: httpx.Client, done: str) -> None:
    """With the forms that there are."""
    answer = http.get(f"/v1/jobs/{done}/result", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["cure"]


def test_the_events_tell_each_stage_of_each_room_and_end(http: httpx.Client, done: str) -> None:
    """Whoever connects late hears all of it; what was placed is what the result has."""
    told: dict[str, list[Any]] = {}
    with http.stream("GET", f"/v1/jobs/{done}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                told.setdefault(name, []).append(json.loads(line.removeprefix("data: ")))
    assert told["end"][0]["status"] == "done"
    (rooms,) = told["rooms"]
    assert len(rooms) == 3
    stages = [step["stage"] for step in told["step"]]
    assert set(stages) >= {"selector", "smoke_detector_model"}
    result = http.get(f"/v1/jobs/{done}/result").json()
    placed = sum(
        len(room["tiles"])
        for step in told["step"]
        if step["stage"] in ("selector", "smoke_detector_model", "air_supply_model", "air_return_model")
        for room in step["rooms"]
    )
    assert placed == sum(count["placed"] for count in result["totals"]["counts"].values())


def test_preferring_to_wait_brings_the_result_at_once(http: httpx.Client) -> None:
    """Where it comes in time."""
    answer = http.post("/v1/jobs", json=building(1), headers=WAITING)
    assert answer.status_code == 200, answer.text
    assert answer.json()["schema"] == "plenum.completed/1"
    assert answer.headers["preference-applied"] == WAITING["Prefer"]


def test_one_key_is_one_job_and_other_content_is_refused(http: httpx.Client) -> None:
    """Known at once, whether the job is done or not."""
    key = str(uuid.uuid4())
    first = http.post("/v1/jobs", json=building(1), headers={"Idempotency-Key": key}).json()
    again = http.post("/v1/jobs", json=building(1), headers={"Idempotency-Key": key}).json()
    assert (first["new"], again["new"]) == (True, False)
    assert first["job_id"] == again["job_id"]
    other = http.post("/v1/jobs", json=building(2), headers={"Idempotency-Key": key})
    assert other.status_code == 409
    assert other.json()["job_id"] == first["job_id"]


def test_a_building_and_its_luminaires_come_as_a_form(http: httpx.Client) -> None:
    """As `plenum place --luminaire` takes them; a gbXML file beside an IES file."""
    files = {
        "file": ("annex.gbxml", (ROOT / "examples/annex.gbxml").read_bytes()),
        "luminaire.B": ("batwing.ies", (ROOT / "examples/batwing.ies").read_bytes()),
    }
    answer = http.post("/v1/jobs", files=files, headers=WAITING)
    assert answer.status_code in (200, 202), answer.text
    job_id = answer.headers.get("location", "").rpartition("/")[2] or answer.json()["job_id"]
    ended(http, job_id)
    settings = http.get(f"/v1/jobs/{job_id}/result").json()["settings"]
    assert "distribution" in settings["luminaires"]["B"]


def test_what_is_no_building_is_refused_with_its_place_and_cure(http: httpx.Client) -> None:
    """At once, and no job is made."""
    wrong = {"schema": "plenum.building/1", "building_id": "a", "rooms": [{"room_id": "a", "rows": ["?."]}]}
    answer = http.post("/v1/jobs", json=wrong)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["pointer"] == "/rooms/0/rows"
    assert problem["cure"]
    assert len(problem["trace_id"]) == 32


def test_a_media_type_that_is_none_of_ours_is_refused(http: httpx.Client) -> None:
    """With those that are."""
    answer = http.post("/v1/jobs", content=b"x", headers={"Content-Type": "image/png"})
    assert answer.status_code == 415
    assert "multipart/form-data" in answer.json()["cure"]


def test_a_body_over_the_limit_is_refused_whatever_it_says_of_its_length(
    plenum: RedisServer, tmp_path: Path
) -> None:
    """By its header before it comes, and else as soon as it is over."""
    with running_gateway(tmp_path, plenum.url, PLENUM_GATEWAY_MOST_MIB="1") as small, small.client() as http:
        headers = {"Content-Type": "application/json"}
        assert http.post("/v1/jobs", content=b" " * 2**21, headers=headers).status_code == 413
        chunks = iter([b" " * 2**19] * 4)
        assert http.post("/v1/jobs", content=chunks, headers=headers).status_code == 413


def test_a_job_that_nobody_knows_is_not_found(http: httpx.Client) -> None:
    """Its state, events, result and cancelling alike."""
    for method, path in (
        ("GET", ""),
        ("GET", "/events"),
        ("GET", "/result"),
        ("GET", "/rooms"),
        ("DELETE", ""),
    ):
        assert http.request(method, f"/v1/jobs/nonsense{path}").status_code == 404, path


def test_the_callers_trace_goes_on_into_the_job(http: httpx.Client) -> None:
    """One trace from the caller to the last stage; the answer carries its id."""
    trace_id = uuid.uuid4().hex
    traceparent = f"00-{trace_id}-00f067aa0ba902b7-01"
    answer = http.post("/v1/jobs", json=building(1), headers={"traceparent": traceparent})
    assert answer.json()["trace_id"] == trace_id
    assert answer.headers["traceresponse"].startswith(f"00-{trace_id}-")
    assert ended(http, answer.json()["job_id"])["trace_id"] == trace_id


def test_a_cancelled_job_says_so(gateway: RunningGateway, http: httpx.Client) -> None:
    """And whoever did it is in the audit log."""
    job_id = submitted(http, building(200))
    assert http.delete(f"/v1/jobs/{job_id}").json()["status"] in ("cancelled", "done")
    assert ended(http, job_id)["status"] in ("cancelled", "done")
    lines = (gateway.folder / "kept" / "audit.jsonl").read_text().splitlines()
    acts = [(line["action"], line["who"]) for line in map(json.loads, lines) if line["job_id"] == job_id]
    assert acts == [("submit", "local"), ("cancel", "local")]


def test_each_light_models_layout_and_evidence_can_be_compared(http: httpx.Client, done: str) -> None:
    """The winner's lights are those that the result has; each can be drawn."""
    (room, *_) = http.get(f"/v1/jobs/{done}/result").json()["rooms"]
    path = f"/v1/jobs/{done}/rooms/{room['room_id']}/candidates"
    found = {each["model_name"]: each for each in http.get(path).json()}
    assert len(found) == 3
    assert all(each["evidence"] and each["confidence"] > 0 for each in found.values())
    won = {tuple(tile) for tile in found[room["selected_model"]]["tiles"]}
    assert won == {(x, y) for y, row in enumerate(room["rows"]) for x, char in enumerate(row) if char == "L"}
    for show in ("plan", "lux"):
        drawing = http.get(f"{path}/{room['selected_model']}.svg", params={"show": show})
        assert drawing.headers["content-type"] == "image/svg+xml", drawing.text
    assert http.get(f"{path}/nobody.svg").status_code == 404
    assert http.get(f"/v1/jobs/{done}/rooms/nonsense/candidates").status_code == 404


def test_a_trace_that_nothing_keeps_is_said_to_be_kept_nowhere(http: httpx.Client, done: str) -> None:
    """This gateway was told of no Jaeger and of no files."""
    found = http.get(f"/v1/jobs/{done}/trace").json()
    assert (found["source"], found["spans"]) == ("", [])
    assert len(found["trace_id"]) == 32
