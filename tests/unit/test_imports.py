"""The tool that counts imports between neighbours and finds their circles."""

from __future__ import annotations

import grimp
import pytest

from tests.support.ci import tool

imports = tool("imports")


def house(*arrows: tuple[str, str]) -> grimp.ImportGraph:
    """Modules of a package `p` that import each other so."""
    graph = grimp.ImportGraph()
    for module in ("p", *dict.fromkeys(end for arrow in arrows for end in arrow)):
        graph.add_module(module)
    for folder in {module.rpartition(".")[0] for module in graph.modules} - graph.modules - {""}:
        graph.add_module(folder)
    for importer, imported in arrows:
        graph.add_import(importer=importer, imported=imported)
    return graph


def test_a_folder_is_one_neighbour_with_all_that_is_in_it() -> None:
    """Two imports between the same two are one arrow, those inside of one are none."""
    graph = house(("p.a.x", "p.b.x"), ("p.a.y", "p.b.y"), ("p.a.x", "p.a.y"), ("p.c", "p.a.x"))
    assert imports.row(graph, "p") == (2, 1, 2, [])
    assert imports.arrows(graph, "p") == {("a", "b"), ("c", "a")}
    assert imports.arrows(graph, "p.a") == {("x", "y")}


def test_folders_that_reach_each_other_are_a_circle() -> None:
    """Though no module is in one: the arrow back is upward wherever the folders stand."""
    graph = house(("p.a.x", "p.b.x"), ("p.b.y", "p.c.x"), ("p.c.y", "p.a.y"), ("p.d", "p.a.x"))
    assert imports.row(graph, "p")[-1] == [["a", "b", "c"]]


@pytest.mark.parametrize("arrows", [[], [("a", "b"), ("b", "c"), ("a", "c")]])
def test_arrows_that_point_one_way_are_no_circle(arrows: list[tuple[str, str]]) -> None:
    """A diamond, say, or nothing at all."""
    assert imports.circles(arrows) == []
