"""Which rooms a category of fire detection covers, under each code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.asked.detection import CATEGORIES, not_covered
from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.fire_code import FireCode
from tests.support.naive.room import NaiveRoom
from tests.support.naive.smoke import covered

N, B, E = FireCode.NFPA72, FireCode.BS5839, FireCode.EN54_14_2018
EVERY = [(code, category) for code, categories in CATEGORIES.items() for category in categories]


def of(room_type: str, code: FireCode, category: str, **fire: object) -> bool:
    """Whether the room `r` of this type is covered."""
    settings = Settings(code=code, overrides={"fire": {"category": category, **fire}})
    return not not_covered(Room("r", ("....",) * 4, room_type=room_type), settings)


@pytest.mark.parametrize(
    ("code", "category", "covered_types"),
    [
        (B, "L1", {"corridor", "office_open", "storage"}),
        (B, "P1", {"corridor", "office_open", "storage"}),
        (B, "L2", {"corridor", "office_open", "storage"}),
        (B, "L3", {"corridor", "office_open", "storage"}),
        (B, "L4", {"corridor"}),
        (B, "L5", set()),
        (B, "P2", set()),
        (B, "M", set()),
        (E, "total", {"corridor", "office_open", "storage"}),
        (E, "escape_routes", {"corridor"}),
        (E, "local", set()),
        (N, "total", {"corridor", "office_open", "storage"}),
        (N, "partial", {"corridor", "storage"}),
        (N, "selective", set()),
    ],
)
def test_a_category_covers_rooms_by_their_type(
    code: FireCode, category: str, covered_types: set[str]
) -> None:
    """A corridor, an office and a store, none of which says where its doors are."""
    types = ("corridor", "office_open", "storage")
    assert {name for name in types if of(name, code, category)} == covered_types


def test_inner_rooms_are_left_to_the_risk_they_hold() -> None:
    """Beyond escape routes L2 adds rooms of high risk, L3 nothing."""
    inner = {"inner_rooms": ["r"]}
    assert [of("office_open", B, c, **inner) for c in ("L1", "L2", "L3")] == [True, False, False]
    assert [of("storage", B, c, **inner) for c in ("L1", "L2", "L3")] == [True, True, False]
    assert of("corridor", B, "L3", **inner)


@pytest.mark.parametrize(("code", "category"), EVERY)
def test_a_room_that_is_named_is_covered_whatever_the_category(code: FireCode, category: str) -> None:
    """That is how L5, P2 and selective coverage are told."""
    assert of("office_open", code, category, rooms=["r"])


@pytest.mark.parametrize(("table", "category"), [("inner_rooms", "L3"), ("rooms", "L5")])
def test_a_table_of_rooms_is_looked_through_once_however_many_rooms_ask(table: str, category: str) -> None:
    """It may name 20,000 rooms, and each of them asks."""

    class Table(list[str]):
        read = 0

        def __iter__(self) -> Iterator[str]:
            self.read += 1
            return super().__iter__()

        def __contains__(self, name: object) -> bool:
            self.read += 1
            return super().__contains__(name)

    named = Table(["r1"])
    settings = Settings(code=B, overrides={"fire": {"category": category, table: named}})
    rooms = [Room(f"r{i}", ("....",) * 4, room_type="office_open") for i in range(3)]
    covered_rooms = [not not_covered(room, settings) for room in rooms]
    assert covered_rooms == [(i == 1) is (table == "rooms") for i in range(3)]
    assert named.read == 1


def test_a_category_of_another_code_leaves_every_room_covered() -> None:
    """One building can be looked at under several codes."""
    assert of("office_open", N, "L4")
    assert of("office_open", E, "M")


@pytest.mark.parametrize(("code", "category"), EVERY)
def test_the_naive_verifier_covers_the_same_rooms(code: FireCode, category: str) -> None:
    """Every type of room, on its own and as an inner room; neither knows the other's lists."""
    for fire in ({}, {"inner_rooms": ["r"]}):
        settings = {"fire": {"category": category, **fire}}
        for room_type in ROOM_TYPES:
            room = Room("r", ("....",) * 4, room_type=room_type)
            naive = NaiveRoom(room.to_json(), settings, code.value)
            assert covered(naive) is (not not_covered(room, Settings(code=code, overrides=settings)))


def test_rooms_alike_but_for_their_name_are_told_apart() -> None:
    """Briefs are remembered by what a room is, and a category may name one of two equal rooms."""
    settings = Settings(code=B, overrides={"fire": {"category": "L5", "rooms": ["a"]}})
    one = Room("a", ("....",) * 4)
    assert brief_for(one, settings).smoke.protected
    other = brief_for(replace(one, room_id="b"), settings).smoke
    assert not other.protected
    assert other.why == "category L5 covers the rooms that settings.fire.rooms names"
