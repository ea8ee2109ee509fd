"""A client that somebody's generator made from the OpenAPI description, against the gateway.

The generator's own dependencies do not go with ours (it wants an older typer), so that it is installed into
a folder apart, by the pins of `generator.txt`: openapi-python-client and what the development lock lacks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from tests.support.gateway import WAITING, RunningGateway
from tests.support.waiting import HANGS_S, eventually

HERE: Final = Path(__file__).parent
NAME: Final = "plenum_over_http"


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of packages that it is in."""
    folder = tmp_path_factory.mktemp("generator")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    pinned = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(HERE / "generator.txt"))
    subprocess.run([*pip, *pinned, "--target", str(folder)], check=True, timeout=HANGS_S)
    return folder


@pytest.fixture(scope="module")
def made(gateway: RunningGateway, generator: Path) -> Iterator[Any]:
    """The client's modules by what they are for, and a client of this gateway."""
    target = generator / NAME
    subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"),
            *("--url", f"{gateway.url}/openapi.json", "--meta", "none"),
            *("--config", str(HERE / "generator.yaml"), "--output-path", str(target)),
        ],
        env={**os.environ, "PYTHONPATH": str(generator)},
        check=True,
        timeout=HANGS_S,
    )
    # Last, so that what both have is ours.
    sys.path.append(str(generator))
    try:
        # Each is imported when it is called: verify_layout lacks an import, as the generator has it for
        # several kinds of body where no parameter is optional.
        calls = {
            path.stem: f"{NAME}.api.{path.parent.name}.{path.stem}" for path in target.glob("api/*/*.py")
        }
        models, types = import_module(f"{NAME}.models"), import_module(f"{NAME}.types")
        client = import_module(f"{NAME}.client").Client(gateway.url, timeout=HANGS_S)
        with client:
            yield SimpleNamespace(calls=calls, models=models, types=types, client=client)
    finally:
        sys.path.remove(str(generator))


@pytest.fixture
def call(made: Any) -> Any:
    """Calls an operation by its id."""

    def called(operation: str, *path: str, **named: Any) -> Any:
        return import_module(made.calls[operation]).sync(*path, client=made.client, **named)

    return called


@pytest.fixture
def building(made: Any) -> Any:
    """One small room, as a type of the client's."""
    room = made.models.BuildingRoom(room_id="office_1", rows=["........"] * 6, room_type="office_enclosed")
    return made.models.Building(schema="plenum.building/1", building_id="annex", rooms=[room])


def done(call: Any, job_id: str) -> Any:
    """The job's result, once there is one."""
    assert eventually(lambda: call("get_job", job_id).answered)
    return call("job_result", job_id)


def test_a_building_is_submitted_waited_for_and_read(call: Any, made: Any, building: Any) -> None:
    """Every step by types of the client's own: nobody has to look into dictionaries."""
    accepted = call("submit_job", body=building)
    assert isinstance(accepted, made.models.Submitted)
    completed = done(call, accepted.job_id)
    assert isinstance(completed, made.models.CompletedBuilding)
    (room,) = completed.rooms
    assert (room.room_id, room.status) == ("office_1", made.models.CompletedRoomStatus.COMPLETE)
    assert any("L" in row for row in room.rows)
    assert all(isinstance(each, made.models.Evidence) for each in room.evidence)
    (candidate, *_) = call("room_candidates", accepted.job_id, "office_1")
    assert isinstance(candidate, made.models.CandidateLayout)
    assert accepted.job_id in {job.job_id for job in call("list_jobs").jobs}


def test_a_result_comes_at_once_where_it_is_waited_for(call: Any, made: Any, building: Any) -> None:
    """The same call answers with another type: the description says both."""
    completed = call("submit_job", body=building, prefer=WAITING["Prefer"])
    assert isinstance(completed, made.models.CompletedBuilding)


def test_a_file_is_uploaded(call: Any, made: Any, building: Any) -> None:
    """As a form's, which is how a client has luminaires travel with a building."""
    content = BytesIO(json.dumps(building.to_dict()).encode())
    form = made.models.SubmitJobFilesBody(file=made.types.File(content, "annex.json", "application/json"))
    accepted = call("submit_job", body=form)
    assert isinstance(done(call, accepted.job_id), made.models.CompletedBuilding)


def test_feedback_is_given_and_read(call: Any, made: Any, building: Any) -> None:
    """A room is edited: its distance and every rule's evidence come back, typed."""
    accepted = call("submit_job", body=building)
    (room,) = done(call, accepted.job_id).rooms
    bare = [row.replace("L", ".") for row in room.rows]
    verdict = made.models.OpinionVerdict.EDIT
    body = made.models.Opinion(room_id="office_1", verdict=verdict, grid=bare)
    taken = call("give_feedback", accepted.job_id, body=body)
    assert isinstance(taken, made.models.FeedbackTaken)
    assert taken.edit_distance == sum(row.count("L") for row in room.rows)
    assert all(isinstance(each, made.models.Evidence) for each in taken.evidence)
    (kept,) = call("list_feedback", accepted.job_id)
    assert (kept.verdict, kept.grid) == (made.models.FeedbackKeptVerdict.EDIT, bare)


def test_a_grid_is_completed_and_a_wrong_one_is_a_problem(call: Any, made: Any, grid: dict[str, Any]) -> None:
    """What was wrong, where, and what would be right: a problem has a type too."""
    asked = made.models.Grid.from_dict(grid)
    assert isinstance(call("predict", body=asked), made.models.Grid)
    asked.cells.pop()
    problem = call("predict", body=asked)
    assert isinstance(problem, made.models.Problem)
    assert (problem.status, problem.code) == (422, "invalid_building")
    assert problem.pointer.startswith("/cells")
    assert problem.cure
    unknown = call("get_job", "nobody")
    assert (unknown.status, unknown.code) == (404, "no_such_job")


def test_calls_and_types_have_names_that_people_would_choose(made: Any) -> None:
    """None is made of a path: every operation has an id, and every schema a name."""
    assert not [name for name in made.calls if "v1" in name or name.endswith(("_get", "_post"))]
    assert not [name for name in made.models.__all__ if "V1" in name or "ResponseItem" in name]
