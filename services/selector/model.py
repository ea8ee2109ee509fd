"""Chooses among the light models' candidates: the best valid one, or else the least violating."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isnan
from typing import Final

from plenum.ceiling.rules.evidence import broken
from plenum.ceiling.whole.competition import Candidate, Choice

NAME = "selector"
VERSION = "1.4.0"
STAYING: Final = 0.15
"""What it is worth that a room's lights are where an earlier layout had them: as much as order."""


def select(candidates: Sequence[Candidate], wanted: str = "") -> Choice:
    """The choice among a room's candidates.

    A valid candidate is better than any that breaks a hard rule; among valid ones those within the room's
    share of the building's power, else the nearest to it, and among these confidence decides; among
    the others the smaller violation; what is equal goes to the first name. In a room with an earlier
    layout the share of its lights that stay is priced beside confidence, and of the valid candidates
    with no more lights than the best by that price the one wins in which most stay. A model that is
    `wanted`, by the last word of its name, wins where its candidate is valid and takes no more beyond
    the share than the best, and where it does not the reason says so.
    """
    if not candidates:
        return Choice(None, "no light model answered")
    ordered = sorted(candidates, key=lambda c: c.model_name)
    if not wanted:
        return _best(ordered)
    asked = [c for c in ordered if c.model_name.rpartition("_")[2] == wanted]
    best = _best(ordered)
    if asked and best.winner and asked[0].valid and asked[0].over_power <= best.winner.over_power:
        return Choice(asked[0], f"as asked: {wanted}, confidence {asked[0].confidence:.3f}")
    why = "breaks a hard rule" if asked else "did not answer"
    if asked and asked[0].valid:
        why = "takes more than the room's share of the building's power"
    return Choice(best.winner, f"{wanted} was asked and {why}; {best.reason}")


def _best(ordered: Sequence[Candidate]) -> Choice:
    """The choice where nobody asked for a model; by name."""
    winner = max(ordered, key=lambda c: (c.valid, -c.over_power if c.valid else 0, _worth(c), -violation(c)))
    if winner.valid:
        winner = _staying_most(winner, ordered)
    return Choice(winner, _reason(winner, ordered))


def violation(candidate: Candidate) -> float:
    """How far a candidate is from its hard rules: the sum of the shortfalls, each relative to its limit.

    A shortfall that could not be measured counts as a whole limit.
    """
    return sum(_shortfall(e.margin, e.limit) for e in broken(candidate.evidence))


def _staying_most(best: Candidate, among: Iterable[Candidate]) -> Candidate:
    """The best, or another valid candidate with no more lights in which more of the earlier ones stay."""
    lights = len(best.layout.terminals)
    eligible = [best, *(c for c in among if c.valid and len(c.layout.terminals) <= lights)]
    return max(eligible, key=lambda c: (c.stay.kept if c.stay else 0, _worth(c)))


def _worth(candidate: Candidate) -> float:
    """Confidence of a valid candidate, and the price of its lights that stay; nothing for an invalid one."""
    if not candidate.valid:
        return 0.0
    return candidate.confidence + STAYING * (candidate.stay.share if candidate.stay else 0.0)


def _shortfall(margin: float, limit: float) -> float:
    return 1.0 if isnan(margin) or isnan(limit) else abs(margin) / max(abs(limit), 1e-9)


def _reason(winner: Candidate, answered: Sequence[Candidate]) -> str:
    valid = [c for c in answered if c.valid]
    if not valid:
        return f"no candidate holds every hard rule; least violation {violation(winner):.3f}"
    if len(valid) == 1:
        return "the only candidate that holds every hard rule"
    sparing = [c for c in valid if c.over_power <= winner.over_power]
    if len(sparing) == 1:
        return (
            "the only valid candidate within the room's share of the building's power, or the nearest to it"
        )
    second = max((c for c in sparing if c is not winner), key=_worth)
    if winner.stay:
        return (
            f"lights that stay and confidence, of {len(sparing)} valid candidates: {_staying(winner)}, "
            f"next {second.model_name} {_staying(second)}"
        )
    return (
        f"highest confidence of {len(sparing)} valid candidates: {winner.confidence:.3f}, "
        f"next {second.model_name} {second.confidence:.3f}"
    )


def _staying(candidate: Candidate) -> str:
    stay = candidate.stay
    return f"{stay.kept} of {stay.previous} at {candidate.confidence:.3f}" if stay else ""
