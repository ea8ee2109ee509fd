"""Units: what stands on paper for the verifier's figures."""

from __future__ import annotations

import pytest

from plenum.files.units import Units, apart, feet_and_inches

IMPERIAL = Units.IMPERIAL


@pytest.mark.parametrize(
    ("m", "words"),
    [
        (3.048, "10'-0\""),
        (1.2065, "3'-11 1/2\""),
        (0.6, "1'-11 5/8\""),
        (0.6096 + 0.0127, "2'-0 1/2\""),
        (0.3047, "1'-0\""),
        (0.0889, '3 1/2"'),
        (0.003175, '1/8"'),
        (0.0, '0"'),
    ],
)
def test_lengths_are_in_feet_inches_and_eighths(m: float, words: str) -> None:
    """Rounded up to the next foot where they come to twelve inches; no feet where there are none."""
    assert feet_and_inches(m) == words
    assert {IMPERIAL.overall(m), IMPERIAL.distance(m), IMPERIAL.height(m)} == {words}


@pytest.mark.parametrize(
    ("unit_m", "units"),
    [
        *((m, IMPERIAL) for m in (0.0254, 0.3048, 1200 / 3937, 0.9144)),
        *((m, Units.METRIC) for m in (1.0, 0.001, 0.01, 0.1, 0.3)),
    ],
)
def test_a_unit_of_length_tells_whose_it_is(unit_m: float, units: Units) -> None:
    """The surveyors' foot is one too."""
    assert Units.of_length(unit_m) is units


@pytest.mark.parametrize(
    ("value", "unit", "figure", "name"),
    [
        (3.048, "m", 10.0, "ft"),
        (9.290304, "m2", 100.0, "ft²"),
        (0.4719474, "L/s", 1.0, "CFM"),
        (10.7639104, "lx", 1.0, "fc"),
        (10.7639104, "W/m2", 1.0, "W/ft²"),
        (21.5278208, "kWh/m2 a year", 2.0, "kWh/ft² a year"),
        (19.0, "UGR", 19.0, ""),
        (0.6, "tiles", 0.6, "tiles"),
    ],
)
def test_figures_are_turned_by_their_unit(value: float, unit: str, figure: float, name: str) -> None:
    """What has no unit of its own in the United States stays."""
    assert IMPERIAL.figure(value, unit) == pytest.approx(figure, rel=1e-6)
    assert IMPERIAL.name_of(unit) == name
    assert Units.METRIC.figure(value, unit) == value


def test_each_office_writes_as_it_is_used_to() -> None:
    """Areas and flows with their unit, tiles by both sides."""
    both = (Units.METRIC, IMPERIAL)
    assert [units.area(54.0) for units in both] == ["54.0 m²", "581 ft²"]
    assert [units.flow(120.0) for units in both] == ["120 L/s", "254 CFM"]
    assert [units.sides((0.6096, 1.2192)) for units in both] == ["0.6096 × 1.2192 m", "2'-0\" × 4'-0\""]
    assert [units.height(2.7432) for units in both] == ["2.7432 m", "9'-0\""]
    assert [units.distance(1.2) for units in both] == ["1200", "3'-11 1/4\""]
    assert [units.column("L/s") for units in both] == ["l_s", "cfm"]


def test_a_building_that_says_nothing_is_metric() -> None:
    """No drawing changes by itself."""
    assert Units.of({}) is Units.METRIC
    assert Units.of({"units": "imperial"}) is IMPERIAL


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        ((47.3, 47.5), ["47.3", "47.5"]),
        ((47.38, 47.42), ["47.38", "47.42"]),
        ((1200.41, 1200.44), ["1,200.41", "1,200.44"]),
        ((0.30001, 0.30002), ["0.30001", "0.30002"]),
        ((5.0, 5.0), ["5", "5"]),
        ((5.0, 5.0 + 1e-12), ["5", "5"]),
        ((5.0, None), ["5", "–"]),
        ((-0.05002, 0.05), ["-0.05002", "0.05"]),
        ((99.996, 100.0), ["99.996", "100.00"]),
    ],
)
def test_figures_that_differ_do_not_look_alike(values: tuple[float | None, ...], printed: list[str]) -> None:
    """By as many digits as it takes, unless nobody could measure the difference."""
    assert apart(*values) == printed
