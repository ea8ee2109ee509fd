"""The page in another language: its own words, the catalogue's, and what rules say of a room."""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import Any

import pytest

from plenum.ceiling.rules.evidence import broken
from plenum.files.completed.schema import EvidenceFields
from plenum.pipeline.result.room import in_words
from services.gateway.page import catalogue, files
from tests.support.rule_fixtures import RuleFixture, rule_fixtures

TEXT = r'"((?:[^"\\]|\\.)*)"'
ASKED = [
    rf"\bt\({TEXT}",
    rf"\bt\([^()\"]* \? {TEXT} : {TEXT}",
    rf"\bcount\((?:[^()\"]|\([^()]*\))*, {TEXT}(?:, {TEXT})?",
]
NAMED = r"\{(\w+)\}"


def german() -> dict[str, Any]:
    """Its words, and its patterns of messages."""
    found: dict[str, Any] = json.loads(files()["de.json"].content)
    return found


def asked_for() -> set[str]:
    """What the modules and the document have translated by its own words."""
    found = set(re.findall(r"data-words>([^<]+)<", files()["index.html"].content.decode()))
    for name, file in files().items():
        if name.endswith(".js"):
            for pattern in ASKED:
                groups = re.findall(pattern, file.content.decode())
                found |= set(
                    chain.from_iterable([each] if isinstance(each, str) else each for each in groups)
                )
    return found - {"", "#"}


def named() -> set[str]:
    """What it has from the catalogue."""
    known = catalogue()
    rules = known["rules"].values()
    kinds = known["kinds"]
    names = {
        *known["room_types"],
        *known["statuses"],
        *(rule["name"] for rule in rules),
        *(rule["title"] for rule in rules),
    }
    names |= {kind[form] for kind in kinds for form in ("singular", "plural", "kind")}
    return {name.replace("_", " ") for name in names} - {""}


def test_every_word_of_the_page_and_of_its_catalogue_is_there() -> None:
    """A new one fails here until it has its entry."""
    assert len(asked_for()) > 100
    assert (asked_for() | named()) - set(german()["words"]) == set()


def test_what_stands_in_a_text_stands_in_its_translation() -> None:
    """Each value once, whatever the order."""
    for english, own in chain(german()["words"].items(), german()["messages"].items()):
        assert sorted(re.findall(NAMED, english)) == sorted(re.findall(NAMED, own)), english


@pytest.mark.parametrize(
    "fixture", list(rule_fixtures()), ids=lambda fixture: f"{fixture.name}-{fixture.code}"
)
def test_what_rules_say_of_a_room_is_told_in_it(fixture: RuleFixture) -> None:
    """Every detail, and each broken rule in words, part by part."""
    evidence = fixture.evidence()
    said = [each.detail for each in evidence] + [
        in_words(EvidenceFields.of(each)) for each in broken(evidence)
    ]
    patterns = [re.sub(r"\\\{\w+\\\}", ".+?", re.escape(each)) for each in german()["messages"]]
    for part in chain.from_iterable(text.split("; ") for text in said if text):
        assert any(re.fullmatch(pattern, part) for pattern in patterns), part
