"""Who comes, and what they change: the same for the same seed."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from random import Random

import pytest

from plenum.files.read import read_building
from plenum.simulation.edits import edited
from plenum.simulation.traffic import Traffic, lag_s, visits, word


def test_one_seed_is_one_stream() -> None:
    """Another one is another."""
    first, again, other = (list(islice(visits(Traffic(seed=seed)), 20)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_buildings_come_at_the_rate_and_can_be_read() -> None:
    """In order, each with a name of its own."""
    some = list(islice(visits(Traffic(rate_per_minute=120)), 400))
    assert [visit.at_s for visit in some] == sorted(visit.at_s for visit in some)
    assert some[-1].at_s / 400 == pytest.approx(0.5, rel=0.2)
    assert len({read_building(visit.building).building_id for visit in some}) == 400


def shares(traffic: Traffic, at_s: float) -> Counter[str]:
    """Of 4,000 rooms."""
    random = Random(3)
    return Counter(word(traffic, at_s, random) for _ in range(4000))


def test_people_are_as_the_traffic_says_and_drift() -> None:
    """What is accepted becomes less as the stream grows old."""
    traffic = Traffic(feedback=0.5, edits=0.2, rejects=0.1, drift=0.5)
    early, late = shares(traffic, 0.0), shares(traffic, 3600.0)
    assert early[""] / 4000 == pytest.approx(0.5, abs=0.05)
    assert early["reject"] / 2000 == pytest.approx(0.1, abs=0.03)
    assert early["edit"] / 2000 == pytest.approx(0.18, abs=0.04)
    assert late["edit"] / 2000 == pytest.approx(0.63, abs=0.05)


def test_the_lag_has_its_median() -> None:
    """And some take long."""
    random = Random(4)
    lags = sorted(lag_s(Traffic(lag_s=10.0), random) for _ in range(2001))
    assert lags[1000] == pytest.approx(10.0, rel=0.15)
    assert lags[-1] > 40.0


def test_an_edit_is_a_ceiling_of_the_same_room() -> None:
    """Walls stay, and something differs for most."""
    rows = ["#.L.#", ".S...", "..D.."]
    made = [edited(rows, Random(seed)) for seed in range(50)]
    for own in made:
        assert [len(row) for row in own] == [5, 5, 5]
        assert (own[0][0], own[0][4]) == ("#", "#")
        assert "".join(own).count("#") == 2
    assert sum(own != rows for own in made) > 40
    assert edited(["##"], Random(1)) == ["##"]
