"""What a selector is asked and answers: candidates for one room, and the choice among them."""

from __future__ import annotations

from dataclasses import dataclass

from plenum.ceiling.room.layout import Layout
from plenum.ceiling.rules.evidence import Evidence


@dataclass(frozen=True)
class Stay:
    """How many components an earlier layout had, and how many of them are where they were."""

    previous: int
    kept: int

    @property
    def share(self) -> float:
        """The part that stays, 0 to 1."""
        return self.kept / max(1, self.previous)


@dataclass(frozen=True)
class Candidate:
    """One model's layout for the room, and what a verifier made of it."""

    model_name: str
    layout: Layout
    evidence: tuple[Evidence, ...]
    confidence: float
    valid: bool
    """Whether every hard rule holds."""
    stay: Stay | None = None
    """Where the room had an earlier layout."""
    over_power: int = 0
    """How many lights the room has with it beyond its share of the building's power."""


@dataclass(frozen=True)
class Choice:
    """The winner, none where nobody answered, and the reason in words."""

    winner: Candidate | None
    reason: str
