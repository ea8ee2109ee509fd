"""Many names as architects write them, in seven languages, each with the types that are right for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.told_types import told


@pytest.mark.slow
def test_names_as_people_write_them_are_told_right_or_not_at_all() -> None:
    """Of fifteen hundred names hardly any is told wrong."""
    shares = told(Path(__file__).with_name("names.csv"))
    assert shares.telling >= 0.97
    assert shares.voids >= 0.97
    assert shares.wrong <= 0.01
