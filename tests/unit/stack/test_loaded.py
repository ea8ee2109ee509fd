"""What is imported before services are forked, and what is left to each of them."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from plenum.pipeline import graph
from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.identity import identity
from plenum.settings import WrongSettingError, settings
from plenum.stack import loaded
from tests.support.waiting import HANGS_S


class Announced:
    """In the place of the entry point of a graph of one stage."""

    module = "services.stages"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def load(self) -> Graph:
        """The graph."""
        return Graph((self._stage,))


@pytest.mark.slow
def test_every_module_that_is_named_is_there() -> None:
    """A name that Celery has changed would silently be imported by each service."""
    assert [name for name in loaded._COMMON if loaded._import(name) is None] == []


@pytest.fixture(autouse=True)
def _other_settings() -> Iterator[None]:
    """What a test's environment says is forgotten with it."""
    settings.cache_clear()
    graph.installed_graph.cache_clear()
    yield
    settings.cache_clear()
    graph.installed_graph.cache_clear()


def test_models_and_the_coordinators_parts_are_loaded_but_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A `worker` module connects itself to the signals of its process: two in one would hear each other's."""
    found: list[str] = []
    monkeypatch.setattr(loaded, "_import", lambda name: found.append(name) or import_module(name))  # type: ignore[func-returns-value]  # noted, then imported
    loaded._load_services()
    assert {stage.model.partition(":")[0] for stage in graph.installed_graph().stages} <= set(sys.modules)
    assert {"services.coordinator.intake", "services.coordinator.watch"} < set(found)
    assert not [name for name in found if name.endswith((".worker", ".__main__"))]


def test_a_models_version_is_read_with_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that is started after an edit has the code of before, and says so."""
    model = tmp_path / "read_early.py"
    model.write_text("VERSION = '1.0'")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(graph, "announced_graphs", lambda: [Announced(Stage("early", "read_early:place"))])
    loaded._load_services()
    before = identity("read_early").folder_digest
    model.write_text("VERSION = '2.0'")
    assert identity("read_early").folder_digest == before
    identity.cache_clear()
    assert identity("read_early").folder_digest != before


def test_each_service_reads_its_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read to find the services is forgotten."""
    monkeypatch.setenv("PLENUM_REDIS_URL", "redis://first:1/0")
    loaded._load_services()
    monkeypatch.setenv("PLENUM_REDIS_URL", "redis://second:1/0")
    assert settings().redis_url == "redis://second:1/0"


@pytest.mark.parametrize("source", ["raise ValueError('no')", "raise SystemExit(3)", "import no_such_thing"])
def test_a_module_that_cannot_be_imported_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """It is tried again by who needs it."""
    (tmp_path / "cannot.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    assert loaded._import("cannot") is None
    assert "cannot" not in sys.modules


def test_settings_that_are_wrong_stop_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each service says so in its log."""
    monkeypatch.setenv("PLENUM_BATCH_ROOMS", "many")
    loaded._load_services()
    with pytest.raises(WrongSettingError):
        settings()


def test_a_thread_that_an_import_leaves_behind_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would not be there after a fork, and what it held would stay held."""
    monkeypatch.setattr(loaded, "gc", SimpleNamespace(collect=lambda: None, freeze=lambda: None))
    before = loaded._threads()
    done = threading.Event()
    left = threading.Thread(target=done.wait, args=(HANGS_S,))

    def starts(_name: str) -> Any:
        if not left.ident:
            left.start()

    monkeypatch.setattr(loaded, "import_module", starts)
    try:
        assert loaded.load() is False
        assert loaded._threads() == before + 1
    finally:
        done.set()
        left.join()
