"""A program that looks at its own telemetry."""

from __future__ import annotations

from pathlib import Path

from plenum import PipelineRunner
from plenum.files.read import read_building
from plenum.telemetry.watched import Watched

GRID = Path(__file__).parents[3] / "examples/grid.json"


def test_a_run_in_process_shows_the_fixed_figures() -> None:
    """The counters equal the result; the histogram has an observation a model and room."""
    watched = Watched()
    completed = PipelineRunner(telemetry=watched).run_full_pipeline(read_building(GRID))
    text = watched.text()
    for name, count in completed["totals"]["executions"].items():
        assert f'ml_model_executions_total{{model_name="{name}"}} {count}' in text
        assert f'ml_model_execution_duration_seconds_count{{model_name="{name}"}} {count}' in text
        assert f'ml_model_confidence_score{{model_name="{name}"}}' in text
    for kind, count in completed["totals"]["counts"].items():
        assert f'ml_components_placed_total{{component_type="{kind}"}} {count["placed"]}' in text
    winner = completed["rooms"][0]["selected_model"]
    assert f'ml_model_selected_total{{model_name="{winner}"}} 1' in text
    names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(names) == len(set(names))
