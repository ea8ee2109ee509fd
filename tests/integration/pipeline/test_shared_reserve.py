"""Stages tell each other what they found of a batch's reserve, in Redis and in memory alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plenum.ceiling.whole.reservation import Reservation
from plenum.pipeline.answers import Output
from plenum.pipeline.batch import Reserves
from plenum.pipeline.job import Slot
from plenum.pipeline.record.calls import Commit
from tests.support.record_driver import STAGES, Driver

LEFT, RIGHT = (Slot("job", "b0", stage) for stage in ("left", "right"))
FIRST, SECOND = (Reservation(frozenset({(n, 0)}), frozenset({(n, 1)})) for n in range(2))


def told(
    twin: Driver, found: Mapping[Slot, Reserves], stages: Sequence[str] = STAGES
) -> dict[Slot, Reserves]:
    """What is heard by who tells this."""
    return dict(twin.record.share_reserves(found, stages))


def test_who_tells_hears_what_the_others_have_told(twin: Driver) -> None:
    """Each its part; who begins later is handed all of it."""
    twin.accept()
    assert told(twin, {LEFT: {0: FIRST}}) == {LEFT: {0: FIRST}}
    assert told(twin, {RIGHT: {1: SECOND}}) == {RIGHT: {0: FIRST, 1: SECOND}}
    assert twin.started("join").reserve == {0: FIRST, 1: SECOND}


def test_who_only_listens_tells_nothing(twin: Driver) -> None:
    """And what it told before stays."""
    twin.accept()
    assert told(twin, {LEFT: {}}) == {LEFT: {}}
    told(twin, {LEFT: {0: FIRST}})
    assert told(twin, {LEFT: {}}) == {LEFT: {0: FIRST}}


def test_several_batches_are_told_of_at_once(twin: Driver) -> None:
    """Of several jobs too; of one that is gone nothing is heard."""
    twin.accept("job", batches=2)
    other, gone = LEFT._replace(batch="b1"), LEFT._replace(job_id="gone")
    heard = told(twin, {LEFT: {0: FIRST}, other: {0: SECOND}, gone: {0: FIRST}})
    assert heard == {LEFT: {0: FIRST}, other: {0: SECOND}, gone: {}}


def test_what_a_stage_found_comes_with_its_commit_too(twin: Driver) -> None:
    """A part that nobody was in need of is told without a step of its own."""
    twin.accept()
    twin.record.commit(LEFT, Commit(Output(stage="left", rooms=()), reserve={0: FIRST}))
    assert twin.started("right").reserve == {0: FIRST}


def test_only_the_stages_that_are_asked_for_are_heard(twin: Driver) -> None:
    """Each part is found by whose it is."""
    twin.accept()
    told(twin, {LEFT: {0: FIRST}})
    assert told(twin, {RIGHT: {}}, ["right"]) == {RIGHT: {}}
