"""Layers by discipline, a set for each storey where there are several."""

from __future__ import annotations

import ezdxf

from plenum.files.dxf.layers import WALL, add_layers


def layers_of(*storeys: str) -> tuple[dict[str, str], set[str]]:
    """What the layers' names end with by storey, and the names of all."""
    doc = ezdxf.new("R2010")  # type: ignore[attr-defined]  # ezdxf exports it without saying so
    return add_layers(doc, storeys), {layer.dxf.name for layer in doc.layers}


def test_one_storey_needs_no_ending() -> None:
    """The names are the list's own."""
    ends, names = layers_of("Level 1")
    assert ends == {"Level 1": ""}
    assert {WALL, "E-LITE-FIXT", "F-DETC-SMOK"} <= names


def test_several_storeys_have_layers_of_their_own() -> None:
    """With letters that CAD programs take."""
    ends, names = layers_of("Level 1", "Büro/2")
    assert ends == {"Level 1": "-LEVEL_1", "Büro/2": "-BÜRO_2"}
    assert f"{WALL}-LEVEL_1" in names


def test_storeys_that_differ_by_signs_alone_stay_apart() -> None:
    """Their layers' names would be one."""
    ends, _ = layers_of("A 1", "A/1")
    assert len({end.casefold() for end in ends.values()}) == 2
