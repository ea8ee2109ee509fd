"""Counts the arrows of a checkout's imports between neighbours; none may go in a circle.

    python .ci/imports.py [CHECKOUT] [--arrows]      a line for each package; 1 where there is a circle

Neighbours are the folders and modules of one package, each taken with all that is in it. An arrow is an
import of one neighbour's modules by another's; imports for type checking and at the point of use count. A
circle is a group of neighbours that all reach each other: at least one of its arrows points upward.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import grimp

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGES: Final = ("plenum", "services")

Arrow = tuple[str, str]


def arrows(graph: grimp.ImportGraph, package: str) -> set[Arrow]:
    """Between the neighbours of one package, by their names there; its own `__init__` is no neighbour."""
    found: set[Arrow] = set()
    for module in graph.find_descendants(package):
        for imported in graph.find_modules_directly_imported_by(module):
            if imported.startswith(f"{package}."):
                ends = _neighbour(module, package), _neighbour(imported, package)
                if ends[0] != ends[1]:
                    found.add(ends)
    return found


def _neighbour(module: str, package: str) -> str:
    return module.removeprefix(f"{package}.").partition(".")[0]


def circles(found: Iterable[Arrow]) -> list[list[str]]:
    """Groups whose members all reach each other."""
    reach: dict[str, set[str]] = {}
    for one, other in found:
        reach.setdefault(one, set()).add(other)
        reach.setdefault(other, set())
    # Warshall's closure: by way of each neighbour in turn.
    for middle, beyond in reach.items():
        for ends in reach.values():
            if middle in ends:
                ends.update(beyond)
    groups = {frozenset(b for b in reach[a] if a in reach[b]) for a in reach if a in reach[a]}
    return sorted(sorted(group) for group in groups)


def row(graph: grimp.ImportGraph, package: str) -> tuple[int, int, int, list[list[str]]]:
    """How many folders and modules are neighbours in a package, the arrows between them, and the circles."""
    children = graph.find_children(package)
    folders = sum(bool(graph.find_children(child)) for child in children)
    found = arrows(graph, package)
    return folders, len(children) - folders, len(found), circles(found)


def main() -> int:
    """The table on standard output; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("checkout", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--arrows", action="store_true", help="name every arrow, too")
    given = parser.parse_args()
    sys.path[:0] = [str(given.checkout / "shared"), str(given.checkout)]
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    packages = sorted(module for module in graph.modules if graph.find_children(module))
    rows = {package: row(graph, package) for package in packages}
    for package, (folders, modules, count, groups) in rows.items():
        words = "; ".join(f"circle: {', '.join(group)}" for group in groups) or "no circle"
        sys.stdout.write(f"{package}: {folders} folders, {modules} modules, {count} arrows, {words}\n")
        if given.arrows:
            for one, other in sorted(arrows(graph, package)):
                sys.stdout.write(f"    {one} -> {other}\n")
    found = sum(len(groups) for *_, groups in rows.values())
    count = sum(count for _, _, count, _ in rows.values())
    sys.stdout.write(f"in all {len(packages)} folders, {count} arrows, {found} circles\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
