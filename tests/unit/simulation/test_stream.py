"""The stream over a door that answers at once, on a clock of the test's own."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.simulation.door import Answer, Door, NoGatewayError
from plenum.simulation.stream import Clock, Stream
from plenum.simulation.traffic import Traffic


class Time:
    """Goes on when somebody sleeps."""

    def __init__(self) -> None:
        self.s = 0.0

    def clock(self) -> Clock:
        """As the stream takes it."""
        return Clock(lambda: self.s, self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.s += seconds


class Hall:
    """A door whose jobs are done a second later."""

    def __init__(self, time: Time, *, refuses: int = 0, away: int = 0) -> None:
        self.time = time
        self.refuses = refuses
        self.away = away
        self.jobs: dict[str, tuple[float, dict[str, Any]]] = {}
        self.said: list[tuple[float, dict[str, Any]]] = []

    def submit(self, building: dict[str, Any]) -> Answer:
        """Refused, away, or taken in."""
        if self.away:
            self.away -= 1
            raise NoGatewayError("away")
        if self.refuses:
            self.refuses -= 1
            return Answer(503, {}, 1.0)
        name = building["building_id"]
        self.jobs[name] = (self.time.s, building)
        return Answer(202, {"job_id": name})

    def state(self, job_id: str) -> Answer:
        """Whether its second is over."""
        return Answer(200, {"answered": self.time.s - self.jobs[job_id][0] >= 1.0})

    def result(self, job_id: str) -> Answer:
        """The rooms as they came."""
        return Answer(200, {"rooms": self.jobs[job_id][1]["rooms"]})

    def judge(self, job_id: str, opinion: dict[str, Any]) -> Answer:
        """Heard."""
        assert job_id in self.jobs
        self.said.append((self.time.s, opinion))
        return Answer(201, {})


def test_every_building_is_done_and_its_rooms_are_judged_after_a_lag() -> None:
    """By those who say anything; an edit brings a grid, nothing else does."""
    time = Time()
    hall = Hall(time)
    counts = Stream(Traffic(rate_per_minute=60, lag_s=20, feedback=1.0), hall, time.clock()).run(60)
    assert counts["submitted"] == counts["done"] == len(hall.jobs) > 30
    assert counts["accept"] + counts["edit"] + counts["reject"] == len(hall.said)
    assert len(hall.said) == sum(len(building["rooms"]) for _, building in hall.jobs.values())
    assert all(("grid" in said) == (said["verdict"] == "edit") for _, said in hall.said)
    assert max(at_s for at_s, _ in hall.said) > 61


def test_one_seed_is_one_run() -> None:
    """To the last opinion."""
    told = []
    for _ in range(2):
        time = Time()
        hall = Hall(time)
        Stream(Traffic(seed=7), hall, time.clock()).run(30)
        told.append([said for _, said in hall.said])
    assert told[0] == told[1]


def test_who_is_refused_is_counted_and_who_finds_nobody_comes_again() -> None:
    """The stream goes on."""
    time = Time()
    hall = Hall(time, refuses=2, away=3)
    counts = Stream(Traffic(rate_per_minute=60), hall, time.clock()).run(30)
    assert (counts["refused"], counts["failed"]) == (2, 3)
    assert counts["done"] == counts["submitted"] > 10


def test_a_gateway_that_is_gone_ends_the_stream() -> None:
    """Nobody asks for ever."""
    time = Time()
    with pytest.raises(NoGatewayError):
        Stream(Traffic(), Hall(time, away=10**6), time.clock()).run(30)


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "redis://a", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ValueError, match="write http"):
        Door(url)
