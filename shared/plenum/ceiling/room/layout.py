"""What a model answers: where its terminals go, and what it can say about having to put them there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind


@dataclass(frozen=True)
class Terminal:
    """One placed component; `flow_l_s` for air terminals alone, in L/s."""

    tile: Tile
    flow_l_s: float | None = None


@dataclass(frozen=True)
class Proof:
    """How good a count is: no layout with fewer than `lower_bound` can hold the rules.

    On the tiles that the stage had to choose from: the lights leave those kept for a return and for
    detectors, and count beside what is there.
    """

    count: int
    lower_bound: int

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

    def to_json(self) -> dict[str, Any]:
        """The layout as it travels between stages; `from_json` is its inverse."""
        data: dict[str, Any] = {
            "kind": self.kind.value,
            "terminals": [[*t.tile, t.flow_l_s] for t in self.terminals],
            "notes": list(self.notes),
        }
        if self.proof:
            data["proof"] = [self.proof.count, self.proof.lower_bound]
        if self.infeasible:
            data["infeasible"] = {
                "rule": self.infeasible.rule,
                "certificate": self.infeasible.certificate,
                "tiles": [list(tile) for tile in self.infeasible.tiles],
                "relaxation": self.infeasible.relaxation,
                "leans_on": list(self.infeasible.leans_on),
            }
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Layout:
        """A layout from `to_json`'s form."""
        why = data.get("infeasible")
        return cls(
            kind=Kind(data["kind"]),
            terminals=tuple(Terminal((x, y), flow) for x, y, flow in data["terminals"]),
            proof=Proof(*data["proof"]) if "proof" in data else None,
            infeasible=Infeasible(
                why["rule"],
                why["certificate"],
                tuple((x, y) for x, y in why["tiles"]),
                why["relaxation"],
                tuple(why.get("leans_on", ())),
            )
            if why
            else None,
            notes=tuple(data["notes"]),
        )
