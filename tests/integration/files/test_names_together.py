"""A name that languages mean differently is read beside the other names of its building, in any format."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from plenum.files.read import read_building
from tests.support.dragonfly import dragonfly, room_2d, story
from tests.support.gbxml import document, shell, space
from tests.support.honeybee import box, model, rectangle
from tests.support.ifc import Sample
from tests.support.plans import Plan

Names = Sequence[str]
GERMAN = ("Aula", "Flur", "Büro 1", "Besprechung")
ITALIAN = ("Aula", "Corridoio", "Ufficio 1", "Segreteria")


def honeybee(names: Names) -> str:
    """A room a name, side by side; so the others."""
    rooms = [box(f"r{i}", rectangle(6, 4, 9 * i), display_name=n, program=None) for i, n in enumerate(names)]
    return json.dumps(model(*rooms))


def plans(names: Names) -> str:
    """Dragonfly."""
    rooms = [
        room_2d(f"r{i}", rectangle(6, 4, 9 * i), display_name=n, program=None) for i, n in enumerate(names)
    ]
    return json.dumps(dragonfly(story("S", *rooms)))


def gbxml(names: Names) -> str:
    """Spaces with shells."""
    return document(*(space(f"r{i}", shell(rectangle(6, 4, 9 * i)), name=n) for i, n in enumerate(names)))


def ifc(names: Names) -> str:
    """Spaces on one storey."""
    sample = Sample()
    storey = sample.storey()
    for i, name in enumerate(names):
        sample.space(storey, str(i), [sample.prism(rectangle(6, 4, 9 * i))], LongName=name)
    return sample.text()


def drawing(names: Names) -> str:
    """Outlines with texts in them."""
    plan = Plan()
    for i, name in enumerate(names):
        plan.box(9 * i, 0, 6, 4)
        plan.say(name, 9 * i + 1, 1)
    return plan.text()


def room_list(names: Names) -> str:
    """Lines."""
    return "\n".join(["name;length;width", *(f"{name};6;4" for name in names)])


@pytest.mark.parametrize("written", [honeybee, plans, gbxml, ifc, drawing, room_list])
@pytest.mark.parametrize(("names", "room_type"), [(GERMAN, "assembly"), (ITALIAN, "classroom")])
def test_a_word_means_what_it_does_in_the_buildings_language(
    written: Callable[[Names], str], names: Names, room_type: str
) -> None:
    """A German hall, an Italian class."""
    (hall,) = [room for room in read_building(written(names)).rooms if "Aula" in (room.name, room.room_id)]
    assert hall.room_type == room_type
