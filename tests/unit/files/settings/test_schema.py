"""Settings and options: checked here, honoured by the domain, echoed in the result."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.ceiling.asked.air_brief import air_brief
from plenum.ceiling.asked.light_brief import light_brief
from plenum.ceiling.rules.fire_code import FireCode, RuleSet
from plenum.ceiling.whole.building_power import building_evidence
from plenum.files.read import read_building
from tests.support.buildings import building, room
from tests.support.refusals import refused


def read(settings: dict[str, Any], **more: Any) -> tuple[Any, Any]:
    """The only room and the settings of a building with these settings."""
    found = read_building(building([room("a", **more)], settings=settings))
    return found.rooms[0], found.settings


def test_light_targets_reach_the_brief() -> None:
    """Each figure of `targets` replaces the rule set's."""
    own = {"em_lx": 300, "u0": 0.5, "ugr": 22, "working_plane_m": 0.8, "lpd_w_m2": 5, "luminaire": "A"}
    brief = light_brief(*read({"targets": {"office_enclosed": own}}))
    assert (brief.em_lx, brief.u0, brief.ugr_limit) == (300, 0.5, 22)
    assert brief.mounting_height_m == pytest.approx(2.0)
    assert (brief.lpd_w_m2, brief.luminaire.name) == (5, "A")


def test_a_luminaire_of_ones_own_reaches_the_brief() -> None:
    """By the room's own choice; its figures are the file's."""
    own = {"X1": {"lumens": 4000, "watts": 32, "n": 2, "ugr": 16, "shr": 1.2}}
    brief = light_brief(*read({"luminaires": own}, luminaire="X1"))
    assert (brief.luminaire.lumens, brief.luminaire.watts, brief.luminaire.n) == (4000, 32, 2)


def test_surfaces_and_maintenance_reach_the_brief() -> None:
    """Reflectances are ceiling, walls, floor."""
    brief = light_brief(*read({"maintenance_factor": 0.7, "reflectances": [0.8, 0.3, 0.1]}))
    assert brief.maintenance_factor == 0.7
    assert brief.reflectances == (0.8, 0.3, 0.1)


def test_parts_of_the_maintenance_factor_reach_the_brief() -> None:
    """As their product, in place of the one factor."""
    brief = light_brief(*read({"maintenance_factor": {"llmf": 0.9, "lsf": 1, "lmf": 0.95, "rsmf": 0.94}}))
    assert brief.maintenance_factor == pytest.approx(0.8037)


def test_loads_reach_the_air_brief_as_a_figure_or_as_an_object() -> None:
    """A plain number is W/m²."""
    plain = air_brief(*read({"loads": {"office_enclosed": 90}}))
    full = air_brief(*read({"loads": {"office_enclosed": {"sensible_w_m2": 90}}}))
    assert plain == full
    assert plain.sensible_w == pytest.approx(90 * plain.area_m2)


def test_air_sizing_reaches_the_air_brief() -> None:
    """How much one diffuser may bring."""
    assert air_brief(*read({"air": {"supply_max_l_s": 60}})).supply_max_l_s == 60


