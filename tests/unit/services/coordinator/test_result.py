"""A job's result is kept as Celery's own backend would keep it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from celery import Celery
from celery.app.task import Context
from celery.backends.redis import RedisBackend

from plenum.files.building.building import Building
from plenum.files.read import read_building
from plenum.pipeline.ending import Ended, Endings
from plenum.pipeline.errors import UnfinishedError
from services.coordinator.result import returned, stored
from tests.support.buildings import building
from tests.support.toy_pipeline import ToyPipeline

NOW = datetime(2030, 1, 2, 3, 4, 5, 678, UTC)


def ended(source_format: Any) -> Ended:
    """A job that came to its end."""
    read = read_building(building(1 if source_format == "grid" else 2))
    toy = ToyPipeline()
    toy.accept(Building("lab", "Büro – 2", read.settings, read.rooms, source_format=source_format))
    toy.run_all()
    return Endings(toy.coordinator).complete("job", "job")


@pytest.mark.parametrize("source_format", ["building", "grid"])
@pytest.mark.parametrize("more", [{}, {"group": "a group", "parent_id": "a parent"}], ids=str)
def test_a_stored_result_is_what_celerys_backend_writes(
    source_format: str, more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Field by field, in its order; the same values."""
    written: list[str] = []
    app = Celery("theirs", backend="redis://127.0.0.1:1/0", set_as_current=False)
    monkeypatch.setattr(app, "now", lambda: NOW)
    monkeypatch.setattr(RedisBackend, "get", lambda *_: None)
    monkeypatch.setattr(RedisBackend, "set", lambda _self, _key, value, **_: written.append(value))
    end, request = ended(source_format), Context(id="the task", children=[], **more)
    app.backend.mark_as_done("the task", returned(end), request)
    ours, theirs = json.loads(stored(end, request, NOW)), json.loads(written[0])
    assert ours == theirs
    assert list(ours) == list(theirs)
    assert list(ours["result"]) == list(theirs["result"])


def test_a_grid_that_was_not_finished_has_no_result() -> None:
    """A failure is stored for it by Celery, which is told why."""
    read = read_building(building(1))
    toy = ToyPipeline()
    toy.accept(Building("lab", "", read.settings, read.rooms, source_format="grid"))
    toy.record.close("job", "overdue", keep_s=100)
    end = Endings(toy.coordinator).complete("job", "job")
    with pytest.raises(UnfinishedError, match="job job is failed"):
        stored(end, Context(id="job"), NOW)
