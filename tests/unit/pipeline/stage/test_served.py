"""A stage answers by the weights that a job names: fetched by digest, refused where they are others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from plenum.ceiling.asked.brief import Brief
from plenum.ceiling.room.layout import Layout
from plenum.ceiling.room.room import Room
from plenum.deployable import Own
from plenum.pipeline.answers import Answer, Failure
from plenum.pipeline.graph import Graph
from plenum.pipeline.stage.served import KEPT, REFUSED_S, ServedModels
from plenum.pipeline.weights import Serving, Weights, WeightsRefusedError
from plenum.telemetry import names
from tests.support import toy_models
from tests.support.toy_models import GRAPH
from tests.support.toy_pipeline import ToyPipeline

REGISTERED = Graph(tuple(replace(each, own=Own(registered=each.name == "left")) for each in GRAPH.stages))


def weights(content: bytes, version: str = "3") -> Weights:
    """Of these bytes."""
    return Weights(version, hashlib.sha256(content).hexdigest())


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What models were made of; the toy places as many lights as its weights say."""
    found: list[bytes] = []

    def by_weights(content: bytes) -> Callable[[Room, Brief], Layout]:
        found.append(content)
        lights = int(content)
        return lambda room, _brief: toy_models.lights(room, lights)

    monkeypatch.setattr(toy_models, "by_weights", by_weights, raising=False)
    return found


def toy_with(serving: Serving, *contents: bytes) -> ToyPipeline:
    """A pipeline whose record has a registry's word."""
    toy = ToyPipeline(REGISTERED)
    toy.record.serve("left", serving, {weights(each).digest: each for each in contents}, 100)
    return toy


def answer_of(toy: ToyPipeline, job_id: str) -> Any:
    """What the stage answers for a new job's first room."""
    toy.accept(1, job_id)
    toy.run("left")
    return toy.answers("left", job_id)["room_0"]


def test_a_job_is_answered_by_the_weights_named_at_its_intake(made: list[bytes]) -> None:
    """Answer, span and metric have their version and digest; a later word changes nothing for the job."""
    first, second = weights(b"3"), weights(b"4", "4")
    toy = toy_with(Serving(first), b"3")
    toy.accept(1)
    toy.record.serve("left", Serving(second), {second.digest: b"4"}, 100)
    toy.run("left")
    answer = toy.answers("left")["room_0"]
    version = GRAPH["left"].version + f".v3.{first.digest[:16]}"
    assert (len(answer.layout.terminals), answer.model_version) == (3, version)
    telemetry = toy.of("left").telemetry
    assert telemetry.span(names.execute("left")).attributes[names.MODEL_VERSION] == version
    assert telemetry.figures()[names.MODEL_INFO, "left", version] == 1
    assert len(answer_of(toy, "later").layout.terminals) == 4
    assert made == [b"3", b"4"]


def test_without_a_word_the_models_own_weights_answer() -> None:
    """As where there is no registry at all, or where it has no champion."""
    answer = answer_of(toy_with(Serving(challenger=weights(b"3"))), "job")
    assert (len(answer.layout.terminals), answer.model_version) == (1, GRAPH["left"].version)


@pytest.mark.parametrize(
    ("content", "words"), [(None, "not in the record"), (b"4", "other bytes"), (b"no number", "no number")]
)
@pytest.mark.usefixtures("made")
def test_weights_that_are_not_those_leave_the_model_out(content: bytes | None, words: str) -> None:
    """Each room says which, why and what to do; the others go on without it."""
    named = weights(b"no number" if content == b"no number" else b"3")
    toy = ToyPipeline(REGISTERED)
    toy.record.serve("left", Serving(named), {named.digest: content} if content else {}, 100)
    failure = answer_of(toy, "job")
    assert isinstance(failure, Failure)
    assert failure.error == "WeightsRefusedError"
    assert words in failure.message
    assert f"version 3 of left, weights {named.digest[:16]}" in failure.message
    toy.run("right")
    toy.run("choose")
    assert toy.answers("choose")["room_0"].selected_model == "right"


def test_a_model_is_made_once_however_many_jobs_it_answers(made: list[bytes]) -> None:
    """The weights are fetched when they are new to the process."""
    toy = toy_with(Serving(weights(b"2")), b"2")
    toy.accept(1, "one")
    toy.accept(1, "two")
    run = toy.stage_run("left")
    run(toy.message("left"))
    run(toy.message("left"))
    assert isinstance(toy.answers("left", "two")["room_0"], Answer)
    assert made == [b"2"]


def test_what_was_refused_is_not_fetched_again_for_a_while(
    made: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is: a refresher may have brought it. Of many such weights the latest few are remembered."""
    now = [0.0]
    toy = toy_with(Serving())
    served = ServedModels(toy.of("left"), REGISTERED["left"], lambda: now[0])
    asked: list[str] = []
    fetch = toy.record.weights

    def weights_of(digest: str) -> bytes | None:
        asked.append(digest)
        return fetch(digest)

    monkeypatch.setattr(toy.record, "weights", weights_of)
    lost = weights(b"3")
    for _ in range(2):
        with pytest.raises(WeightsRefusedError, match="not in the record"):
            served(lost)()
    assert asked == [lost.digest]
    toy.record.serve("left", Serving(lost), {lost.digest: b"3"}, 100)
    now[0] += REFUSED_S
    assert served(lost)()(Room("room", ("....",)), None).terminals
    others = [weights(b"%d" % number) for number in range(4, 5 + KEPT)]
    for each in (*others, others[0]):
        with pytest.raises(WeightsRefusedError):
            served(each)()
    assert asked[2:] == [*(each.digest for each in others), others[0].digest]
    assert made == [b"3"]