def test_the_power_limit_can_be_told_without_deciding() -> None:
    """`power.policy` report: LGT-6 is in the evidence, and soft."""
    for settings, hard in (({}, True), ({"power": {"policy": "report"}}, False)):
        only, found = read(settings, rows=["LLLLLLLLL"] * 7)
        (power,) = building_evidence([only], found)
        assert (power.hard, power.passed) == (hard, False)


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown table": ({"lumminaires": {}}, "/settings/lumminaires", "'luminaires'"),
    "unknown target": ({"targets": {"corridor": {"lux": 100}}}, "/settings/targets/corridor/lux", "em_lx"),
    "unknown room type": ({"targets": {"coridor": {"em_lx": 1}}}, "/settings/targets/coridor", "'corridor'"),
    "loads of no room type": ({"loads": {"offices": 5}}, "/settings/loads/offices", "office"),
    "load as text": ({"loads": {"corridor": "much"}}, "/settings/loads/corridor", "object"),
    "unknown load": ({"loads": {"corridor": {"ach": 3}}}, "/settings/loads/corridor/ach", "min_ach"),
    "uniformity above one": ({"targets": {"corridor": {"u0": 4}}}, "/settings/targets/corridor/u0", "1"),
    "new luminaire without figures": ({"luminaires": {"X": {"n": 2}}}, "/settings", "lumens"),
    "luminaire of no flux": ({"luminaires": {"A": {"lumens": 0}}}, "/settings/luminaires/A/lumens", "0"),
    "target names no luminaire": (
        {"targets": {"corridor": {"luminaire": "Q"}}},
        "/settings/targets/corridor/luminaire",
        "A, B, C",
    ),
    "two reflectances": ({"reflectances": [0.7, 0.5]}, "/settings/reflectances", "3"),
    "maintenance factor of zero": ({"maintenance_factor": 0}, "/settings/maintenance_factor", "0"),
    "maintenance factor without a part": (
        {"maintenance_factor": {"llmf": 0.9, "lsf": 1, "lmf": 0.9}},
        "/settings/maintenance_factor/rsmf",
        "add",
    ),
    "part of a maintenance factor above one": (
        {"maintenance_factor": {"llmf": 90, "lsf": 1, "lmf": 1, "rsmf": 1}},
        "/settings/maintenance_factor/llmf",
        "1",
    ),
    "maintenance factor as text": ({"maintenance_factor": "0.8"}, "/settings/maintenance_factor", "number"),
    "unknown use": ({"energy": {"use": "offices"}}, "/settings/energy/use", "'office'"),
    "a table that is a list": ({"targets": []}, "/settings/targets", "object"),
    "unknown policy": ({"power": {"policy": "none"}}, "/settings/power/policy", "'report'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_settings_are_refused_with_place_and_cure(name: str) -> None:
    """A setting that nothing understands would be a setting that nobody honours."""
    wrong, place, cure = WRONG[name]
    error = refused(building(1, settings=wrong))
    assert error.pointer == place
    assert cure in error.cure


def test_options_outrank_the_file() -> None:
    """A building can be checked under another code without touching it."""
    read_ = read_building(
        building(1, rule_set="UK", settings={"maintenance_factor": 0.7, "reflectances": [0.5, 0.5, 0.5]}),
        options={"code": "NFPA72", "settings": {"maintenance_factor": 0.9}},
    )
    assert (read_.settings.rule_set, read_.settings.code) == (RuleSet.UK, FireCode.NFPA72)
    assert read_.settings.overrides == {"maintenance_factor": 0.9, "reflectances": [0.5, 0.5, 0.5]}
    other = read_building(building(1, rule_set="UK"), options={"rule_set": "EU"})
    assert other.settings.code is FireCode.EN54_14_2018


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"cod": "NFPA72"}, "/options/cod"),
        ({"code": "NFPA"}, "/options/code"),
        ({"tile_m": -1}, "/options/tile_m"),
        ({"settings": {"x": 1}}, "/options/settings/x"),
        ([], "/options"),
        ("US", "/options"),
    ],
)
def test_wrong_options_are_refused(options: Any, place: str) -> None:
    """Options come from outside as well."""
    assert refused(building(1), options=options).pointer == place


def test_an_assumed_room_type_is_one_of_the_table() -> None:
    """By any of its names; a name that leads nowhere is refused where it stands."""
    bare = building([{"room_id": "a", "rows": ["..."]}])
    assert read_building(bare, options={"room_type": "WC"}).rooms[0].room_type == "restroom"
    assert refused(bare, options={"room_type": "observatory"}).pointer == "/options/room_type"
    own = {**bare, "settings": {"assume": {"room_type": "observatory"}}}
    assert refused(own).pointer == "/settings/assume/room_type"


def test_a_field_name_that_is_no_text_is_refused() -> None:
    """Half a surrogate pair is a possible key of a JSON object."""
    assert refused(building(1, **{"\ud800": 1})).message == "unknown field"
