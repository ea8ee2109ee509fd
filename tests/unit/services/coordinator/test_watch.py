"""The coordinator's second hand: rounds that nothing ends, and one leader of all who exports the ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from redis import exceptions
from structlog.testing import capture_logs

from plenum.pipeline.graph import installed_graph
from plenum.pipeline.job import COORDINATOR
from plenum.pipeline.observe.series import known_series
from plenum.telemetry import names
from services.coordinator import watch as module
from services.coordinator.watch import Watch
from tests.support.recorded_host import RecordedHost
from tests.support.toy_pipeline import ToyPipeline
from tests.support.waiting import HANGS_S

Read = Callable[[], Any]


class Exported:
    """In the place of the exported ledger."""

    all: ClassVar[list[Exported]] = []

    def __init__(
        self, read: Callable[[], Any], known: Any, *, export_interval_s: float, instance: str
    ) -> None:
        self.read, self.known, self.interval_s, self.instance = read, known, export_interval_s, instance
        self.ended = False
        Exported.all.append(self)

    def shutdown(self) -> None:
        """No more."""
        self.ended = True


@pytest.fixture(autouse=True)
def ledgers(monkeypatch: pytest.MonkeyPatch) -> list[Exported]:
    """Those that were begun."""
    monkeypatch.setattr(Exported, "all", [])
    monkeypatch.setattr(module, "Ledger", Exported)
    return Exported.all


@pytest.fixture
def toy() -> ToyPipeline:
    """One record for all coordinators."""
    return ToyPipeline(sweep_s=1e-3, telemetry=True)


def another(toy: ToyPipeline, pid: int) -> Watch:
    """One more coordinator's watch."""
    host = RecordedHost(COORDINATOR, toy.record, toy.config, pid=pid)
    return Watch(host, lambda: 0)  # type: ignore[arg-type]  # a host


def test_one_of_several_exports_the_ledger(toy: ToyPipeline, ledgers: list[Exported]) -> None:
    """The others take over when it hands the lead on; each begins at most one."""
    first, second = another(toy, 1), another(toy, 2)
    for _ in range(2):
        first._lead()
        second._lead()
    assert len(ledgers) == 1
    first.stop()
    assert ledgers[0].ended
    second._lead()
    assert [ledger.ended for ledger in ledgers] == [True, False]
    assert {ledger.instance for ledger in ledgers} == {toy.record.identity()}


def test_a_leader_whose_lease_lapsed_exports_no_more(toy: ToyPipeline, ledgers: list[Exported]) -> None:
    """Another one does by now."""
    first, second = another(toy, 1), another(toy, 2)
    first._lead()
    toy.record._lead = ("", 0.0)
    second._lead()
    first._lead()
    assert [ledger.ended for ledger in ledgers] == [True, False]


def test_without_telemetry_nobody_exports(ledgers: list[Exported]) -> None:
    """The lead is held all the same."""
    toy = ToyPipeline(telemetry=False)
    another(toy, 1)._lead()
    assert ledgers == []
    assert not toy.record.lead("another", 1000)


def test_the_ledger_knows_its_series_and_is_exported_each_second(
    toy: ToyPipeline, ledgers: list[Exported]
) -> None:
    """Of the installed graph; sooner than other metrics where those have time."""
    watch = another(toy, 1)
    watch._lead()
    (ledger,) = ledgers
    assert ledger.read is watch.figures
    assert ledger.known == known_series(installed_graph())
    assert ledger.interval_s == module.EXPORTED_S <= toy.config.export_interval_s


def test_messages_that_are_given_back_are_told_of(toy: ToyPipeline) -> None:
    """Somebody died with them; a round that gives nothing back says nothing."""
    watch = another(toy, 1)
    with capture_logs() as logged:
        watch.log = module.structlog.get_logger()
        for returned in (0, 3):
            watch.return_taken = lambda count=returned: count  # type: ignore[misc]  # mypy infers no lambda with a default
            watch._return()
    assert [(event["event"], event["messages"]) for event in logged] == [(names.MESSAGES_RETURNED, 3)]


