"""One room's part of a result: for each way a room can end, its status, its reasons, and what is shown."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Infeasible, Proof
from plenum.ceiling.room.room import Room
from plenum.files.building.building import Waiver
from plenum.files.completed.schema import CompletedRoom, KeptFields, KindCount, ProofFields, SmallestChange
from plenum.pipeline.answers import RoomAnswer
from plenum.pipeline.job import EndedBy, Head, Job
from plenum.pipeline.result.room import RoomEnd, completed_room
from tests.support.answers import answer, evidence, failure, layout, selection
from tests.support.toy_models import GRAPH

ROOM = Room("office", (".....D",) + ("......",) * 4, existing=frozenset({(5, 0)}))
DARK = evidence("SMK-1N", passed=False, detail="farthest at (0, 0)")
WHY = Infeasible("SMK-1N", "no tile is left", leans_on=("GEO-2",))
WAIVER = Waiver("SMK-1N", "office", "sprinklers", "J. Doe")
CHANGE = SmallestChange(text="tile (3, 3) made usable", tried=2)


def everybody(**others: RoomAnswer | None) -> dict[str, RoomAnswer]:
    """What all stages answered; None for one that did not."""
    answers = {"left": answer("left"), "right": answer("right"), "choose": selection(), "end": answer("end")}
    return {name: found for name, found in {**answers, **others}.items() if found is not None}


def ended(
    answers: dict[str, RoomAnswer] | None = None,
    *,
    absent: dict[str, str] | None = None,
    waivers: tuple[Waiver, ...] = (),
    ended_by: EndedBy = "",
) -> CompletedRoom:
    """The room's part of the result."""
    job = Job(
        job_id="job",
        root="00-" + "1" * 32 + "-" + "2" * 16 + "-01",
        building=Head(building_id="b", name=""),
        settings=Settings(),
        graph=GRAPH,
        rooms=1,
        batches=1,
        ended_by=ended_by,
    )
    end = RoomEnd(0, ROOM, everybody() if answers is None else answers, absent or {})
    by_place = {(waiver.rule, waiver.room_id): waiver for waiver in waivers}
    return completed_room(job, end, by_place, ["ceiling at 2.8 m"], "digest")[1]


def shows_nothing(room: CompletedRoom) -> bool:
    """Whether the grid is as it came in, and nothing is said to be placed or checked."""
    placed = sum(count.placed for count in room.counts.values())
    return (room.rows, placed, room.evidence, room.proof) == (ROOM.rows, 0, [], {})


def test_a_complete_room_shows_all_that_was_placed() -> None:
    """On its grid, counted beside what was there, with everything that was checked."""
    lit = selection(evidence=(evidence("LGT-1"),))
    room = ended(everybody(choose=lit, end=answer("end", evidence=(evidence("SMK-1N"),))))
    assert (room.status, room.reasons, room.degraded) == ("complete", [], [])
    assert (room.rows[0], room.rows[4]) == ("L....D", ".....D")
    assert room.counts[Kind.LIGHT] == KindCount(placed=1, existing=0)
    assert room.counts[Kind.DETECTOR] == KindCount(placed=1, existing=1)
    assert [e.rule for e in room.evidence] == ["LGT-1", "SMK-1N"]
    assert (room.assumptions, room.input_digest) == (["ceiling at 2.8 m"], "digest")
    assert (room.selected_model, room.selection_reason) == ("left", "the fewest")
    assert (room.relaxation, room.kept, room.infeasible, room.dead_letters) == (UNSET, UNSET, [], [])


def test_a_complete_rooms_notes_are_its_reasons() -> None:
    """What a model has to say about having placed as it did; proofs stand by kind."""
    placed = layout(Kind.DETECTOR, (5, 4), proof=Proof(1, 1), notes=("one would do",))
    room = ended(everybody(end=answer("end", layout=placed)))
    assert (room.status, room.reasons) == ("complete", ["one would do"])
    assert room.proof == {Kind.DETECTOR: ProofFields(count=1, lower_bound=1, proven=True)}


def test_a_soft_rule_that_does_not_hold_leaves_a_room_complete() -> None:
    """It is shown, and decides nothing."""
    soft = evidence("SMK-9", passed=False, hard=False)
    room = ended(everybody(end=answer("end", evidence=(soft,))))
    assert (room.status, room.evidence) == ("complete", [soft])


def test_a_broken_hard_rule_without_a_certificate_is_unsolved() -> None:
    """What was placed is shown with the rule in words: a person may go on from there."""
    room = ended(everybody(end=answer("end", evidence=(DARK,))))
    assert room.status == "unsolved"
    assert room.reasons == ["SMK-1N: 2 m, limit 3 (farthest at (0, 0))"]
    assert room.rows[4] == ".....D"


def test_a_value_that_could_not_be_measured_is_said_in_words() -> None:
    """And a figure without a unit has no space after it."""
    nothing = evidence("AIR-9", passed=False, value=None, limit=0.123456, unit="")
    room = ended(everybody(end=answer("end", evidence=(nothing,))))
    assert room.reasons == ["AIR-9: none, limit 0.1235"]


def test_a_broken_hard_rule_with_a_certificate_is_infeasible() -> None:
    """The certificate is in the result, and what would complete the room, in words and as data."""
    placed = layout(Kind.DETECTOR, infeasible=WHY, notes=("no place",))
    last = answer("end", layout=placed, evidence=(DARK,), relaxation=CHANGE)
    room = ended(everybody(end=last))
    assert (room.status, room.infeasible, room.relaxation) == ("infeasible", [WHY], CHANGE)
    assert room.reasons[1:] == ["no place", "would complete it: tile (3, 3) made usable"]


