"""The selector takes the best valid candidate, or the least violating, and says why."""

from __future__ import annotations

from dataclasses import replace
from math import nan

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.whole.competition import Candidate, Choice, Stay
from services.selector.model import select, violation


def candidate(
    name: str,
    confidence: float,
    *,
    valid: bool = True,
    shortfall: float | None = 50.0,
    lights: int = 1,
    stay: tuple[int, int] | None = None,
) -> Candidate:
    """A candidate with one hard rule, broken by `shortfall` of 500 where it is not valid.

    `stay`: how many lights an earlier layout had, and how many of them stay.
    """
    margin = 10.0 if valid else nan if shortfall is None else -shortfall
    rule = Evidence("LGT-1", 1.0, 500.0, "lx", margin, valid, True, "source", "H")
    layout = Layout(Kind.LIGHT, tuple(Terminal((n, 0)) for n in range(lights)))
    return Candidate(name, layout, (rule,), confidence, valid, Stay(*stay) if stay else None)


def winner(*candidates: Candidate) -> tuple[str, str]:
    """Who is chosen among these, and why."""
    choice: Choice = select(candidates)
    assert choice.winner is not None
    return choice.winner.model_name, choice.reason


def test_the_most_confident_valid_candidate_wins_and_the_reason_names_the_next() -> None:
    """In whichever order they come."""
    name, reason = winner(candidate("a", 0.7), candidate("b", 0.9), candidate("c", 0.8))
    assert name == "b"
    assert "next c 0.800" in reason


def test_a_valid_candidate_beats_any_that_breaks_a_hard_rule() -> None:
    """Confidence does not outweigh a broken rule."""
    name, reason = winner(candidate("a", 0.99, valid=False), candidate("b", 0.1))
    assert name == "b"
    assert "only candidate" in reason


def test_without_a_valid_candidate_the_least_violating_goes_on() -> None:
    """Air and smoke are still placed, and the result says so."""
    name, reason = winner(
        candidate("a", 0, valid=False, shortfall=90), candidate("b", 0, valid=False, shortfall=40)
    )
    assert name == "b"
    assert "least violation 0.080" in reason


def test_what_could_not_be_measured_counts_as_a_whole_limit() -> None:
    """No figure is worse than a small shortfall."""
    assert violation(candidate("a", 0, valid=False, shortfall=None)) == 1.0


def test_equal_candidates_go_to_the_first_name() -> None:
    """The same input gives the same answer."""
    assert winner(candidate("b", 0.5), candidate("a", 0.5))[0] == "a"


def test_without_any_candidate_nobody_wins() -> None:
    """The reason says so."""
    assert select([]) == Choice(None, "no light model answered")


def test_in_an_edited_room_lights_that_stay_are_priced_beside_confidence() -> None:
    """A little less confidence with all lights in place wins; far fewer luminaires outweigh it."""
    near = candidate("near", 0.80, lights=10, stay=(8, 8))
    for other, best in ((0.85, "near"), (0.96, "far")):
        name, reason = winner(near, candidate("far", other, lights=8, stay=(8, 0)))
        assert name == best
    assert "of 8" in reason


def test_in_an_edited_room_most_lights_stay_where_no_more_lights_are_needed_for_it() -> None:
    """Of layouts with the same count the one that moves least, however orderly the other is."""
    orderly = candidate("orderly", 0.95, lights=7, stay=(6, 2))
    near = candidate("near", 0.60, lights=7, stay=(6, 5))
    many = candidate("many", 0.50, lights=9, stay=(6, 6))
    broken = replace(candidate("broken", 0.0, valid=False, lights=6), stay=Stay(6, 6))
    name, reason = winner(orderly, near, many, broken)
    assert name == "near"
    assert reason.startswith("lights that stay and confidence, of 3 valid candidates: 5 of 6 at 0.600")


def test_the_model_that_is_wanted_wins_where_its_candidate_is_valid() -> None:
    """However confident the others are."""
    entrants = [candidate("light_model_a_dense", 0.5), candidate("light_model_b_sparse", 0.9)]
    choice = select(entrants, "dense")
    assert choice.winner == entrants[0]
    assert choice.reason == "as asked: dense, confidence 0.500"


def test_a_wanted_model_that_breaks_a_rule_gives_way_and_the_reason_says_so() -> None:
    """Or that did not answer."""
    broken = candidate("light_model_a_dense", 0.0, valid=False)
    other = candidate("light_model_b_sparse", 0.9)
    choice = select([broken, other], "dense")
    assert choice.winner == other
    assert "dense was asked and breaks a hard rule" in choice.reason
    assert "balanced was asked and did not answer" in select([broken, other], "balanced").reason


def test_within_the_rooms_share_of_power_goes_before_confidence() -> None:
    """The reason says so; where none is within it the nearest wins, and a broken rule weighs more."""
    dense = replace(candidate("light_model_a_dense", 0.9, lights=8), over_power=2)
    sparse = candidate("light_model_b_sparse", 0.4, lights=6)
    name, reason = winner(dense, sparse)
    assert name == "light_model_b_sparse"
    assert "share of the building's power" in reason
    assert winner(dense, replace(sparse, over_power=1))[0] == "light_model_b_sparse"
    assert winner(dense, candidate("light_model_b_sparse", 0.0, valid=False))[0] == "light_model_a_dense"


def test_a_wanted_model_over_the_share_gives_way_where_another_is_within() -> None:
    """Where none is nearer to it, it wins all the same."""
    dense = replace(candidate("light_model_a_dense", 0.9, lights=8), over_power=2)
    sparse = candidate("light_model_b_sparse", 0.4, lights=6)
    choice = select([dense, sparse], "dense")
    assert choice.winner == sparse
    assert "dense was asked and takes more than the room's share" in choice.reason
    assert select([dense, replace(sparse, over_power=2)], "dense").winner == dense
