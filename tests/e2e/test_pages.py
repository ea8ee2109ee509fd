"""Every command and every snippet of README and docs, run in a fresh folder against one stack."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import pytest

from plenum import stack
from tests.support.page_commands import Step, all_steps
from tests.support.pages import ROOT
from tests.support.system import PATIENT, System, system
from tests.support.waiting import HANGS_S, eventually

PAGES: Final = {
    name: steps for name, found in all_steps().items() if (steps := [s for s in found if not s.reason])
}
BIN: Final = Path(sys.executable).parent
ROOM: Final = "office_8"
ENDLESS: Final = "--follow"
TIMED_OUT: Final = 124


@dataclass(frozen=True)
class Reader:
    """Somebody who puts real addresses, jobs and letters where a page has a word for them."""

    system: System
    words: Mapping[str, str]

    def bring_up(self) -> None:
        """The stack, where it is not."""
        stack.up(self.system.info.state, full=False, env=PATIENT, ready_s=HANGS_S)

    def run(self, step: Step, folder: Path) -> subprocess.CompletedProcess[str]:
        """In this folder, as a shell or an interpreter would."""
        environment = {
            **os.environ,
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(folder),
            "BROWSER": "true",
        }
        environment |= {"PLENUM_STATE": str(self.system.info.state), "PLENUM_FULL": "false", "COLUMNS": "120"}
        environment.pop("PLENUM_REDIS_URL", None)
        if step.python:
            environment["PLENUM_REDIS_URL"] = self.system.info.redis_url_of("operator")
        command = [sys.executable, "-c"] if step.python else ["bash", "-o", "pipefail", "-c"]
        return subprocess.run(
            [*command, step.text if step.python else self.typed(step.text)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=HANGS_S,
        )

    def typed(self, text: str) -> str:
        """The command with real words in it, and an end where it has none."""
        for word, real in self.words.items():
            text = text.replace(word, real)
        return f"timeout 5 {text}" if ENDLESS in text else text


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """On an embedded stack with a job that is done and a message that is none of ours."""
    with system(tmp_path_factory.mktemp("pages"), full=False, env=PATIENT) as running:
        gateway = str(running.info.gateway)
        example = (ROOT / "examples/small_office.json").read_bytes()
        job = httpx.post(f"{gateway}/v1/jobs", files={"file": example}, timeout=HANGS_S).json()
        result: dict[str, Any] = running.client.result(job["job_id"], HANGS_S)
        (rows,) = [room["rows"] for room in result["rooms"] if room["room_id"] == ROOM]
        running.client.redis.rpush("selector", "not ours")
        (letter,) = eventually(lambda: list(running.client.record.letters()))
        yield Reader(
            running,
            {
                "http://127.0.0.1:8000": gateway,
                "e918be52-…": job["job_id"],
                '["L..L", …]': json.dumps(rows),
                "[[3,2]]": json.dumps([light_of(rows)]),
                "--seconds 300": "--seconds 2",
                ".venv/bin/": "",
                " [--json]": "",
                " [PART]": "",
                "--cores N": "--cores 2",
                "NAME N": "selector 1",
                "BUILDING": "examples/small_office.json",
                "RESULT": "small_office.completed.json",
                "=REDIS ": f"={running.info.redis_url_of('operator')} ",
                "--port 8001": "--port 0",
                "JOB": job["job_id"],
                "DIR": "figures",
                "FILE": "figures.prom",
                " ID": f" {letter.id}",
            },
        )


def light_of(rows: list[str]) -> tuple[int, int]:
    """A tile that holds a light."""
    return next((x, y) for y, row in enumerate(rows) for x, tile in enumerate(row) if tile == "L")


@pytest.fixture
def folder(reader: Reader, tmp_path: Path) -> Path:
    """What a reader has before him: the examples, a result, and a stack that is up."""
    reader.bring_up()
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    # Curl tells of an answer such as 404 by its exit code only when it is asked to.
    (tmp_path / ".curlrc").write_text("fail-with-body\n")
    result = reader.system.client.result(reader.words["JOB"], HANGS_S)
    (tmp_path / "small_office.completed.json").write_text(json.dumps(result))
    return tmp_path


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_tells_to_type_works(reader: Reader, folder: Path, name: str) -> None:
    """In the page's order; each ends well."""
    for step in PAGES[name]:
        done = reader.run(step, folder)
        ended_well = TIMED_OUT if ENDLESS in step.text else 0
        assert done.returncode == ended_well, f"{step.text}\n{done.stdout}\n{done.stderr}"
        if step.text == "plenum down":
            # It stands among other commands, which are tried on a stack that is up.
            reader.bring_up()
