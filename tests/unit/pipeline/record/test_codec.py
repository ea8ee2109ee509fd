"""The record's texts: what is kept comes back, and what is not ours is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Infeasible, Proof
from plenum.ceiling.room.room import Frame, Room
from plenum.ceiling.rules.fire_code import FireCode, RuleSet
from plenum.ceiling.whole.reservation import Reservation
from plenum.ceiling.whole.typical import Typical
from plenum.files.building.building import Waiver
from plenum.files.completed.schema import KeptFields, SmallestChange
from plenum.pipeline.answers import Absence, Output, StageOutput
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.graph import installed_graph
from plenum.pipeline.job import Head, Job
from plenum.pipeline.record import codec
from plenum.pipeline.record.codec import UnreadableRecordError
from plenum.pipeline.weights import Weights
from tests.support.answers import answer, evidence, failure, layout, selection

ROOM = Room(
    "office",
    ("..L", ".#."),
    tile_m=(0.6, 1.2),
    ceiling_height_m=3.1,
    room_type="conference",
    name="Büro",
    outline_m=((0.0, 0.0), (1.8, 0.0), (1.8, 2.4)),
    holes_m=(((0.1, 0.1), (0.2, 0.1), (0.2, 0.2)),),
    frame=Frame((1.0, 2.0, 3.0), 45.0),
    luminaire="B",
    existing=frozenset({(2, 0)}),
    flows={(0, 0): 12.5},
)
WHY = Infeasible("SMK-1N", "no tile", tiles=((1, 0),), relaxation="free one", leans_on=("GEO-2",))
SETTINGS = Settings(RuleSet.EU, FireCode.BS5839, {"maintenance_factor": 0.7})
JOB = Job(
    job_id="job",
    root="00-" + "1" * 32 + "-" + "2" * 16 + "-01",
    parent="p",
    caller="c",
    begin_ns=1_764_000_000_000_000_000,
    building=Head(
        building_id="b",
        name="B",
        waivers=(Waiver("AIR-9", "office", "duct", "J. Doe"),),
        assumptions={"office": ("ceiling at 2.8 m",)},
        left_out=("shaft: no room",),
    ),
    settings=SETTINGS,
    graph=installed_graph(),
    rooms=3,
    batches=2,
    answers="grid",
    priority=4,
)


@pytest.mark.parametrize(
    "output",
    [
        Absence(stage="left", reason="no answer within 30 s"),
        Output(stage="left", span="00-…", rooms=(answer("left"), failure(dead_letter="x"))),
        Output(
            stage="left",
            rooms=(
                answer(
                    "left",
                    layout=layout(Kind.SUPPLY, (1, 2), proof=Proof(2, 1), infeasible=WHY, notes=("close",)),
                    evidence=(evidence("AIR-3", value=None, margin=None, detail="at (1, 2)"),),
                    kept=KeptFields(previous=3, kept=2),
                    relaxation=SmallestChange(text="free it", free=[(1, 2)], tried=1),
                ),
            ),
        ),
        Output(stage="choose", rooms=(selection(), selection(selected_model=None, layout=None))),
    ],
    ids=["an absence", "an answer and a failure", "all that an answer may have", "selections"],
)
def test_what_a_stage_answered_comes_back(output: StageOutput) -> None:
    """Every kind of answer, with all it may have."""
    assert codec.output_of(codec.text(output)) == output


def test_a_batchs_rooms_come_back_without_their_reserves() -> None:
    """With their places, their earlier layouts, and all that a room has."""
    typical = Typical(("..#", "..."), ((0.0, 0.0), (1.8, 0.0), (1.8, 1.2), (0.0, 1.2)), 2.8, 2)
    entry = BatchRoom(4, ROOM, previous_rows=("L..", "..."), most_lights=3, typical=typical)
    held = replace(entry, reserve=Reservation(frozenset({(0, 0)}), frozenset()))
    assert codec.rooms_of(codec.rooms_text([held])) == (entry,)


def test_a_room_of_a_version_without_shares_of_power_has_no_limit() -> None:
    """Its message says nothing of it."""
    told = json.loads(codec.rooms_text([BatchRoom(4, ROOM, most_lights=3)]))
    del told[0]["most_lights"]
    assert codec.rooms_of(json.dumps(told)) == (BatchRoom(4, ROOM),)


def _reserves_of(raw: str) -> object:
    return codec.reserves_of([raw])


def test_a_reserve_comes_back_from_its_parts() -> None:
    """Sets of tiles, a room each."""
    found = Reservation(frozenset({(0, 0), (1, 2)}), frozenset({(1, 2)}), frozenset({(0, 0)}))
    parts = [codec.text({0: found}), None, codec.text({2: found}).encode()]
    assert codec.reserves_of(parts) == {0: found, 2: found}


def test_a_job_comes_back_as_it_was_taken_in() -> None:
    """From a hash of texts; its state is the record's to add."""
    fields = codec.job_fields(JOB)
    assert all(isinstance(value, str) for value in fields.values())
    assert codec.job_of(fields) == JOB
    state = {"status": "finishing", "accepted_ms": "1.5", "ended_ms": "2.25", "ended_by": "overdue"}
    found = codec.job_of({**fields, **state, "answered": "2"})
    assert (found.status, found.accepted_ms, found.ended_ms) == ("finishing", 1.5, 2.25)
    assert structs.replace(found, status="running", accepted_ms=0.0, ended_ms=0.0, ended_by="") == JOB


