"""The architecture's pictures: every arrow is an import that a contract holds to one way."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from defusedxml.ElementTree import fromstring

from docs.diagrams import contracts, packages
from docs.diagrams.contracts import Forbidden, Layers, enforced
from docs.diagrams.imports import arrows, shortest
from docs.diagrams.layers import layered
from docs.diagrams.stages import stage_graph
from plenum.ceiling.room.kinds import Kind
from plenum.pipeline.graph import Graph, Stage
from services.stages import GRAPH

CONTAINERS = ("plenum", "plenum.ceiling", "plenum.files", "plenum.pipeline")
SVG = "{http://www.w3.org/2000/svg}"


def names_in(picture: str) -> set[str]:
    """The texts of a picture that are names, not notes."""
    return {str(text.text) for text in fromstring(picture).iter(f"{SVG}text") if text.get("class") == "name"}


@pytest.mark.slow
@pytest.mark.parametrize("container", CONTAINERS)
def test_every_import_between_parts_is_held_to_one_way(container: str) -> None:
    """So that no picture has to leave one out: what is drawn is all there is."""
    there = {part: ends for part, ends in arrows(packages.part_of(container)).items() if ends}
    drawn = packages.drawable(packages.part_of(container), lambda part: f"{container}.{part}")
    assert {part: ends for part, ends in drawn.items() if ends} == there


def test_what_no_contract_forbids_is_not_enforced(monkeypatch: pytest.MonkeyPatch) -> None:
    """An arrow needs a contract, not an import alone."""
    assert enforced("plenum.files.read", "plenum.ceiling.room")
    assert not enforced("plenum.ceiling.room", "plenum.files.read")
    monkeypatch.setattr(contracts, "CONTRACTS", [])
    assert not enforced("plenum.files.read", "plenum.ceiling.room")


def test_layers_forbid_upwards_and_sideways() -> None:
    """Not within a part, and not what is in no layer."""
    layers = Layers("p", (("high",), ("left", "right")))
    assert layers.forbid("p.left.a", "p.high")
    assert layers.forbid("p.left", "p.right.b")
    assert not layers.forbid("p.high", "p.left")
    assert not layers.forbid("p.left.a", "p.left.b")
    assert not layers.forbid("p.left", "q")


def test_a_forbidden_import_may_be_excused() -> None:
    """As the contract's own `ignore_imports` does."""
    contract = Forbidden(("s.*",), ("celery",), ("s.*.worker -> celery",))
    assert contract.forbid("s.one.model", "celery.app")
    assert not contract.forbid("s.one.worker", "celery.app")


def test_an_arrow_that_others_lead_along_is_left_out() -> None:
    """a → c beside a → b → c says nothing more."""
    assert shortest({"a": {"b", "c"}, "b": {"c"}}) == [("a", "b"), ("b", "c")]


def test_a_picture_has_every_part_once_and_every_arrow() -> None:
    """An arrow that passes a layer by has its head too."""
    arrows_ = [("top", "middle"), ("middle", "bottom"), ("top", "bottom")]
    picture = layered("T", ["top", "middle", "bottom"], arrows_, lambda name: f"is {name}")
    assert names_in(picture) == {"top", "middle", "bottom"}
    assert [path.get("class") for path in fromstring(picture).iter(f"{SVG}path")] == ["line", "tip"] * 3


def test_the_stages_are_drawn_from_the_graph() -> None:
    """Another graph is another picture; a name in two lines is one name."""
    assert {"selector", "light_model_", "a_dense"} <= names_in(stage_graph(GRAPH))
    other = Graph((Stage("one", "m:f", Kind.LIGHT), Stage("two", "m:f", after=("one",))))
    assert names_in(stage_graph(other)) >= {"client", "coordinator", "one", "two"}
    assert "selector" not in names_in(stage_graph(other))


def test_every_part_says_what_it_is() -> None:
    """In a line of its docstring, short enough to be read in its box."""
    noted: Mapping[str, str] = {
        f"{container}.{part}": packages.first_sentence(
            packages.ROOT / "shared" / container.replace(".", "/"), part
        )
        for container in CONTAINERS
        for layer in contracts.layers_of(container).layers
        for part in layer
        if part != "__main__"
    }
    assert {name: note for name, note in noted.items() if not 5 < len(note) <= 130} == {}
