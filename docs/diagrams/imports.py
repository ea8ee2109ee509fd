"""Who imports whom, read from the sources: every import, those within functions too."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCES: Final = {"plenum": ROOT / "shared" / "plenum", "services": ROOT / "services"}
Arrows = Mapping[str, set[str]]
"""What each part imports."""


@cache
def imports() -> tuple[tuple[str, str], ...]:
    """Each importing module with what it imports of ours, as dotted names."""
    return tuple(
        (_module(root, folder, path), name)
        for root, folder in SOURCES.items()
        for path in sorted(folder.rglob("*.py"))
        for name in _imported(path, _module(root, folder, path))
    )


def _module(root: str, folder: Path, path: Path) -> str:
    parts = path.relative_to(folder).with_suffix("").parts
    return ".".join((root, *(part for part in parts if part != "__init__")))


def _imported(path: Path, module: str) -> Iterator[str]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            above = package.split(".")[: package.count(".") + 2 - node.level] if node.level else []
            start = ".".join(filter(None, [*above, node.module]))
            names = [f"{start}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name for name in names if name.partition(".")[0] in SOURCES)


def arrows(part_of: Callable[[str], str | None]) -> Arrows:
    """The imports between parts; `part_of` names a module's part, None where it is in none."""
    found: dict[str, set[str]] = defaultdict(set)
    for importer, imported in imports():
        start, end = part_of(importer), part_of(imported)
        if start and end and start != end:
            found[start].add(end)
    return found


def shortest(found: Arrows) -> list[tuple[str, str]]:
    """The arrows without those that others lead along: a → c where there is a → b → c."""

    def reached(start: str) -> set[str]:
        beyond = {start}
        for end in found.get(start, ()):
            beyond |= reached(end)
        return beyond

    return sorted(
        (start, end)
        for start, ends in found.items()
        for end in ends
        if not any(end in reached(other) for other in ends - {end})
    )
