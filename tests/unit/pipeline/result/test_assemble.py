"""The completed building: rooms in their own order, whatever batches they came in, from the record alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import UNSET, structs

from plenum.files.building.building import Waiver
from plenum.files.completed.schema import CompletedFields, plain
from plenum.files.parsing.check import check_fields
from plenum.files.read import read_building
from plenum.pipeline.answers import Absence
from plenum.pipeline.graph import installed_graph
from plenum.pipeline.intake import Ask, BatchSize, Intake
from plenum.pipeline.record.calls import Ending
from plenum.pipeline.result.assemble import assemble
from tests.support.buildings import building, room
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline


def ending(rooms: int = 5, **more: object) -> Ending:
    """A job of small batches that has come to its end."""
    toy = ToyPipeline()
    source = read_building(building([room(f"room_{n}", 5 + n) for n in range(rooms)], **more))
    Intake(toy.coordinator, GRAPH, BatchSize(1000, 2)).begin(Ask("job", "f", waiter=str)).accept(source)
    for stage in GRAPH.stages:
        while toy.record.gauges([stage.name], []).queues[stage.name]:
            toy.run(stage.name)
    (found,) = toy.record.endings(["job"], "me")
    assert isinstance(found, Ending)
    return found


@pytest.fixture(scope="module")
def ended() -> Ending:
    """Five rooms in three batches."""
    return ending()


def test_rooms_come_back_in_the_buildings_order(ended: Ending) -> None:
    """They went the largest first, two a batch; each has its own answers."""
    completed = assemble(ended)
    assert len(ended.batches) == 3
    assert [r.room_id for r in completed.rooms] == [f"room_{n}" for n in range(5)]
    assert [len(r.rows[0]) for r in completed.rooms] == [5, 6, 7, 8, 9]
    assert {r.status for r in completed.rooms} == {"complete"}


def test_the_same_record_gives_the_same_result(ended: Ending) -> None:
    """Whoever assembles it, however often: also with its parts in another order."""
    first = assemble(ended)
    turned = replace(
        ended,
        batches=dict(reversed(ended.batches.items())),
        outputs={batch: dict(reversed(found.items())) for batch, found in reversed(ended.outputs.items())},
    )
    assert assemble(turned) == first


def test_it_is_a_result_as_the_schema_has_it(ended: Ending) -> None:
    """Names, ids and the time from intake to end; what is not there is left out."""
    job = structs.replace(ended.job, accepted_ms=1000.0, ended_ms=3456.789)
    completed = assemble(replace(ended, job=job))
    data = plain(completed)
    assert check_fields(CompletedFields, data) == completed
    assert (data["schema"], data["job_id"], data["trace_id"]) == ("plenum.completed/1", "job", job.trace_id)
    assert (data["building_id"], data["name"], data["duration_s"]) == ("test", "test", 2.457)
    assert {"left_out", "carried_over"} & set(data) == set()


def test_executions_count_the_rooms_that_each_model_answered(ended: Ending) -> None:
    """Not the selector, which places nothing."""
    assert assemble(ended).totals.executions == {"left": 5, "right": 5, "end": 5}


def test_a_stage_that_was_given_up_for_one_batch_degrades_its_rooms_alone(ended: Ending) -> None:
    """The other batches have its answers."""
    given_up = {**ended.outputs["b0000"], "left": Absence(stage="left", reason="no answer")}
    completed = assemble(replace(ended, outputs={**ended.outputs, "b0000": given_up}))
    degraded = {r.room_id: r.degraded for r in completed.rooms if r.degraded}
    assert degraded == {"room_3": ["left: no answer"], "room_4": ["left: no answer"]}
    assert completed.totals.executions["left"] == 3


def test_a_batch_of_which_nothing_is_there_is_unfinished(ended: Ending) -> None:
    """The job was ended before anybody began it."""
    outputs = {batch: found for batch, found in ended.outputs.items() if batch != "b0000"}
    job = structs.replace(ended.job, ended_by="cancelled")
    completed = assemble(replace(ended, job=job, outputs=outputs))
    statuses = [r.status for r in completed.rooms]
    assert statuses == ["complete"] * 3 + ["cancelled"] * 2
    assert completed.status == "cancelled"


def test_what_the_file_said_stands_with_the_room_it_concerns(ended: Ending) -> None:
    """Assumptions by room, what was left out for the building, waivers for both."""
    head = structs.replace(
        ended.job.building,
        assumptions={"room_1": ("ceiling at 2.8 m",)},
        left_out=("shaft: no room",),
        waivers=(Waiver("AIR-9", "room_1", "duct", "J. Doe"),),
    )
    completed = assemble(replace(ended, job=structs.replace(ended.job, building=head)))
    assert completed.left_out == ["shaft: no room"]
    assert [w["room_id"] for w in completed.waivers] == ["room_1"]
    assert [r.assumptions for r in completed.rooms] == [[], ["ceiling at 2.8 m"], [], [], []]


def test_digests_change_with_what_concerns_their_room(ended: Ending) -> None:
    """An assumption about one room is none about the others; the version of a model is about all."""
    before = [r.input_digest for r in assemble(ended).rooms]
    head = structs.replace(ended.job.building, assumptions={"room_1": ("ceiling at 2.8 m",)})
    after = [
        r.input_digest for r in assemble(replace(ended, job=structs.replace(ended.job, building=head))).rooms
    ]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True, True, True]
    assert len(set(before)) == 5


def test_an_unsampled_jobs_result_has_its_trace_id_all_the_same(ended: Ending) -> None:
    """Its log events have it too."""
    root = ended.job.root[:-1] + "0"
    completed = assemble(replace(ended, job=structs.replace(ended.job, root=root)))
    assert completed.trace_id == ended.job.trace_id
    assert completed.left_out is UNSET
    assert installed_graph() is not GRAPH
