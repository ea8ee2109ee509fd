"""The example programs that ask a running Plenum, as a person runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.buildings import building
from tests.support.system import System
from tests.support.waiting import HANGS_S

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(system: System, program: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """With the stack's address and nothing else; what it had placed counts in the system's sums."""
    before = {entry.job_id for entry in system.client.jobs()}
    environment = {**os.environ, "PLENUM_REDIS_URL": system.info.redis_url}
    command = [sys.executable, EXAMPLES / program, *words]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=HANGS_S)
    for job_id in {entry.job_id for entry in system.client.jobs()} - before:
        system.fetch(job_id)
    return ran


def test_a_building_is_submitted_watched_and_fetched(full: System) -> None:
    """Progress on stderr until all steps are done, what was placed on stdout; the key makes it one job."""
    ran = run(full, "submit_and_watch.py", "--key", "example")
    assert ran.returncode == 0, ran.stderr
    done, total = ran.stderr.splitlines()[-1].split(" steps")[0].split(" of ")
    assert done == total
    assert ran.stdout.startswith("complete {")
    before = len(full.client.jobs())
    assert run(full, "submit_and_watch.py", "--key", "example").stdout == ran.stdout
    assert len(full.client.jobs()) == before


def test_wrong_input_is_told_with_its_place_and_cure(full: System, tmp_path: Path) -> None:
    """Code 2, no traceback."""
    wrong = building(1)
    wrong["rooms"][0]["ceiling_height_m"] = -1
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(wrong))
    ran = run(full, "submit_and_watch.py", path)
    assert ran.returncode == 2
    assert ran.stderr.startswith("/rooms/0/ceiling_height_m: ")


def test_many_buildings_are_placed_at_once(full: System, tmp_path: Path) -> None:
    """A line each."""
    paths = [tmp_path / f"{rooms}.json" for rooms in (1, 2, 3)]
    for rooms, path in enumerate(paths, 1):
        path.write_text(json.dumps(building(rooms)))
    ran = run(full, "place_many.py", *paths)
    assert ran.returncode == 0, ran.stderr
    assert sorted(ran.stdout.splitlines()) == [f"{n}.json: complete, {n} rooms" for n in (1, 2, 3)]
