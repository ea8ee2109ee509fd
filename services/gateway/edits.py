"""How far a person's own grid is from the one that was placed: of the whole room, and of each kind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from plenum.ceiling.room.grid import Tile, components
from plenum.ceiling.room.kinds import Kind


@dataclass(frozen=True)
class KindEdit:
    """What became of one kind."""

    edit_distance: int
    """Tiles that have the kind in one of the two grids and not in the other: two for one that was moved."""
    quality: float
    """1 where nothing differs, 0 where nothing is the same.

    The Sørensen-Dice coefficient of the two sets of tiles, 2·|A ∩ B| / (|A| + |B|): T. Sørensen, Biologiske
    Skrifter 5(4), 1948; L. R. Dice, Ecology 26(3), 1945.
    """


def edit_distance(before: Sequence[str], after: Sequence[str]) -> int:
    """Tiles that differ between two grids of one size."""
    return sum(a != b for old, new in zip(before, after, strict=True) for a, b in zip(old, new, strict=True))


def kind_edit(
    before: Sequence[str], after: Sequence[str], kind: Kind, existing: Collection[Tile] = ()
) -> KindEdit:
    """One kind's part of it; tiles that arrived occupied are nobody's."""
    placed = _tiles(before, kind) - frozenset(existing)
    wanted = _tiles(after, kind) - frozenset(existing)
    differ = len(placed ^ wanted)
    return KindEdit(differ, 1 - differ / (len(placed) + len(wanted)) if placed or wanted else 1.0)


def _tiles(rows: Sequence[str], kind: Kind) -> frozenset[Tile]:
    return frozenset(tile for tile, found in components(rows).items() if found is kind)
