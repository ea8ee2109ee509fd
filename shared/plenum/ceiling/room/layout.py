"""What a model answers: where its terminals go, and what it can say about having to put them there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind


class Terminal(NamedTuple):
    """One placed component; `flow_l_s` for air terminals alone, in L/s."""

    tile: Tile
    flow_l_s: float | None = None


@dataclass(frozen=True)
class Proof:
    """How good a count is: no layout with fewer than `lower_bound` can hold the rules.

    On the tiles that the stage had to choose from: the lights leave those kept for a return and for
    detectors, and count beside what is there. Detectors: of those that see every corner of a tile and of a
    wall as a point (`smoke.sight`), which is a little more than the rules ask of floor.
    """

    count: int
    lower_bound: int
    ordered_lower_bound: int | None = None
    """No array with fewer lights holds the rules with the design margin, by enumeration of those that stand
    evenly between the walls (of all, where none of these holds); None where it is not known."""

    @property
    def proven(self) -> bool:
        """Whether the count is the smallest there is."""
        return self.count <= self.lower_bound


@dataclass(frozen=True)
class Infeasible:
    """A certificate that no layout can hold `rule`: what was relaxed, and what even that cannot reach."""

    rule: str
    certificate: str
    tiles: tuple[Tile, ...] = ()
    relaxation: str = ""
    """What would help, in words."""
    leans_on: tuple[str, ...] = ()
    """The other rules it was drawn from: where one of them is waived it proves nothing."""


@dataclass(frozen=True)
class Layout:
    """A model's answer for one room and one kind. An empty layout is an answer too; `notes` say why."""

    kind: Kind
    terminals: tuple[Terminal, ...] = ()
    proof: Proof | None = None
    infeasible: Infeasible | None = None
    notes: tuple[str, ...] = ()
