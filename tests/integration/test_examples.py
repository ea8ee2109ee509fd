"""The example programs, as a person runs them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from docs import notebook
from tests.support.waiting import HANGS_S, eventually

EXAMPLES = Path(__file__).parents[2] / "examples"
FIGURES = (
    "ml_model_executions_total",
    "ml_model_execution_duration_seconds_bucket",
    "ml_model_confidence_score",
    "ml_model_selected_total",
    "ml_components_placed_total",
)


def test_the_observable_pipeline_tells_its_events_and_figures() -> None:
    """Each event a line of JSON; the ceiling and every figure on stdout."""
    ran = subprocess.run(
        [sys.executable, EXAMPLES / "run_observable_pipeline.py", "--json"],
        capture_output=True,
        text=True,
        timeout=HANGS_S,
    )
    assert ran.returncode == 0, ran.stderr
    events = [json.loads(line)["event"] for line in ran.stderr.splitlines()]
    assert events[0] == "pipeline_start"
    assert events[-1] == "pipeline_complete"
    wanted = {"parallel_stage_start", "model_execution_complete", "model_selected", "sequential_stage_start"}
    assert wanted <= set(events)
    assert all(name in ran.stdout for name in FIGURES)


def test_the_exports_are_left_as_files(tmp_path: Path) -> None:
    """A log, a report, and the figures in three forms."""
    ran = subprocess.run(
        [sys.executable, EXAMPLES / "run_with_exports.py", "--folder", tmp_path],
        capture_output=True,
        text=True,
        timeout=HANGS_S,
    )
    assert ran.returncode == 0, ran.stderr
    assert {path.suffix for path in tmp_path.iterdir()} == {".log", ".txt", ".prom", ".json", ".parquet"}
    text = (tmp_path / "statistics.prom").read_text()
    assert all(name in text for name in FIGURES)
    stages = json.loads((tmp_path / "statistics.json").read_text())["stages"]
    assert {stage["attempts"] for stage in stages} == {1}
    assert "pipeline_complete" in (tmp_path / "events.log").read_text()


def test_the_metrics_server_serves_while_rooms_are_completed() -> None:
    """What it counted grows with each run."""
    command = [sys.executable, EXAMPLES / "run_with_metrics_server.py", "--port", "0", "--every", "0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()

            def text() -> str:
                return str(urlopen(url, timeout=HANGS_S).read().decode())

            assert eventually(lambda: all(name in text() for name in FIGURES))
            line = 'ml_model_executions_total{model_name="smoke_detector_model"} '
            assert eventually(lambda: line in text() and int(text().partition(line)[2].split()[0]) >= 2)
        finally:
            process.terminate()


def test_a_model_of_ones_own_takes_part() -> None:
    """In each room it is a candidate, and where it is the best its lights are taken."""
    ran = subprocess.run(
        [sys.executable, EXAMPLES / "own_model.py"], capture_output=True, text=True, timeout=HANGS_S
    )
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert len(lines) == 19
    assert all(" lights, confidence " in line for line in lines)
    assert any(line.endswith("lights by every_nth_tile") for line in lines)


def test_a_luminaire_of_ones_own_changes_how_many_there_are() -> None:
    """Where its light falls otherwise than the catalogue's."""
    ran = subprocess.run(
        [sys.executable, EXAMPLES / "own_luminaire.py"], capture_output=True, text=True, timeout=HANGS_S
    )
    assert ran.returncode == 0, ran.stderr
    counts = [re.findall(r" (\d+) (?:of|with) ", line) for line in ran.stdout.splitlines()]
    assert len(counts) == 19
    assert any(before != after for before, after in counts)


def test_the_notebook_shows_ceilings() -> None:
    """Its cells run in their order, the last two are pictures."""
    cells = [
        cell for cell in notebook.run(EXAMPLES / "ceiling.ipynb")["cells"] if cell["cell_type"] == "code"
    ]
    first, *_, plan, lux = (cell["outputs"][-1] for cell in cells if cell["outputs"])
    assert first["text"] == ["complete 19 rooms\n"]
    for shown, title in ((plan, "Ceiling plan"), (lux, "Illuminance")):
        assert f"<title>{title} of conference_9</title>" in shown["data"]["image/svg+xml"][0]


def test_every_example_program_is_run_by_a_test() -> None:
    """Here, or against a stack."""
    tests = "".join(at.read_text() for at in (Path(__file__), EXAMPLES.parent / "tests/e2e/test_examples.py"))
    assert [at.name for at in EXAMPLES.glob("*.py") if at.name not in tests] == []
