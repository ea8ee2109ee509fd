"""The runner in process: when it tells, what of, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from plenum import traces
from plenum.telemetry import names
from plenum.telemetry.configured import ENDPOINTS
from tests.support.buildings import building
from tests.support.receiver import Receiver, receiver
from tests.support.waiting import HANGS_S
from tests.telemetry.matrix import SPANS_A_BATCH

STEPS = """
import json, sys
from pathlib import Path
from plenum import PipelineRunner
runner = PipelineRunner(batch_tiles=9999)
(batch,) = runner.batches(Path(sys.argv[1]).read_text())
lights = runner.run_parallel_stage(batch)
selected = runner.run_sequential_stage("selector", batch, lights)
traces = [output.span.split("-")[1] for output in (*lights.values(), selected)]
print(json.dumps({"lights": sorted(lights), "rooms": len(selected.rooms), "traces": traces}))
"""

WHOLE = """
import json, sys
from pathlib import Path
from plenum import PipelineRunner
PipelineRunner().run_full_pipeline(json.loads(Path(sys.argv[1]).read_text()))
print([name for name in sys.modules if name.startswith("opentelemetry.exporter")])
"""

INTERRUPTED = """
import os, signal, sys
from plenum.cli.main import app
from services.light_model_a_dense import model
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
real, calls = model.place, []
def place(room, brief):
    calls.append(room)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGINT)
    return real(room, brief)
model.place = place
app(["place", sys.argv[1], "--local", "-o", sys.argv[2]])
"""


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Receiver]:
    """A receiver that hears one test's processes alone."""
    with receiver(tmp_path / "told") as found:
        yield found


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two small rooms in a file."""
    path = tmp_path / "two.json"
    path.write_text(json.dumps(building(2)))
    return path


Done = subprocess.CompletedProcess[str]


def python(code: str, *arguments: Path, env: Mapping[str, str] | None = None) -> Done:
    """A program of its own, without an endpoint unless it is given one."""
    plain = {k: v for k, v in os.environ.items() if k not in ENDPOINTS}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**plain, **(env or {})},
        capture_output=True,
        text=True,
        timeout=HANGS_S,
    )


def place(source: Path, told: Receiver, **env: str) -> dict[str, Any]:
    """`plenum place --local` with telemetry to the receiver, and perhaps more in its environment."""
    code = "import sys; from plenum.cli.main import app; app(['place', sys.argv[1], '--local', '--json'])"
    done = python(code, source, env={**told.environment, **env})
    assert done.returncode == 0, done.stderr
    completed: dict[str, Any] = json.loads(done.stdout)
    return completed


def test_without_an_endpoint_not_even_the_library_is_loaded(source: Path) -> None:
    """Nothing exported and nothing slower."""
    done = python(WHOLE, source)
    assert done.stdout.strip() == "[]", done.stderr


def test_telemetry_switched_off_sends_nothing_to_the_endpoint(source: Path, told: Receiver) -> None:
    """PLENUM_TELEMETRY holds here as it does for workers."""
    place(source, told, PLENUM_TELEMETRY="false")
    assert list(told.folder.iterdir()) == []


def test_a_job_that_is_not_sampled_leaves_its_metrics_and_events_alone(source: Path, told: Receiver) -> None:
    """OpenTelemetry's own variable decides once for all spans of a job."""
    completed = place(source, told, OTEL_TRACES_SAMPLER="always_off")
    assert told.spans(completed["trace_id"]) == []
    assert told.metrics()[names.JOB_DURATION, f"{completed['status']},small"] == 1
    assert told.events()[names.PIPELINE_COMPLETE] == 1


def test_the_ratio_of_sampled_jobs_is_honoured(source: Path, told: Receiver) -> None:
    """A ratio of 1 keeps every job."""
    ratio = {"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "1"}
    completed = place(source, told, **ratio)
    assert traces.shape(told.spans(completed["trace_id"])).roots == 1


def test_a_receiver_that_is_away_costs_one_line_and_no_result(source: Path) -> None:
    """The job is done; what was not delivered is said once."""
    code = "import sys; from plenum.cli.main import app; app(['place', sys.argv[1], '--local', '--json'])"
    done = python(code, source, env={ENDPOINTS[0]: "http://127.0.0.1:9"})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "complete"
    assert done.stderr.count("telemetry is not delivered") == 1
    assert "Traceback" not in done.stderr


def test_a_step_that_is_run_by_itself_is_a_whole_trace_by_itself(source: Path, told: Receiver) -> None:
    """Hand-over, wait, process and model, without a job around them."""
    done = python(STEPS, source, env=told.environment)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["rooms"] == 2
    assert len(set(answer["traces"])) == 4
    for name, trace_id in zip([*answer["lights"], "selector"], answer["traces"], strict=True):
        spans = told.spans(trace_id)
        assert {s.name for s in spans} == {f"{what} {name}" for what in (*SPANS_A_BATCH, "room")}
        assert (traces.shape(spans).roots, traces.shape(spans).orphans) == (1, ())


def test_ctrl_c_ends_with_one_line_and_without_a_result(tmp_path: Path) -> None:
    """While the competing models run in threads: they stop at their next room."""
    source, out = tmp_path / "many.json", tmp_path / "out.json"
    source.write_text(json.dumps(building(300)))
    done = python(INTERRUPTED, source, out)
    assert done.returncode == 130, done.stderr
    assert "interrupted: nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()