def test_jobs_of_one_version_share_their_graph_and_their_settings() -> None:
    """They are read once a process, not once a message."""
    text = codec.graph_text(installed_graph())
    assert codec.graph_of(text) is codec.graph_of(str(text))
    settings = codec.text(SETTINGS)
    assert codec.settings_of(settings) is codec.settings_of(str(settings))
    assert codec.settings_of(settings) == SETTINGS


def test_a_graph_keeps_the_weights_that_answer_for_its_job() -> None:
    """Where there are none its text is what the version before wrote."""
    plain = codec.graph_text(installed_graph())
    assert "weights" not in plain
    weights = Weights("3", "a" * 64)
    first = installed_graph().first()[0].name
    graph = codec.graph_of(codec.graph_text(installed_graph().weighed({first: weights})))
    assert [stage.weights for stage in graph.first()] == [weights, None, None]
    assert graph[first].version == weights.marked(installed_graph()[first].version)


def test_a_graph_of_another_version_has_no_model_where_none_is_installed() -> None:
    """The others are the ones that are installed here, wherever their code lies."""
    first = installed_graph().first()[0].name
    text = codec.graph_text(installed_graph()).replace(f'"{first}"', '"of_another_version"')
    graph = codec.graph_of(text)
    assert graph["of_another_version"].model == ""
    assert graph.last.model == installed_graph().last.model
    with pytest.raises(LookupError, match="of_another_version"):
        graph["of_another_version"].load()


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (codec.output_of, '{"type": "output", "rooms": [{"type": "answer"}]}'),
        (codec.output_of, '{"type": "something"}'),
        (codec.output_of, "no JSON"),
        (codec.rooms_of, '[{"room_id": "r"}]'),
        (codec.rooms_of, b"\xff"),
        (_reserves_of, '{"0": {"all": [[0]]}}'),
        (codec.settings_of, '{"rule_set": "MARS"}'),
        (codec.graph_of, "[]"),
        (codec.graph_of, '[{"name": "a", "kind": "balloon", "rules": [], "after": []}]'),
        (codec.graph_of, '[{"name": "a", "kind": null, "rules": [], "after": ["b"]}]'),
    ],
)
def test_what_is_not_in_our_form_is_refused(read: Callable[[Any], object], text: str | bytes) -> None:
    """By one error, whatever is missing, unknown or impossible in it."""
    with pytest.raises(UnreadableRecordError):
        read(text)


@pytest.mark.parametrize("missing", ["job_id", "root", "building", "settings", "graph", "rooms"])
def test_a_job_without_one_of_its_fields_is_refused(missing: str) -> None:
    """Another version wrote it, or somebody else did."""
    fields = codec.job_fields(JOB)
    del fields[missing]
    with pytest.raises(UnreadableRecordError):
        codec.job_of(fields)


def test_a_job_with_a_value_that_cannot_be_is_refused() -> None:
    """A number that is none, a status that there is not."""
    fields = codec.job_fields(JOB)
    for wrong in ({"rooms": "many"}, {"status": "asleep"}):
        with pytest.raises(UnreadableRecordError):
            codec.job_of({**fields, **wrong})
