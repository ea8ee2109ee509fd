"""The learned model among the others: a candidate like any, left out where its weights are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from services.light_model_d_learned import model
from services.stages import LEARNED
from tests.support.buildings import building, room


@pytest.fixture
def spoilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No weights where the model looks for them."""
    monkeypatch.setattr(model, "__file__", str(tmp_path / "model.py"))
    model.network.cache_clear()
    yield
    model.network.cache_clear()


def completed(name: str) -> dict[str, Any]:
    """One room of its own name and size, so that no memory knows it, completed with the learned model."""
    done: dict[str, Any] = PipelineRunner(LEARNED).run_full_pipeline(
        read_building(building([room(name, 9, 7 + len(name))]))
    )
    return done


def test_it_is_a_candidate_with_its_version() -> None:
    """The weights' folder is part of it: other weights are another version."""
    (done,) = completed("fresh")["rooms"]
    candidate = next(each for each in done["candidates"] if each["model_name"] == model.NAME)
    assert candidate["valid"]
    assert candidate["model_version"].startswith(f"{model.VERSION}+")


@pytest.mark.slow
@pytest.mark.usefixtures("spoilt")
def test_rooms_go_on_without_it_where_its_weights_are_refused() -> None:
    """The others complete them, and the room says what is missing and why."""
    whole = completed("spoilt weights")
    (done,) = whole["rooms"]
    assert done["status"] == "complete"
    assert model.NAME not in {each["model_name"] for each in done["candidates"]}
    assert "WeightsError" in str(done)
    assert "make train-mlflow" in str(done)
