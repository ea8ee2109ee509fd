"""What the ledger tells of a counter's series, and what where the record cannot be read."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from plenum.telemetry import ledger as module
from plenum.telemetry import names
from plenum.telemetry.ledger import HELD, Ledger, Reading


class Exports:
    """A ledger whose exports a test asks for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, known: Any, instance: str | None = "ledger") -> None:
        self.reader = InMemoryMetricReader()
        self.counters: dict[str, int] = {}
        self.values: dict[tuple[str, tuple[str, ...]], float] = {}
        self.error: Exception | None = None
        self.reads = 0
        monkeypatch.setattr(module, "_readers", lambda _interval_s: (self.reader,))
        self.ledger = Ledger(self._read, known, export_interval_s=0.0, instance=instance)

    def _read(self) -> Reading:
        self.reads += 1
        if self.error:
            raise self.error
        return Reading(dict(self.counters), dict(self.values))

    def told(self, name: str) -> dict[tuple[Any, ...], float]:
        """One metric's values by its labels'."""
        data = self.reader.get_metrics_data()
        return {
            tuple(point.attributes.values()): point.value  # type: ignore[union-attr]  # no histograms here
            for of_resource in (data.resource_metrics if data else ())
            for of_scope in of_resource.scope_metrics
            for metric in of_scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        }


def test_a_known_series_is_there_before_anything_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    """At zero, so that its first event is an increase; then it is told as it is."""
    exports = Exports(monkeypatch, {"errors": [("left", "KeyError")]})
    assert exports.told(names.ERRORS) == {("left", "KeyError"): 0}
    exports.counters["errors:left|KeyError"] = 3
    assert exports.told(names.ERRORS) == {("left", "KeyError"): 3}


def test_a_series_that_nobody_knew_begins_at_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """For long enough that it is seen, though it began with more."""
    exports = Exports(monkeypatch, {})
    assert exports.told(names.ERRORS) == {}
    exports.counters["errors:left|Odd"] = 2
    seen = [exports.told(names.ERRORS)["left", "Odd"] for _ in range(HELD + 1)]
    assert seen == [*[0] * HELD, 2]


def test_what_was_there_when_the_lead_was_taken_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever led before has told it: a zero would be a second beginning."""
    exports = Exports(monkeypatch, {})
    exports.counters["errors:left|Odd"] = 2
    assert exports.told(names.ERRORS) == {("left", "Odd"): 2}


def test_the_last_export_tells_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody would tell afterwards what was held back; a program's own counters are never held."""
    exports = Exports(monkeypatch, {})
    exports.told(names.ERRORS)
    exports.counters["errors:left|Odd"] = 2
    exports.ledger._readings._lasts_s = 3600
    monkeypatch.setattr(
        exports.ledger._provider, "shutdown", lambda **_: last.update(exports.told(names.ERRORS))
    )
    last: dict[Any, float] = {}
    exports.ledger.shutdown()
    assert last == {("left", "Odd"): 2}
    alone = Exports(monkeypatch, {}, instance=None)
    alone.told(names.ERRORS)
    alone.counters["errors:left|Odd"] = 2
    assert alone.told(names.ERRORS) == {("left", "Odd"): 2}


def test_a_record_that_cannot_be_read_is_told_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Old values would pass for today's."""
    exports = Exports(monkeypatch, {})
    exports.values = {(names.RECORD_UP, ()): 1.0, (names.WORKERS, ("left",)): 2.0}
    assert exports.told(names.WORKERS) == {("left",): 2.0}
    assert exports.told(names.RECORD_UP) == {(): 1.0}
    exports.error = ConnectionError("away")
    assert exports.told(names.WORKERS) == {}
    assert exports.told(names.RECORD_UP) == {(): 0}


def test_all_instruments_share_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a record that hangs too: one time-out an export, not one a metric."""
    exports = Exports(monkeypatch, {})
    exports.ledger._readings._lasts_s = 3600
    for error in (None, ConnectionError("away")):
        exports.error = error
        exports.ledger._readings.forget()
        before = exports.reads
        exports.told(names.WORKERS)
        assert exports.reads == before + 1
