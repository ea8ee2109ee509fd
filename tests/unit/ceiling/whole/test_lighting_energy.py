"""A year of light (LGT-19) and what keeps of it (LGT-8), as verify and the report tell them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.fire_code import FireCode, RuleSet
from plenum.ceiling.whole.building_power import building_evidence
from plenum.ceiling.whole.lighting_energy import energy_evidence

OFFICE = Room(
    "r",
    ("." * 10, "..L....L..", *["." * 10] * 6, "..L....L..", "." * 10),
    room_type="office_enclosed",
    luminaire="B",
)
DARK = Room("dark", ("." * 10,) * 10, room_type="storage")


def found(*rooms: Room, rule_set: RuleSet = RuleSet.EU, **overrides: Any) -> dict[str, Evidence]:
    """The evidence by rule."""
    settings = Settings(rule_set, FireCode.BS5839, overrides)
    return {one.rule: one for one in energy_evidence(rooms, settings)}


def test_leni_is_the_worked_example() -> None:
    """By hand: four lights of 30 W in 36 m², an office's 2250 + 250 h, nothing switched or dimmed.

    W = 120 W · 2500 h / 1000 = 300 kWh; 300 / 36 = 8.333 kWh/m²; with 2.5 standby 10.833.
    """
    leni = found(OFFICE)["LGT-19"]
    assert leni.value == pytest.approx(300 / 36 + 2.5)
    assert (leni.passed, leni.hard) == (True, False)
    assert leni.detail.startswith("quick method, office: 2250 h by day, 250 h by night, Fc 1, Fo 1, FD 1")


def test_controls_and_daylight_save_as_in_the_formula() -> None:
    """By hand: 120 W · 0.9 · 0.9 · (2250 · 0.8 + 250) h / 1000 = 199.26 kWh; / 36 = 5.535; + 1.5 = 7.035."""
    energy = {"fc": 0.9, "fo": 0.9, "fd": 0.8, "standby_kwh_m2": 1.5}
    assert found(OFFICE, energy=energy)["LGT-19"].value == pytest.approx(7.035)


def test_the_building_is_rated_as_one() -> None:
    """A dark store of the same size halves what the lights take a square metre, and not the standby."""
    assert found(OFFICE, DARK)["LGT-19"].value == pytest.approx(150 / 36 + 2.5)


def test_leni_is_told_under_eu_and_uk_alone_and_in_no_result() -> None:
    """ASHRAE's power density is what US asks; the factor's parts are told everywhere."""
    assert "LGT-19" in found(OFFICE, rule_set=RuleSet.UK)
    parts = {"llmf": 0.9, "lsf": 1, "lmf": 0.9, "rsmf": 1}
    us = found(OFFICE, rule_set=RuleSet.US, maintenance_factor=parts)
    assert set(us) == {"LGT-8"}
    assert us["LGT-8"].value == pytest.approx(0.81)
    assert "LLMF 0.9" in us["LGT-8"].detail
    in_result = building_evidence([replace(OFFICE, room_id="a")], Settings(RuleSet.EU))
    assert {one.rule for one in in_result} == {"LGT-6"}


def test_no_rooms_no_energy() -> None:
    """Nothing to divide by."""
    assert found() == {}
