"""What the network learns from: rooms that are the same each time, and what the engine calculates in them."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.looks import is_bent
from plenum.ceiling.light.order.alternatives import alternatives
from plenum.ceiling.room.room import Room
from services.light_model_d_learned.features import NAMES
from services.light_model_d_learned.guesses import MEAN
from training.examples import Examples, examples
from training.rooms import rooms

OFFICE = Room("office", ("." * 12,) * 8)


@pytest.fixture(scope="module")
def made() -> tuple[Room, ...]:
    """Some rooms."""
    return tuple(rooms(3, 60))


@pytest.mark.slow
def test_a_seed_names_its_rooms(made: tuple[Room, ...]) -> None:
    """The same each time, and fewer are the first of more."""
    assert tuple(rooms(3, 20)) == made[:20]
    assert tuple(rooms(4, 20)) != made[:20]


def test_the_rooms_have_many_shapes(made: tuple[Room, ...]) -> None:
    """Bent, with columns, with blocked tiles, with things that hang there."""
    assert len({room.room_type for room in made}) > 10
    assert any(is_bent(room) for room in made)
    assert any(room.holes_m for room in made)
    assert any(room.existing for room in made)
    assert all(room.usable for room in made)


def test_what_is_learnt_is_what_the_engine_calculates() -> None:
    """The mean of an example is that of its array in the room's own field."""
    found = examples([OFFICE], Settings())
    field = light_field(OFFICE, brief_for(OFFICE, Settings()).light)
    assert isinstance(field, LightField)
    answered = alternatives(field)
    assert answered
    lit = field.at(answered.balanced.nodes)
    mean, even = lit.mean() / field.brief.em_lx, lit.min() / lit.mean()
    named = found.of(found.designed)
    means = np.exp(named.true[:, 0]) * named.told[:, MEAN]
    assert np.isclose(means, mean).any()
    assert np.isclose(named.true[:, 1], even).any()
    assert named.held.any()


def test_an_array_that_holds_is_one_that_is_designed_for() -> None:
    """The limits with the design margin: those that the models aim at."""
    found = examples([OFFICE], Settings())
    brief = brief_for(OFFICE, Settings()).light
    assert found.asked[0].tolist() == [1.0 + brief.margin, brief.u0 * (1.0 + brief.margin)]
    assert 0 < found.held.sum() < len(found.held)


@pytest.mark.slow
def test_the_fingerprint_names_the_data() -> None:
    """The same of the same rooms; another where one number is another."""
    one, same = (examples(islice(rooms(5, 8), 3), Settings()) for _ in range(2))
    assert one.fingerprint() == same.fingerprint()
    other = Examples(one.told + 1e-9, one.true, one.asked, one.room, one.designed)
    assert other.fingerprint() != one.fingerprint()
    assert one.told.shape == (len(one.room), len(NAMES))


def test_rooms_without_an_array_teach_nothing_and_say_so() -> None:
    """A ceiling without a free tile."""
    full = Room("full", ("S" * 12,) * 12, existing=frozenset((x, y) for x in range(12) for y in range(12)))
    with pytest.raises(ValueError, match="is there an array"):
        examples([full], Settings())
