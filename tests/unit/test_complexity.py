"""The tool that says which functions are too large."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.ci import tool

ROOT = Path(__file__).parents[2]


complexity = tool("complexity")


def said(source: str) -> list[str]:
    """The complaints about a source, without their lines."""
    return [words for _, words in complexity.complaints(source)]


@pytest.mark.parametrize(
    ("lines", "complaints"), [(49, []), (50, ["long has 51 lines, over 50"])], ids=["50 lines", "51 lines"]
)
def test_lines_count_from_the_def_to_the_last(lines: int, complaints: list[str]) -> None:
    """Signature and docstring too: they take room on the screen."""
    assert said("def long():\n" + "    pass\n" * lines) == complaints


@pytest.mark.parametrize("branch", ["a and b", "[a for a in b]", "a if a else b"])
def test_branches_that_read_in_one_line_count(branch: str) -> None:
    """Twelve of them are one too many, whether they are statements or not."""
    source = "def branches(a, b):\n" + f"    {branch}\n" * 11
    assert said(source) == []
    assert said(source + f"    {branch}\n") == ["branches has complexity 13, over 12"]


def test_a_function_inside_counts_by_itself() -> None:
    """Its branches are not the outer one's; its own may be too many."""
    inner = "    def inner(a):\n" + "        a and a\n" * 12
    assert said(f"def outer(a):\n{inner}    return inner\n") == ["inner has complexity 13, over 12"]


def test_what_a_method_is_called_on_is_no_parameter() -> None:
    """Keyword-only parameters are some, and so is what takes the rest."""
    assert said("class A:\n    def f(self, a, b, c, *, d, e, f): pass\n") == []
    assert said("class A:\n    def f(self, a, b, c, *, d, e, f, **g): pass\n") == [
        "f has 7 parameters, over 6, and no reason"
    ]


def test_a_reason_permits_more_parameters() -> None:
    """On the line of the `def`; where it is needed no longer it goes."""
    reason = "  # parameters: the formula's own"
    assert said(f"def f({reason}\n    a, b, c, d, e, f, g\n): pass\n") == []
    assert said(f"def f({reason}\n    a, b\n): pass\n") == ["f has a reason for 2 parameters, and needs none"]


def test_a_place_may_be_a_file() -> None:
    """Or a folder, with all that is in it."""
    tool = ROOT / ".ci" / "complexity.py"
    assert complexity.sources([".ci/complexity.py"]) == [tool]
    assert tool in complexity.sources([".ci"])
