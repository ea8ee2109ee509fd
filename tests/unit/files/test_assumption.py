"""Sentences of assumptions and what they are about come from one table."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plenum.files.assumption import Assumption

FIGURES = st.floats(allow_nan=False, allow_infinity=False)
WORDS = st.text(min_size=1)


def values(assumption: Assumption) -> st.SearchStrategy[dict[str, Any]]:
    """What its form names: figures where it formats a figure, else any text."""
    named = [(name, spec) for _, name, spec, _ in Formatter().parse(assumption.form) if name]
    return st.fixed_dictionaries({name: FIGURES if spec else WORDS for name, spec in named})


@pytest.mark.slow
@pytest.mark.parametrize("assumption", Assumption)
@given(data=st.data())
def test_each_sentence_is_known_as_what_it_was_made_as(assumption: Assumption, data: st.DataObject) -> None:
    """Whatever figures and names are in it, line breaks too."""
    assert Assumption.of(assumption.said(**data.draw(values(assumption)))) is assumption


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "tiles of stone",
        "ceiling at the top",
        "the ceiling slopes by hand",
        "room type lobby, from the name 'Lobby'",
        "its ceiling 'ACT' has tiles of 0.6 m × 0.6 m",
        "the id card reader is beside the door",
    ],
)
def test_a_sentence_of_another_form_is_none_of_them(sentence: str) -> None:
    """However it begins."""
    assert Assumption.of(sentence) is None


def test_a_sentence_that_lacks_a_value_is_not_made() -> None:
    """A maker that forgets one is told which."""
    with pytest.raises(KeyError, match="height"):
        Assumption.CEILING.said(how="as drawn")
