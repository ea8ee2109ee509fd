"""Lines of what was left out say whether a space is no room or could not be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plenum.files.omission import Named, Omission

KINDS = st.sampled_from(["space", "room", "line", "outline"])
NAMED = st.builds(Named, KINDS, st.text(max_size=9), st.text())


@pytest.mark.slow
@pytest.mark.parametrize("omission", Omission)
@given(named=NAMED, why=st.text(min_size=1))
def test_each_line_is_known_as_what_it_was_made_as(omission: Omission, named: Named, why: str) -> None:
    """Whatever the space is called, and whatever the reason quotes."""
    assert Omission.of(omission.said(named, f"it {why}")) is omission


@pytest.mark.parametrize(
    "line",
    [
        "3 × light over no room that is read: 'Troffer:5'",
        "mep.ifc: 3 × light over no room that is read: 'not read: 1'",
        "#39 is there twice: the file is damaged, one of the two is not read",
    ],
)
def test_a_line_about_anything_else_is_neither(line: str) -> None:
    """It takes no room from anybody."""
    assert Omission.of(line) is None
