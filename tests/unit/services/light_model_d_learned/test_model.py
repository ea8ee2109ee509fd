"""The learned light model: guesses that hold, what is repaired, what it leaves to the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.order.buildings import bent, columns, rectangles
from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.order.alternatives import alternatives
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.verify import verify
from services.light_model_d_learned import model
from services.light_model_d_learned.guesses import most_lights
from services.light_model_d_learned.sampled import SampledField

OFFICE = Room("office", ("." * 15,) * 10)
BENT = Room(
    "bent",
    ("." * 20,) * 6 + ("......" + "#" * 14,) * 9,
    outline_m=((0, 0), (12, 0), (12, 3.6), (3.6, 3.6), (3.6, 9), (0, 9)),
)
RING = Room(
    "ring",
    tuple("." * 40 if not 3 <= y < 37 else "..." + "#" * 34 + "..." for y in range(40)),
    holes_m=(((1.8, 1.8), (22.2, 1.8), (22.2, 22.2), (1.8, 22.2)),),
)
THERE = Room("there", ("." * 10, "....L.....", *("." * 10,) * 5), existing=frozenset({(4, 1)}))
HALL = Room("hall", ("." * 100,) * 100, room_type="office_open")


def holds(room: Room, layout: Layout, settings: Settings | None = None) -> bool:
    """Whether every hard rule of light holds with a layout in place."""
    brief = brief_for(room, settings or Settings())
    return not broken(verify(room.with_layout(layout), brief, ("GEO", "LGT")))


@pytest.mark.parametrize("room", [OFFICE, BENT, THERE], ids=lambda room: room.room_id)
def test_a_guess_holds_the_rules(room: Room) -> None:
    """The first that the network makes, on rooms it was not fitted to."""
    ((layout, held), *_) = model.tried(room, brief_for(room, Settings()))
    assert held
    assert holds(room, layout)
    assert model.solve(room, brief_for(room, Settings())) == layout


def test_a_guess_needs_no_field_of_the_whole_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is what it saves: only what it lights is calculated."""
    monkeypatch.delattr(model, "light_field")
    assert model.solve(OFFICE, brief_for(OFFICE, Settings())).terminals


def test_its_lights_are_few_more_than_the_fewest_in_order() -> None:
    """It prices looks as the others do; it does not pay for a mistake with a light on every tile."""
    field = LightField(OFFICE, brief_for(OFFICE, Settings()).light)
    found = alternatives(field)
    assert found
    lights = len(model.solve(OFFICE, brief_for(OFFICE, Settings())).terminals)
    assert found.sparse.count <= lights <= 1.35 * found.sparse.count


def test_where_no_guess_holds_an_array_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With more lights on its pattern, until the rules hold."""
    monkeypatch.setattr(model, "guesses", lambda *_: iter(()))
    layout = model.solve(BENT, brief_for(BENT, Settings()))
    assert layout.notes == ()
    assert holds(BENT, layout)


@pytest.mark.slow
def test_what_cannot_be_repaired_is_answered_as_it_is_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The competition has models that search on; this one says why it did not."""
    monkeypatch.setattr(model, "guesses", lambda *_: iter(()))
    monkeypatch.setattr(model, "completed", lambda *_: [])
    layout = model.solve(RING, brief_for(RING, Settings()))
    assert layout.notes == (model.MISSED,)
    assert layout.terminals


def test_no_more_lights_than_the_buildings_power_allows() -> None:
    """However the array would look."""
    brief = brief_for(OFFICE, Settings())
    free = len(model.solve(OFFICE, brief).terminals)
    bound = replace(brief, most_lights=free - 1)
    assert most_lights(SampledField(OFFICE, bound.light)) == free - 1
    assert len(model.solve(OFFICE, bound).terminals) < free


def test_reserved_tiles_stay_free() -> None:
    """They are a return's and the detectors'."""
    taken = {terminal.tile for terminal in model.solve(OFFICE, brief_for(OFFICE, Settings())).terminals}
    kept = frozenset(sorted(taken)[:2])
    layout = model.solve(OFFICE, brief_for(OFFICE, Settings(), reserved=kept))
    assert not kept & {terminal.tile for terminal in layout.terminals}
    assert holds(OFFICE, layout)


def test_nothing_is_added_where_the_lights_that_hang_there_suffice() -> None:
    """An empty answer, and no note: nothing is missing."""
    done = OFFICE.with_layout(model.solve(OFFICE, brief_for(OFFICE, Settings())))
    layout = model.solve(done, brief_for(done, Settings()))
    assert (layout.terminals, layout.notes) == ((), ())


def test_a_ceiling_without_a_free_tile_gets_an_answer() -> None:
    """Nothing to place, and no error."""
    full = Room("full", ("S" * 12,) * 12, existing=frozenset((x, y) for x in range(12) for y in range(12)))
    assert model.solve(full, brief_for(full, Settings())).terminals == ()


def test_a_hall_is_lit() -> None:
    """Halls are not learned, they are lit all the same."""
    assert holds(HALL, model.place(HALL, brief_for(HALL, Settings())))


@pytest.mark.slow
def test_nearly_every_first_guess_holds_in_rooms_that_it_never_saw() -> None:
    """Before anything is repaired: 0.95 of the rooms in which it guesses, and it guesses in most."""
    asked = [room for made in (rectangles(), bent(), columns()) for room in made.rooms]
    guessed = [model.tried(room, brief_for(room, Settings())) for room in asked]
    firsts = [tried[0][1] for tried in guessed if tried]
    assert len(firsts) >= 0.9 * len(asked)
    assert sum(firsts) >= 0.95 * len(firsts)
