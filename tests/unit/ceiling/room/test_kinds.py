"""The catalogue of component kinds."""

from __future__ import annotations

import pytest

from plenum.ceiling.room.grid import EMPTY, INVALID
from plenum.ceiling.room.kinds import Entry, Kind
from plenum.ceiling.rules.rule_set import FAMILIES
from services.stages import GRAPH


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_found_by_its_public_name(kind: Kind) -> None:
    """Names travel; entries stay."""
    assert Kind(kind.value) is kind
    assert isinstance(kind.entry, Entry)


def test_no_two_kinds_share_what_tells_them_apart() -> None:
    """Characters, layers, blocks, IFC products and telemetry names are each of one kind alone."""
    entries = [kind.entry for kind in Kind]
    assert {EMPTY, INVALID}.isdisjoint(e.symbol for e in entries)
    assert all(len(e.symbol) == 1 and e.symbol.isalpha() for e in entries)
    for told in (
        [e.symbol for e in entries],
        [e.event_field for e in entries],
        [e.dxf.layer for e in entries],
        [e.dxf.block for e in entries],
        [(e.ifc.entity, e.ifc.predefined) for e in entries],
    ):
        assert len(set(told)) == len(Kind)


def test_what_places_a_kind_is_checked_by_the_kinds_rules() -> None:
    """Each stage of the graph verifies the families that judge what it placed."""
    for stage in GRAPH.stages:
        if stage.kind:
            assert set(stage.kind.entry.families) <= set(stage.rules) <= set(FAMILIES)
