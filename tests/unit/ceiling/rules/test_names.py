"""Rules by name in sentences."""

from __future__ import annotations

import pytest

from plenum.ceiling.rules.names import NAMES, with_names
from plenum.ceiling.rules.rule_set import RULES


def test_every_rule_has_a_name_and_every_name_a_rule() -> None:
    """Neither list is longer."""
    assert set(NAMES) == set(RULES)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("LGT-1: 0 lx, limit 200", "Mean illuminance (LGT-1): 0 lx, limit 200"),
        ("SMK-1N and AIR-10 fail", "To nearest detector (SMK-1N) and Air balance (AIR-10) fail"),
        ("room LGT-99, model X-1", "room LGT-99, model X-1"),
    ],
)
def test_ids_get_their_names_and_all_else_stays(said: str, read: str) -> None:
    """What only looks like an id is left alone."""
    assert with_names(said) == read
