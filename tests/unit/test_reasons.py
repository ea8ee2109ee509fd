"""Every exception from what the tools ask for says on its line why."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("shared/plenum", "services", "benchmarks", "docs", "tests", ".ci")
EXCEPTION = re.compile(r"#\s*(?:type:\s*ignore|(?:ruff:\s*)?noqa)\b")
WITH_REASON = re.compile(
    r"# type: ignore\[[a-z-]+(?:, [a-z-]+)*\]  # \w.*|# (?:ruff: )?noqa: [A-Z]+\d+(?:, [A-Z]+\d+)* - \w.*"
)


def without_reason(source: str) -> Iterator[int]:
    """The lines whose exception names no rule or gives no reason; text that looks like one is none."""
    if not EXCEPTION.search(source):
        return
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and EXCEPTION.search(token.string):
            # An exception for mypy may be followed by one for ruff on the same line.
            parts = re.split(r"\s+(?=# noqa)", token.string)
            if not all(WITH_REASON.fullmatch(part) for part in parts):
                yield token.start[0]


@pytest.mark.slow
def test_every_exception_has_its_reason() -> None:
    """Of mypy and of ruff, in the tests too."""
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 600
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in files
        for line in without_reason(file.read_text(encoding="utf-8"))
    ]
    assert not found


@pytest.mark.parametrize(
    "comment",
    [
        "# type: ignore",
        "# type: ignore[misc]",
        "# type: ignore  # they have no types",
        "# noqa",
        "# noqa: S101",
        "# noqa - it is there",
        "# type: ignore[misc]  # they have no types  # noqa: S101",
    ],
)
def test_an_exception_without_its_rule_or_reason_is_found(comment: str) -> None:
    """Half of the two is not enough."""
    assert list(without_reason(f"a = 1\nb = a  {comment}\n")) == [2]


@pytest.mark.parametrize(
    "comment",
    [
        "# type: ignore[misc, no-any-return]  # they have no types",
        "# noqa: S101, S102 - it is there",
        "# ruff: noqa: E501 - a table",
        "# type: ignore[misc]  # they have no types  # noqa: S101 - it is there",
        "# why noqa says nothing here",
    ],
)
def test_an_exception_with_both_is_in_order(comment: str) -> None:
    """And so is a comment that is none."""
    assert not list(without_reason(f"a = 1  {comment}\n"))
