"""The three light models on ordinary and on odd rooms."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.verify import verify

Place = Callable[[Room, Brief], Layout]
MODELS: dict[str, Place] = {
    name: importlib.import_module(f"services.light_model_{name}.model").place
    for name in ("a_dense", "b_sparse", "c_balanced")
}
every_model = pytest.mark.parametrize("place", MODELS.values(), ids=MODELS)

PLAIN = Room("plain", tuple(["." * 15] * 10))
ROTATED = Room(
    "rotated",
    ("##....####", "#.......##", ".........#", "..........", "#.........", "##.......#", "####....##"),
    outline_m=((1.0, 0.0), (6.0, 2.2), (5.0, 4.2), (0.0, 2.0)),
)
VALID = {
    "plain": PLAIN,
    "one tile wide": Room("narrow", ("." * 40,), room_type="corridor"),
    "two tiles wide": Room("pair", tuple([".."] * 50), room_type="corridor"),
    "bent": Room(
        "bent",
        tuple(["." * 30] * 3 + ["..." + "#" * 27] * 27),
        outline_m=((0, 0), (18, 0), (18, 1.8), (1.8, 1.8), (1.8, 18), (0, 18)),
        room_type="corridor",
    ),
    "around a shaft": Room(
        "shaft",
        tuple("." * 20 if not 4 <= y < 8 else "." * 8 + "####" + "." * 8 for y in range(12)),
        holes_m=(((4.8, 2.4), (7.2, 2.4), (7.2, 4.8), (4.8, 4.8)),),
    ),
    "long tiles": Room("long", tuple(["." * 10] * 6), tile_m=(0.6, 1.2)),
    "columns in the way": Room("columns", tuple(["..#.." * 3] * 10)),
    "one tile": Room("one", (".",)),
}


def broken_rules(room: Room, layout: Layout, brief: Brief) -> set[str]:
    """The hard rules that do not hold with a layout in place."""
    return {e.rule for e in broken(verify(room.with_layout(layout), brief, ("GEO", "LGT")))}


@every_model
@pytest.mark.parametrize("room", VALID.values(), ids=VALID)
def test_a_model_holds_every_hard_rule(place: Place, room: Room) -> None:
    """Rectangles, corridors, shafts, columns, oblong tiles."""
    brief = brief_for(room, Settings())
    assert broken_rules(room, place(room, brief), brief) == set()


@every_model
def test_a_model_answers_the_same_twice(place: Place) -> None:
    """No randomness, no clock."""
    brief = brief_for(PLAIN, Settings())
    assert place(PLAIN, brief) == place(PLAIN, brief)


@every_model
def test_a_model_leaves_reserved_tiles_free(place: Place) -> None:
    """What a detector or a return needs is not taken."""
    plain = brief_for(PLAIN, Settings())
    taken = frozenset(t.tile for t in place(PLAIN, plain).terminals)
    brief = replace(plain, reserved=taken)
    layout = place(PLAIN, brief)
    assert taken.isdisjoint(t.tile for t in layout.terminals)
    assert broken_rules(PLAIN, layout, brief) == set()


@every_model
def test_existing_lights_count(place: Place) -> None:
    """Half an array there already: fewer are placed, and none on top of it."""
    rows = tuple(
        "".join("L" if x in (1, 5) and y in (1, 4, 8) else "." for x in range(15)) for y in range(10)
    )
    room = replace(PLAIN, rows=rows)
    brief = brief_for(room, Settings())
    layout = place(room, brief)
    assert 0 < len(layout.terminals) < len(place(PLAIN, brief_for(PLAIN, Settings())).terminals)
    assert broken_rules(room, layout, brief) == set()


@every_model
def test_nothing_is_placed_where_the_lights_there_suffice(place: Place) -> None:
    """A finished room stays as it is, and that is proven to be the least."""
    rows = tuple(
        "".join("L" if x in (1, 5, 9, 13) and y in (1, 4, 8) else "." for x in range(15)) for y in range(10)
    )
    room = replace(PLAIN, rows=rows)
    layout = place(room, brief_for(room, Settings()))
    assert layout.terminals == ()
    assert layout.proof is not None
    assert layout.proof.proven


@every_model
def test_without_a_free_tile_the_certificate_says_so(place: Place) -> None:
    """No error, an empty layout, and the reason."""
    room = Room("full", ("##D", "#RS"))
    layout = place(room, brief_for(room, Settings()))
    assert layout.terminals == ()
    assert layout.infeasible is not None
    assert layout.infeasible.rule == "LGT-1"
    assert layout.notes


@pytest.mark.slow
@every_model
def test_a_dark_half_is_infeasible_for_uniformity(place: Place) -> None:
    """Tiles at one end alone cannot light the other; the darkest point is named."""
    room = Room("half", tuple(["...." + "#" * 16] * 8))
    layout = place(room, brief_for(room, Settings()))
    assert layout.infeasible is not None
    assert layout.infeasible.rule == "LGT-2"
    assert any("LGT-2" in note and "darkest" in note for note in layout.notes)


@every_model
def test_a_glaring_luminaire_is_infeasible_whatever_the_layout(place: Place) -> None:
    """An opal panel in an office: lights are placed all the same, and the cure is named."""
    room = replace(PLAIN, luminaire="A")
    layout = place(room, brief_for(room, Settings()))
    assert layout.terminals
    assert layout.infeasible is not None
    assert layout.infeasible.rule == "LGT-13"
    assert "UGR 19" in layout.infeasible.relaxation


def test_sparse_places_no_more_than_the_others() -> None:
    """Its point is the fewest luminaires."""
    for room in VALID.values():
        brief = brief_for(room, Settings())
        counts = {name: len(place(room, brief).terminals) for name, place in MODELS.items()}
        assert counts["b_sparse"] == min(counts.values()), room.room_id


def test_dense_spends_lights_on_evenness_and_sparse_spares_them() -> None:
    """In the plain office the balanced layout lies between the other two."""
    brief = brief_for(PLAIN, Settings())
    counts = {name: len(place(PLAIN, brief).terminals) for name, place in MODELS.items()}
    assert counts["b_sparse"] <= counts["c_balanced"] <= counts["a_dense"]


def test_a_small_count_is_proven_by_trying_all() -> None:
    """Where fewer choices are few, the bound rises to the count."""
    room = Room("small", tuple(["." * 5] * 4))
    layout = MODELS["b_sparse"](room, brief_for(room, Settings()))
    assert layout.proof is not None
    assert layout.proof.proven


@every_model
def test_an_outline_askew_to_the_grid_is_respected(place: Place) -> None:
    """Lights stay on tiles that are wholly inside a rotated room."""
    from plenum.ceiling.room.geometry import tiles_inside

    inside = tiles_inside(ROTATED)
    rows = tuple("".join("." if cell else "#" for cell in row) for row in inside)
    room = replace(ROTATED, rows=rows, room_type="storage")
    brief = brief_for(room, Settings())
    assert broken_rules(room, place(room, brief), brief) == set()
