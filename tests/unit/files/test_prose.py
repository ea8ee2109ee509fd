"""Sentences of results, printed in the reader's units."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from plenum.ceiling.rules.rule import Rule
from plenum.ceiling.rules.rule_set import RULES
from plenum.files.assumption import Assumption
from plenum.files.prose import in_units
from plenum.files.units import Units

METRIC = re.compile(r"\d (?:m|mm|m²|m2|lx|L/s|W/m²|W/m2)(?![\w/²])")
"""What no sentence of an imperial paper may hold."""


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("tiles of 0.6096 m × 0.6096 m, 24 in", "tiles of 2 ft × 2 ft, 24 in"),
        (
            "ceiling at 2.8 m: the storey's 3.5 m less 0.7 m",
            "ceiling at 9.19 ft: the storey's 11.5 ft less 2.3 ft",
        ),
        ("LGT-1: mean 431 lx of 500 with 8 lights placed", "LGT-1: mean 40 fc of 46.5 with 8 lights placed"),
        (
            "LGT-1: 310 lx, limit 500; LGT-2: 0.2, limit 0.4",
            "LGT-1: 28.8 fc, limit 46.5; LGT-2: 0.2, limit 0.4",
        ),
        ("AIR-9: (3, 4), 1.50 m where 1.80 are asked", "AIR-9: (3, 4), 4.92 ft where 5.91 are asked"),
        ("12.0 of 24.0 L/s", "25.4 of 50.9 CFM"),
        ("border cuts 0.30 and 0.45 m along x", "border cuts 0.984 and 1.48 ft along x"),
        (
            "the points (1.20, 3.00), (-6.00, 30.48) m and 2 more",
            "the points (3.94, 9.84), (-19.7, 100) ft and 2 more",
        ),
        (
            "restroom of 3.6 m2, under 4 m2: none required",
            "restroom of 38.8 ft², under 43.1 ft²: none required",
        ),
        ("parts of 1,200 m² and 3.2 W/m²", "parts of 12,917 ft² and 0.297 W/ft²"),
        ("voids of 800 mm", "voids of 31.5 in"),
        (
            "LGT-1: mean 510.1 lx of 510.3 with 8 lights placed",
            "LGT-1: mean 47.39 fc of 47.41 with 8 lights placed",
        ),
        ("LGT-1: 510.1 lx, limit 510.3; LGT-2: 0.2", "LGT-1: 47.39 fc, limit 47.41; LGT-2: 0.2"),
        ("a mean of 510.1 lx, 510.3 lx are asked", "a mean of 47.39 fc, 47.41 fc are asked"),
        ("is 1.50 m from a supply, 1.80 m asked", "is 4.92 ft from a supply, 5.91 ft asked"),
        ("AIR-9: (3, 4), 17.99 m where 18.00 are asked", "AIR-9: (3, 4), 59 ft where 59.1 are asked"),
        ("1.80 m where 1.80 are asked", "5.91 ft where 5.91 are asked"),
    ],
)
def test_figures_are_turned_with_their_units(said: str, printed: str) -> None:
    """Also of two figures of which one alone names it, and of points."""
    assert in_units(said, Units.IMPERIAL) == printed
    assert in_units(said, Units.METRIC) == said


@pytest.mark.parametrize(
    "said",
    [
        "as nothing is known by the name 'Hall of 600 m'",
        "0.25 m/s, 3 lm, 12 W, 8.6 air changes/h, turned by 30°",
        "SMK-5 and SMK-6 lowered, with the detector at (3, 4)",
        "4 models, 2 lights, tile (3, 4), 21 ft",
    ],
)
def test_all_else_stays_as_it_is(said: str) -> None:
    """Names that somebody gave, other units, counts, tiles and ids of rules."""
    assert in_units(said, Units.IMPERIAL) == said


@pytest.mark.parametrize("assumption", Assumption)
def test_no_assumption_keeps_a_metric_figure(assumption: Assumption) -> None:
    """Whatever stands in its form."""
    fields = {name: spec for _, name, spec, _ in Formatter().parse(assumption.form) if name}
    said = assumption.said(**{name: 3.6576 if spec else "what is" for name, spec in fields.items()})
    assert not METRIC.search(in_units(said, Units.IMPERIAL))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_rules_text_keeps_a_metric_figure(rule: Rule) -> None:
    """Nor what relaxes it."""
    for said in (rule.formula, *rule.relaxations):
        assert not METRIC.search(in_units(said, Units.IMPERIAL))
