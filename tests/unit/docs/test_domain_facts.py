"""The page of domain facts: what the code cites is there, and nothing else has a number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "domain-facts.md").read_text(encoding="utf-8")
CITED = re.compile(r"domain\s+facts\s+(\d\.\d+)")


def cited() -> dict[str, list[str]]:
    """The numbers that the code cites, with the files that do."""
    found: dict[str, list[str]] = {}
    for folder in ("shared", "services", "tests", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for number in CITED.findall(path.read_text(encoding="utf-8")):
                found.setdefault(number, []).append(path.name)
    return found


@pytest.mark.slow
def test_every_fact_that_is_cited_has_its_section() -> None:
    """And every section is cited: the page is no place for what nothing rests on."""
    sections = set(re.findall(r"^### (\d\.\d+) ", PAGE, re.MULTILINE))
    assert sections == set(cited())