def test_a_certificate_of_a_room_that_breaks_nothing_makes_it_no_less_complete() -> None:
    """It may be about more than was asked; nothing needs to change."""
    placed = layout(Kind.DETECTOR, (5, 4), infeasible=WHY)
    room = ended(everybody(end=answer("end", layout=placed, relaxation=CHANGE)))
    assert (room.status, room.infeasible, room.relaxation) == ("complete", [WHY], UNSET)
    assert not any("would complete it" in reason for reason in room.reasons)


def test_a_waived_rule_no_longer_decides() -> None:
    """Its figures stay, with who waived it and why."""
    room = ended(everybody(end=answer("end", evidence=(DARK,))), waivers=(WAIVER,))
    assert (room.status, room.reasons) == ("complete", [])
    (waived,) = room.evidence
    assert (waived.hard, waived.passed, waived.value) == (False, False, 2.0)
    assert waived.detail == "farthest at (0, 0) — waived by J. Doe: sprinklers"


def test_a_waiver_is_not_mentioned_where_the_rule_holds_or_is_another_rooms() -> None:
    """Nothing was waived then."""
    held = evidence("SMK-1N")
    room = ended(everybody(end=answer("end", evidence=(held,))), waivers=(WAIVER,))
    assert room.evidence == [held]
    elsewhere = Waiver("SMK-1N", "another", "sprinklers", "J. Doe")
    room = ended(everybody(end=answer("end", evidence=(DARK,))), waivers=(elsewhere,))
    assert (room.status, room.evidence) == ("unsolved", [DARK])


@pytest.mark.parametrize("rule", ["SMK-1N", "GEO-2"])
def test_a_certificate_that_leans_on_a_waived_rule_proves_nothing(rule: str) -> None:
    """The room is unsolved, not infeasible: with the waiver there may be a layout."""
    other = evidence("AIR-9", passed=False)
    placed = layout(Kind.DETECTOR, infeasible=WHY)
    waiver = Waiver(rule, "office", "sprinklers", "J. Doe")
    room = ended(everybody(end=answer("end", layout=placed, evidence=(other,))), waivers=(waiver,))
    assert (room.status, room.infeasible) == ("unsolved", [])


def test_a_stage_that_nobody_stands_in_for_fails_the_room() -> None:
    """Why, and the letter; nothing that was not checked to the end is handed out as placed."""
    room = ended(everybody(end=failure(dead_letter="letter")))
    assert (room.status, room.reasons) == ("failed", ["ValueError: no idea"])
    assert room.dead_letters == ["letter"]
    assert room.degraded == []
    assert shows_nothing(room)
    assert room.selected_model == "left"


@pytest.mark.parametrize("reason", [None, "no answer within 30 s"])
def test_a_room_without_one_of_its_candidates_is_degraded_and_may_be_complete(reason: str | None) -> None:
    """Whether the model failed on the room or was given up for the whole batch: its name and why."""
    if reason is None:
        room = ended(everybody(left=failure(dead_letter="letter")))
        assert room.degraded == ["left: ValueError: no idea"]
        assert room.dead_letters == []
    else:
        room = ended(everybody(left=None), absent={"left": reason})
        assert room.degraded == ["left: no answer within 30 s"]
    assert room.status == "complete"


def test_a_room_that_no_light_model_answered_is_failed() -> None:
    """Air and smoke were placed all the same; without light that is no completed ceiling."""
    nobody = selection(selected_model=None, layout=None)
    lights: dict[str, Any] = {"left": failure(), "right": failure()}
    room = ended(everybody(**lights, choose=nobody))
    assert (room.status, room.reasons) == ("failed", ["no light model answered"])
    assert room.degraded == ["left: ValueError: no idea", "right: ValueError: no idea"]
    assert (room.selected_model, room.candidates) == (None, [])
    assert shows_nothing(room)


@pytest.mark.parametrize(
    ("ended_by", "status"),
    [("overdue", "failed"), ("cancelled", "cancelled"), ("revoked", "cancelled"), ("", "failed")],
)
def test_a_room_that_was_not_worked_on_to_the_end_says_what_was_missing(
    ended_by: EndedBy, status: str
) -> None:
    """By a deadline or by somebody's wish; what was placed until then is not shown."""
    room = ended(everybody(right=None, end=None), ended_by=ended_by)
    assert (room.status, room.reasons) == (status, ["ended before right, end had worked on it"])
    assert shows_nothing(room)


def test_a_room_that_was_done_is_complete_though_its_job_was_cancelled() -> None:
    """Others were not."""
    assert ended(ended_by="cancelled").status == "complete"


def test_an_unfinished_room_names_no_change_that_would_complete_it() -> None:
    """Nobody knows what it lacks."""
    nobody = selection(selected_model=None, layout=None)
    room = ended(everybody(choose=nobody, end=answer("end", relaxation=CHANGE)))
    assert (room.status, room.relaxation) == ("failed", UNSET)


def test_how_much_of_an_earlier_layout_stayed_stands_by_kind() -> None:
    """Of the winner's lights and of the series."""
    lights, smoke = KeptFields(previous=3, kept=2), KeptFields(previous=1, kept=1)
    room = ended(everybody(choose=selection(kept=lights), end=answer("end", kept=smoke)))
    assert room.kept == {Kind.LIGHT: lights, Kind.DETECTOR: smoke}


def test_flows_are_rounded_to_a_tenth() -> None:
    """Of a litre a second: more than anybody sets."""
    air = layout(Kind.SUPPLY)
    terminal = type(layout(Kind.LIGHT, (0, 0)).terminals[0])((2, 2), 12.3456)
    supply = type(air)(Kind.SUPPLY, (terminal,))
    room = ended(everybody(end=answer("end", layout=supply)))
    assert room.flows == ((2, 2, 12.3),)
