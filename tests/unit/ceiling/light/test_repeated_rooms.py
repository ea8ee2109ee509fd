"""Rooms that repeat, turned and mirrored too: what counts as the same room, and what does not."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from plenum.ceiling.asked.brief import Brief, brief_for
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.light.repeated_rooms import HALL_TILES, ROOM_TILES, RoomMemory, Solve
from plenum.ceiling.light.symmetry import Turn, turned, turns_alike
from plenum.ceiling.luminaire.distribution import Distribution
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.verify import verify
from services.light_model_b_sparse.model import place as sparse
from services.light_model_b_sparse.model import solve

ROOM = Room("first", ("....", "...."), outline_m=((0.0, 0.0), (2.4, 0.0), (2.4, 1.2), (0.0, 1.2)))
DIFFERENT = {
    "another tile taken": replace(ROOM, rows=("...#", "....")),
    "other tiles": replace(ROOM, tile_m=(0.6, 1.2)),
    "lower": replace(ROOM, ceiling_height_m=2.6),
    "for something else": replace(ROOM, room_type="corridor"),
    "another luminaire": replace(ROOM, luminaire="C"),
    "another outline": replace(ROOM, outline_m=((0.0, 0.0), (2.4, 0.0), (2.4, 1.2), (0.1, 1.2))),
}


def nothing(room: Room, brief: Brief) -> Layout:
    """A model that lights nothing and does not say why."""
    return Layout(Kind.LIGHT)


def counting(model: Solve = solve) -> tuple[Solve, list[str]]:
    """A model with a memory that tells which rooms it was asked for."""
    asked: list[str] = []

    def counted(room: Room, brief: Brief) -> Layout:
        asked.append(room.room_id)
        return model(room, brief)

    return RoomMemory(counted).layout, asked


def test_the_same_room_under_another_name_is_solved_once() -> None:
    """Name and storey do not matter to its lights."""
    place, asked = counting()
    twin = replace(ROOM, room_id="second", name="Twin", story="2")
    assert place(ROOM, brief_for(ROOM, Settings())) == place(twin, brief_for(twin, Settings()))
    assert asked == ["first"]


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT)
def test_a_room_that_differs_is_solved_by_itself(other: Room) -> None:
    """Grid, tiles, height, type, luminaire, outline: each matters."""
    place, asked = counting()
    for room in (ROOM, replace(other, room_id="other")):
        place(room, brief_for(room, Settings()))
    assert asked[0] == "first"
    assert set(asked[1:]) == {"other"}


def test_other_reserved_tiles_are_another_question() -> None:
    """What is kept for a detector is not free for a light."""
    place, asked = counting()
    brief = brief_for(ROOM, Settings())
    place(ROOM, brief)
    place(ROOM, replace(brief, reserved=frozenset({(0, 0)})))
    assert len(asked) == 2


@pytest.mark.parametrize(("most", "times"), [(ROOM_TILES, 1), (HALL_TILES, 2)])
def test_the_largest_halls_are_not_remembered(most: int, times: int) -> None:
    """Their layouts would fill the memory."""
    place, asked = counting(nothing)
    hall = Room("hall", tuple(["." * 100] * (most // 100 + 1)))
    brief = brief_for(hall, Settings())
    place(hall, brief)
    place(hall, brief)
    assert len(asked) == times


BENT = Room(
    "bent",
    ("......", "......", "...###", "...###", ".L.###"),
    tile_m=(0.6, 0.5),
    outline_m=((0.0, 0.0), (3.6, 0.0), (3.6, 1.0), (1.8, 1.0), (1.8, 2.5), (0.0, 2.5)),
)
IMAGES = [Turn(x, y, d, BENT.width, BENT.height) for x, y, d in product((False, True), repeat=3)]
every_image = pytest.mark.parametrize(
    "turn", IMAGES, ids=lambda turn: f"{turn.along_x}{turn.along_y}{turn.diagonal}"
)
KEPT = frozenset({(1, 1), (0, 4)})


def image_of(turn: Turn) -> tuple[Room, Brief]:
    """The bent room turned, its kept tiles too."""
    image = replace(
        BENT,
        room_id="image",
        rows=turn.rows(BENT.rows),
        tile_m=BENT.tile_m[::-1] if turn.diagonal else BENT.tile_m,
        outline_m=turn.ring(BENT.outline_m, BENT.tile_m),
    )
    return image, replace(brief_for(image, Settings()), reserved=frozenset(map(turn.tile, KEPT)))


@every_image
def test_the_answer_for_an_image_is_the_image_of_the_answer(turn: Turn) -> None:
    """Mirrored and turned rooms are lit alike, and the rules hold there by the verifier."""
    room, brief = image_of(turn)
    plain, own = image_of(Turn(False, False, False, BENT.width, BENT.height))
    layout = sparse(room, brief)
    assert {t.tile for t in layout.terminals} == {turn.tile(t.tile) for t in sparse(plain, own).terminals}
    assert layout.proof == sparse(plain, own).proof
    assert not broken(verify(room.with_layout(layout), brief, ("LGT",)))
    assert list(layout.terminals) == sorted(layout.terminals, key=lambda t: t.tile[::-1])


@every_image
def test_a_turned_tile_turns_back(turn: Turn) -> None:
    """The characters of a grid go where its tiles go."""
    rows = turn.rows(BENT.rows)
    for tile, char in BENT.tiles():
        x, y = turn.tile(tile)
        assert rows[y][x] == char
        assert turn.back((x, y)) == tile


def test_all_images_are_one_question() -> None:
    """The model is asked once for eight."""
    forms = {(form.room.rows, form.room.outline_m) for form in (turned(*image_of(turn)) for turn in IMAGES)}
    assert len(forms) == 1


def test_an_image_whose_answer_does_not_hold_is_solved_by_itself() -> None:
    """A layout that lights too little is not handed on turned."""
    place, asked = counting(nothing)
    images = [image_of(turn) for turn in IMAGES]
    room, brief = next((r, b) for r, b in images if turned(r, b).room.rows != r.rows)
    assert place(room, brief) == Layout(Kind.LIGHT)
    assert len(asked) == 2


def test_a_luminaire_that_throws_to_one_side_is_not_turned() -> None:
    """Its room's image would be lit differently."""
    room, brief = image_of(IMAGES[0])
    assert turns_alike(brief)
    planes = tuple(tuple([100.0 + 10.0 * i] * 37) for i in range(7))
    narrow = replace(brief.light.luminaire, distribution=Distribution(planes))
    lopsided = replace(brief, room=room)
    lopsided.__dict__["light"] = replace(brief.light, luminaire=narrow)
    assert not turns_alike(lopsided)
