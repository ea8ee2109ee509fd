"""Marks: the same in drawings and schedules, each address once."""

from __future__ import annotations

from dataclasses import replace

from plenum.files.building.building import Building
from plenum.files.read import read_building
from plenum.files.schedule.marks import luminaire_marks, marked
from tests.support.buildings import building, room


def a_building() -> Building:
    """Two rooms on one storey and one on another; one luminaire with a long name."""
    lamps = {"Panel 600 by Example": {"lumens": 4000, "watts": 32}}
    rooms = [
        room("a", rows=["LSD", "..."], story="1", luminaire="A"),
        room("b", rows=["L.D", "R.."], story="1", luminaire="Panel 600 by Example"),
        room("c", rows=["..D"], story="2", luminaire="A"),
    ]
    read = read_building(building(rooms, settings={"luminaires": lamps}))
    return replace(read, rooms=(replace(read.rooms[0], flows={(1, 0): 61.6}), *read.rooms[1:]))


def test_each_kind_has_the_mark_that_its_trade_reads() -> None:
    """A light its luminaire, a diffuser its flow in whole litres, a detector storey and number."""
    found = {one.part.own_id: one.mark for one in marked(a_building())}
    assert found == {
        "a-L01": "A",
        "a-S01": "62 L/s",
        "a-D01": "1-001",
        "b-L01": "T1",
        "b-R01": "",
        "b-D01": "1-002",
        "c-D01": "2-001",
    }


def test_long_names_of_luminaires_are_numbered_beside_the_short_ones() -> None:
    """A number never collides with a luminaire that is called so."""
    lamps = {"T1": {"lumens": 1, "watts": 1}, "Something long": {"lumens": 2, "watts": 2}}
    rooms = [room("a", luminaire="T1"), room("b", luminaire="Something long")]
    found = luminaire_marks(read_building(building(rooms, settings={"luminaires": lamps})))
    assert {mark: lamp.lumens for mark, lamp in found.items()} == {"T1": 1, "T2": 2}
