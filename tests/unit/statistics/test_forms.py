"""A snapshot's forms say the same, each as its readers expect."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from pyarrow import parquet

from plenum.statistics import forms
from plenum.statistics.report import report
from plenum.statistics.saving import save_all
from plenum.statistics.snapshot import snapshot
from tests.unit.statistics.test_stages import LEDGER, of_a_process

TAKEN = snapshot([*of_a_process("a", 4), *LEDGER])


def test_prometheus_text_has_each_family_once() -> None:
    """With its type, and a line a figure."""
    lines = forms.prometheus(TAKEN).decode().splitlines()
    types = [line for line in lines if line.startswith("# TYPE")]
    assert len(types) == len(set(types)) == len({sample.family for sample in TAKEN.samples})
    assert "# TYPE ml_model_execution_duration_seconds histogram" in types
    assert 'ml_model_executions_total{model_name="air_supply_model"} 9' in lines
    assert len(lines) - len(types) == len(TAKEN.samples)


def test_json_has_the_stages_and_every_figure() -> None:
    """One object."""
    data = json.loads(forms.as_json(TAKEN))
    assert data["schema"] == "plenum.statistics/1"
    assert [stage["name"] for stage in data["stages"]] == ["air_supply_model"]
    found = [(one["name"], one["labels"], one["value"]) for one in data["metrics"]]
    assert found == [tuple(sample) for sample in TAKEN.samples]


def test_parquet_has_a_row_a_figure() -> None:
    """Read back by its library."""
    rows = parquet.read_table(io.BytesIO(forms.parquet(TAKEN))).to_pylist()
    assert [(row["name"], dict(row["labels"]), row["value"]) for row in rows] == [
        tuple(sample) for sample in TAKEN.samples
    ]
    assert {row["time"] for row in rows} == {TAKEN.taken_at}


def test_the_report_has_a_line_a_stage() -> None:
    """What a person looks for."""
    text = report(TAKEN)
    (line,) = (line for line in text.splitlines() if line.startswith("air_supply_model"))
    assert "50.0 ms" in line
    assert "75.0%" in line
    assert "30 of 40 look-ups were remembered (75.0%)" in text


def test_all_forms_are_saved_in_one_folder(tmp_path: Path) -> None:
    """And nothing is missing where all is installed."""
    written, missing = save_all(TAKEN, tmp_path / "new")
    assert {path.suffix for path in written} == {".txt", ".prom", ".json", ".parquet"}
    assert all(path.stat().st_size for path in written)
    assert missing == ""


def test_without_its_library_parquet_names_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All else is saved."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(forms.ParquetMissingError, match=r"pip install 'plenum-ceilings.*parquet"):
        forms.parquet(TAKEN)
    written, missing = save_all(TAKEN, tmp_path)
    assert {path.suffix for path in written} == {".txt", ".prom", ".json"}
    assert "parquet" in missing
