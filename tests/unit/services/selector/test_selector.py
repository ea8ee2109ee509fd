"""The selector takes the best valid candidate, or the least violating, and says why."""

from __future__ import annotations

from typing import Any

from services.selector.model import select, violation


def candidate(
    name: str,
    confidence: float,
    *,
    valid: bool = True,
    shortfall: float | None = 50.0,
    lights: int = 1,
) -> dict[str, Any]:
    """A ModelResult with one hard rule, broken by `shortfall` of 500 where it is not valid."""
    margin = 10.0 if valid else None if shortfall is None else -shortfall
    return {
        "room_id": "r",
        "model_name": name,
        "model_version": "1",
        "confidence": confidence,
        "valid": valid,
        "execution_time": 0.001,
        "layout": {"kind": "light", "terminals": [[n, 0, None] for n in range(lights)], "notes": []},
        "evidence": [
            {"rule": "LGT-1", "value": 1.0, "limit": 500.0, "margin": margin, "hard": True, "passed": valid}
        ],
    }


def chosen(*candidates: dict[str, Any]) -> dict[str, Any]:
    """The selection among these."""
    return select("r", {c["model_name"]: c for c in candidates})


def test_the_most_confident_valid_candidate_wins_and_the_others_scores_are_kept() -> None:
    """The reason names the runner-up."""
    selection = chosen(candidate("a", 0.7), candidate("b", 0.9), candidate("c", 0.8))
    assert selection["selected_model"] == "b"
    assert [c["confidence"] for c in selection["candidates"]] == [0.7, 0.9, 0.8]
    assert "next c 0.800" in selection["reason"]


def test_a_valid_candidate_beats_any_that_breaks_a_hard_rule() -> None:
    """Confidence does not outweigh a broken rule."""
    selection = chosen(candidate("a", 0.99, valid=False), candidate("b", 0.1))
    assert selection["selected_model"] == "b"
    assert "only candidate" in selection["reason"]


def test_without_a_valid_candidate_the_least_violating_goes_on() -> None:
    """Air and smoke are still placed, and the result says so."""
    selection = chosen(
        candidate("a", 0, valid=False, shortfall=90), candidate("b", 0, valid=False, shortfall=40)
    )
    assert selection["selected_model"] == "b"
    assert "least violation 0.080" in selection["reason"]


def test_what_could_not_be_measured_counts_as_a_whole_limit() -> None:
    """No figure is worse than a small shortfall."""
    assert violation(candidate("a", 0, valid=False, shortfall=None)) == 1.0


def test_equal_candidates_go_to_the_first_name() -> None:
    """The same input gives the same answer."""
    assert chosen(candidate("b", 0.5), candidate("a", 0.5))["selected_model"] == "a"


def test_a_candidate_that_failed_is_left_out() -> None:
    """An error is no candidate; with none left nothing is selected."""
    failed = {"room_id": "r", "error": {"type": "E", "message": "m", "traceback": ""}}
    assert select("r", {"a": failed, "b": candidate("b", 0.5)})["selected_model"] == "b"
    nothing = select("r", {"a": failed})
    assert nothing["selected_model"] is None
    assert nothing["layout"] is None


def test_in_an_edited_room_lights_that_stay_are_priced_beside_confidence() -> None:
    """A little less confidence with all lights in place wins; far fewer luminaires outweigh it."""
    near = {**candidate("near", 0.80, lights=10), "kept": {"previous": 8, "kept": 8}}
    for other, winner in ((0.85, "near"), (0.96, "far")):
        selection = chosen(near, {**candidate("far", other, lights=8), "kept": {"previous": 8, "kept": 0}})
        assert selection["selected_model"] == winner
        assert selection["kept"] == (
            {"previous": 8, "kept": 8} if winner == "near" else {"previous": 8, "kept": 0}
        )
    assert "of 8" in selection["reason"]


def test_in_an_edited_room_most_lights_stay_where_no_more_lights_are_needed_for_it() -> None:
    """Of layouts with the same count the one that moves least, however orderly the other is."""
    orderly = {**candidate("orderly", 0.95, lights=7), "kept": {"previous": 6, "kept": 2}}
    near = {**candidate("near", 0.60, lights=7), "kept": {"previous": 6, "kept": 5}}
    many = {**candidate("many", 0.50, lights=9), "kept": {"previous": 6, "kept": 6}}
    broken = {**candidate("broken", 0.0, valid=False, lights=6), "kept": {"previous": 6, "kept": 6}}
    selection = chosen(orderly, near, many, broken)
    assert selection["selected_model"] == "near"
    assert selection["reason"].startswith(
        "lights that stay and confidence, of 3 valid candidates: 5 of 6 at 0.600"
    )
