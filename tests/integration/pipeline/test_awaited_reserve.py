"""A batch's reserve is found by one stage and awaited by the others, in Redis and in memory alike."""

from __future__ import annotations

import pytest

from plenum.ceiling.whole.reserve import Reservation
from plenum.pipeline.job import Slot
from tests.support.record_driver import Driver
from tests.support.waiting import HANGS_S

SLOT = Slot("job", "b0", "left")
RESERVE = (Reservation(frozenset({(0, 0)}), frozenset()),)
TWINS = ("redis", "memory")


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reserve is waited for longer than a test is held up."""
    for name in TWINS:
        monkeypatch.setattr(f"plenum.pipeline.record.{name}.work.PATIENT_S", HANGS_S)


def test_one_stage_finds_a_batchs_reserve_and_the_others_wait_for_it(twin: Driver, patient: None) -> None:
    """Those that begin meanwhile are handed it, those that begin later read it."""
    twin.accept()
    first = twin.started("left", twin.beat("left"))
    assert (first.reserve, first.reserve_is_sought) == (None, False)
    second = twin.started("right", twin.beat("right"))
    assert (second.reserve, second.reserve_is_sought) == (None, True)
    twin.record.store_reserve(SLOT, RESERVE)
    assert twin.record.await_reserve(SLOT) == RESERVE
    later = twin.started("join", "join:w:1")
    assert (later.reserve, later.reserve_is_sought) == (RESERVE, False)


def test_a_stage_that_begins_again_finds_the_reserve_it_was_finding(twin: Driver) -> None:
    """It does not wait for itself, nor for those that wait for it."""
    twin.accept()
    me = twin.beat("left")
    twin.started("left", me)
    twin.started("right", twin.beat("right"))
    assert not twin.started("left", me).reserve_is_sought


def test_nobody_waits_for_a_reserve_that_a_dead_worker_was_finding(twin: Driver) -> None:
    """Whoever begins next finds it, and is waited for in its turn."""
    twin.accept()
    twin.started("left", "left:w:dead")
    assert not twin.started("right", twin.beat("right")).reserve_is_sought
    assert twin.started("left", "left:w:2").reserve_is_sought


def test_a_reserve_that_does_not_come_is_not_waited_for_for_ever(
    twin: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stage that waited then finds it itself; so it does where the job is gone."""
    for name in TWINS:
        monkeypatch.setattr(f"plenum.pipeline.record.{name}.work.PATIENT_S", 0.05)
    twin.accept()
    assert twin.record.await_reserve(SLOT) is None
    twin.record.store_reserve(SLOT._replace(job_id="gone"), RESERVE)
    assert twin.record.await_reserve(SLOT._replace(job_id="gone")) is None