@pytest.mark.parametrize(
    ("error", "event"),
    [(exceptions.ConnectionError("away"), "watch_waits_for_redis"), (KeyError("x"), "watch_failed")],
)
def test_a_round_that_fails_is_followed_by_another(toy: ToyPipeline, error: Exception, event: str) -> None:
    """Whatever it failed on: nobody else would look for lost work."""
    watch = another(toy, 1)
    rounds: list[int] = []

    def sweep() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 3:
            watch._stop.set()
        raise error

    watch.care.sweep = sweep  # type: ignore[method-assign]  # the round's first step
    with capture_logs() as logged:
        watch.log = module.structlog.get_logger()
        watch.start()
        assert watch._thread is not None
        watch._thread.join(HANGS_S)
    assert len(rounds) == 3
    assert [entry["event"] for entry in logged] == [event] * 3


def test_a_round_sees_to_everything(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost work, deadlines, what Celery has revoked, the lead."""
    watch = another(toy, 1)
    done: list[Any] = []
    monkeypatch.setattr(watch, "return_taken", lambda: done.append("returned") or 0)
    monkeypatch.setattr(module.celery_state, "revoked", {"job"})
    for name in ("sweep", "end_overdue", "cancel_revoked"):
        monkeypatch.setattr(watch.care, name, lambda *asked, of=name: done.append((of, *asked)) or True)

    def leads() -> None:
        done.append("lead")
        watch._stop.set()

    monkeypatch.setattr(watch, "_lead", leads)
    watch._run()
    assert done == [
        ("sweep",),
        "returned",
        ("end_overdue",),
        ("cancel_revoked", {"job"}),
        "lead",
    ]


def test_nothing_is_given_back_before_the_dead_can_be_told_from_the_living(
    toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a pause, in which no coordinator could beat."""
    watch = another(toy, 1)
    monkeypatch.setattr(watch, "return_taken", lambda: pytest.fail("taken from the living"))
    monkeypatch.setattr(watch.care, "sweep", lambda: False)
    monkeypatch.setattr(watch, "_lead", watch._stop.set)
    watch._run()


def hanging_export(
    toy: ToyPipeline, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> tuple[threading.Event, threading.Event]:
    """A job whose span goes to a collector that hangs: that it is asked, and what lets it answer."""
    exporting, answered = threading.Event(), threading.Event()

    def hangs() -> bool:
        exporting.set()
        return answered.wait(HANGS_S)

    monkeypatch.setattr(watch.runtime.telemetry, "flush", hangs)
    toy.accept()
    toy.record.close("job", "done", keep_s=100, unreported_by=watch.runtime.owner)
    return exporting, answered


def test_a_collector_that_hangs_holds_up_no_round(toy: ToyPipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost work is looked for, and the lead is held, while an export is waited for."""
    watch = another(toy, 1)
    exporting, answered = hanging_export(toy, watch, monkeypatch)
    rounds: list[int] = []
    done = threading.Event()

    def leads() -> None:
        rounds.append(exporting.is_set())
        if sum(rounds) == 3:
            done.set()

    monkeypatch.setattr(watch, "_lead", leads)
    watch.start()
    assert done.wait(HANGS_S)
    assert not answered.is_set()
    answered.set()
    watch.stop()


@pytest.mark.slow
def test_a_watch_that_stops_waits_for_no_export(
    toy: ToyPipeline, ledgers: list[Exported], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is under way is left to its thread; the lead is handed on all the same."""
    watch = another(toy, 1)
    exporting, answered = hanging_export(toy, watch, monkeypatch)
    watch.start()
    assert exporting.wait(HANGS_S)
    watch.stop()
    assert not answered.is_set()
    assert toy.record.lead("another", 1000)
    assert set(toy.record.unreported()) == {"job"}
    answered.set()
