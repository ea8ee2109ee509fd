"""Counts of a real building's rooms where the fewest lights are asked for, proven within the budget."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from plenum.ceiling.asked.brief import brief_for
from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.local_search import holds
from plenum.ceiling.whole.reserve import reserved
from plenum.files.building.building import Building
from plenum.files.read import read_building
from services.light_model_b_sparse.branch_and_bound import MOST_TILES, decided
from services.light_model_b_sparse.fewest import fewest
from services.light_model_b_sparse.model import place as sparse


@pytest.fixture(scope="module")
def lab(test_data: Path) -> Building:
    """A laboratory building of 100 rooms, to be lit by the fewest."""
    read = read_building(test_data / "lab_building.hbjson")
    overrides = {**read.settings.overrides, "order": "free"}
    return replace(read, settings=replace(read.settings, overrides=overrides))


@pytest.mark.parametrize("number", [0, 7, 29, 46, 52, 88])
def test_a_rooms_count_is_proven(lab: Building, number: int) -> None:
    """No room of a few hundred tiles ends with a gap that the budget suffices for."""
    room = lab.rooms[number]
    brief = reserved(room, brief_for(room, lab.settings))
    proof = sparse(room, brief).proof
    assert proof is not None
    assert room.usable <= MOST_TILES
    assert proof.proven


def test_a_building_may_ask_for_thorough_proofs(lab: Building) -> None:
    """A room whose count the usual budget leaves open is proven, at no more lights."""
    room = lab.rooms[90]
    overrides = {**lab.settings.overrides, "targets": {"corridor": {"em_lx": 120}}}
    usual = replace(lab.settings, overrides=overrides)
    thorough = replace(lab.settings, overrides={**overrides, "proof": "thorough"})
    quick = sparse(room, reserved(room, brief_for(room, usual))).proof
    proven = sparse(room, reserved(room, brief_for(room, thorough))).proof
    assert quick is not None
    assert proven is not None
    assert not quick.proven
    assert proven.proven
    assert proven.count <= quick.count


def test_order_costs_few_lights(lab: Building) -> None:
    """In the smaller rooms together at most a quarter more than the fewest, where few lights are in order."""
    in_order = replace(lab.settings, overrides={**lab.settings.overrides, "order": "ordered"})
    fewest = orderly = 0
    for room in lab.rooms:
        if room.usable <= 100:
            fewest += len(sparse(room, brief_for(room, lab.settings)).terminals)
            orderly += len(sparse(room, brief_for(room, in_order)).terminals)
    assert fewest <= orderly <= 1.25 * fewest


def test_what_the_tree_calls_impossible_no_search_finds(lab: Building) -> None:
    """A count below the proven one: the search that finds layouts finds none there."""
    room = lab.rooms[46]
    brief = reserved(room, brief_for(room, lab.settings))
    field = LightField(room, brief.light, brief.reserved)
    found = fewest(field, None)
    assert found.chosen is not None
    assert holds(field, field.at(found.chosen))
    for count in range(1, len(found.chosen)):
        assert decided(field, count).impossible
