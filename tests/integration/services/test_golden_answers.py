"""The models' answers in a fixed set of rooms: none moves while its version and the engine's stand still."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from tests.support.golden_answers import FILE, REFRESH, answers, moved, unversioned

GOLDEN: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    """Today's versions and digests."""
    return answers()


@pytest.mark.parametrize("model", GOLDEN)
def test_an_answer_moves_only_with_a_version(now: dict[str, Any], model: str) -> None:
    """Earlier answers are used again by their version: one version, one answer."""
    rooms = unversioned(GOLDEN, now).get(model)
    assert not rooms, (
        f"{model} {now[model]['version']} answers otherwise than it did in {len(rooms or ())} cases: "
        f"{rooms}. Raise VERSION in services/{model}/model.py, or ENGINE_VERSION in "
        f"shared/plenum/ceiling/__init__.py where the change is there; then {REFRESH}"
    )


def test_the_golden_answers_are_todays(now: dict[str, Any]) -> None:
    """With a version that moved, and with rooms and models that are new, they are written anew."""
    assert now == GOLDEN, f"not current: {REFRESH}"


def test_an_answer_that_moves_under_one_version_is_noticed() -> None:
    """One digest changed is enough; with the model's version raised, or the engine's, it may change."""
    model, question = "light_model_b_sparse", "NFPA72: office"
    changed = deepcopy(GOLDEN)
    changed[model]["answers"][question] = "0" * 12
    assert moved(GOLDEN, changed)[model] == [question]
    assert unversioned(GOLDEN, changed) == {model: [question]}
    for part in ("version", "engine"):
        versioned = deepcopy(changed)
        versioned[model][part] = "9.0.0"
        assert not unversioned(GOLDEN, versioned)
