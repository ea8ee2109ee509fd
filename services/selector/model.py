"""Chooses among the light models' candidates: the best valid one, or else the least violating."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

NAME = "selector"
VERSION = "1.2.0"
STAYING: Final = 0.15
"""What it is worth that a room's lights are where an earlier layout had them: as much as order."""


def select(room_id: str, candidates: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The room's selection from its candidates, by model name: ModelResults, or errors of those absent.

    A valid candidate is better than any that breaks a hard rule; among valid ones confidence
    decides, among the others the smaller violation; what is equal goes to the first name. In a room
    with an earlier layout the share of its lights that stay is priced beside confidence, and of the
    valid candidates with no more lights than the best by that price the one wins in which most
    stay. Answers the winner's layout and evidence, every candidate's scores, and the reason.
    """
    answered = {name: c for name, c in sorted(candidates.items()) if "error" not in c}
    told = [_summary(c) for c in answered.values()]
    if not answered:
        return {
            "room_id": room_id,
            "selected_model": None,
            "reason": "no light model answered",
            "candidates": told,
            "layout": None,
            "evidence": [],
        }
    winner = max(answered.values(), key=lambda c: (c["valid"], _worth(c), -violation(c)))
    if winner["valid"]:
        winner = _staying_most(winner, answered.values())
    selection = {
        "room_id": room_id,
        "selected_model": winner["model_name"],
        "reason": _reason(winner, list(answered.values())),
        "candidates": told,
        "layout": winner["layout"],
        "evidence": winner["evidence"],
    }
    return {**selection, "kept": winner["kept"]} if "kept" in winner else selection


def violation(candidate: Mapping[str, Any]) -> float:
    """How far a candidate is from its hard rules: the sum of the shortfalls, each relative to its limit.

    A shortfall that could not be measured counts as a whole limit.
    """
    return sum(
        _shortfall(e["margin"], e["limit"]) for e in candidate["evidence"] if e["hard"] and not e["passed"]
    )


def _staying_most(best: Mapping[str, Any], among: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The best, or another valid candidate with no more lights in which more of the earlier ones stay."""
    lights = len(best["layout"]["terminals"])
    eligible = [best, *(c for c in among if c["valid"] and len(c["layout"]["terminals"]) <= lights)]
    return max(eligible, key=lambda c: (c.get("kept", {"kept": 0})["kept"], _worth(c)))


def _worth(candidate: Mapping[str, Any]) -> float:
    """Confidence of a valid candidate, and the price of its lights that stay; nothing for an invalid one."""
    if not candidate["valid"]:
        return 0.0
    kept = candidate.get("kept", {"kept": 0, "previous": 0})
    return float(candidate["confidence"] + STAYING * kept["kept"] / max(1, kept["previous"]))


def _shortfall(margin: float | None, limit: float | None) -> float:
    return 1.0 if margin is None or limit is None else abs(margin) / max(abs(limit), 1e-9)


def _summary(candidate: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "model_name": candidate["model_name"],
        "model_version": candidate["model_version"],
        "confidence": candidate["confidence"],
        "valid": candidate["valid"],
        "counts": {candidate["layout"]["kind"]: len(candidate["layout"]["terminals"])},
        "execution_time": candidate["execution_time"],
    }


def _reason(winner: Mapping[str, Any], answered: list[Mapping[str, Any]]) -> str:
    valid = [c for c in answered if c["valid"]]
    if not valid:
        return f"no candidate holds every hard rule; least violation {violation(winner):.3f}"
    if len(valid) == 1:
        return "the only candidate that holds every hard rule"
    second = max((c for c in valid if c is not winner), key=_worth)
    if "kept" in winner:
        return (
            f"lights that stay and confidence, of {len(valid)} valid candidates: {_staying(winner)}, "
            f"next {second['model_name']} {_staying(second)}"
        )
    return (
        f"highest confidence of {len(valid)} valid candidates: {winner['confidence']:.3f}, "
        f"next {second['model_name']} {second['confidence']:.3f}"
    )


def _staying(candidate: Mapping[str, Any]) -> str:
    kept = candidate["kept"]
    return f"{kept['kept']} of {kept['previous']} at {candidate['confidence']:.3f}"
