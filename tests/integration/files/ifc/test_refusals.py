"""Broken and hostile IFC files end in one clear error, and cost nobody else anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from plenum.files.errors import InvalidBuilding
from plenum.files.ifc import bodies, read, reader
from plenum.files.ifc.read import building_of
from plenum.files.read import read_building
from plenum.files.settings.options import ReadOptions
from tests.support.ifc import L_SHAPE, Sample, one_room
from tests.support.refusals import refused

SQUARE = ((0, 0), (6, 0), (6, 6), (0, 6))


def error_of(text: str) -> InvalidBuilding:
    """The error for this text, found in this process; one without words or cure fails the test."""
    with pytest.raises(InvalidBuilding) as caught:
        building_of(text, ReadOptions())
    assert caught.value.message
    assert caught.value.cure
    return caught.value


def plain() -> str:
    """A file that is right."""
    return one_room(lambda s: s.prism(SQUARE))


def edited(pattern: str, replacement: str, text: str | None = None) -> str:
    """A right file with one kind of instance changed; the test fails where nothing was."""
    changed, count = re.subn(pattern, replacement, text or plain())
    assert count
    return changed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ISO-10303-21;", "its end is missing"),
        ("ISO-10303-21;\nEND-ISO-10303-21;", "not a whole IFC file"),
        ("ISO-10303-21;\n" + "(" * 100_000 + "\nEND-ISO-10303-21;\n", "not a whole IFC file"),
        (Sample().text().replace("'IFC4'", "'AUTOMOTIVE_DESIGN'"), "AUTOMOTIVE_DESIGN"),
        (Sample("IFC4X3").text().replace("'IFC4X3", "'IFC9X9"), "IFC9X9"),
        (plain().replace("'IFC4'", "'IFC2X2_FINAL'"), "IFC2X2_FINAL"),
        (Sample().text(), "no spaces"),
    ],
)
def test_what_is_no_ifc_file_of_a_building_is_refused(text: str, words: str) -> None:
    """Empty, nested without end, of another schema, without spaces."""
    assert words in error_of(text).message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (lambda s: s.prism([(0, 0), (6, 6), (6, 0), (0, 6)]), "crosses itself"),
        (lambda s: s.prism(SQUARE, 0.0), "sweep"),
        (lambda s: s.prism(SQUARE, -3.0), "sweep"),
        (lambda s: s.prism([(0, 0), (6, 0)]), "2 distinct points"),
        (lambda s: s.prism([(x * 2e7, y * 2e7) for x, y in SQUARE]), "coordinates beyond"),
        (lambda s: s.prism([(x * 1e3, y * 1e3) for x, y in SQUARE]), "400 tiles"),
        (lambda s: s.prism([(x / 1e3, y / 1e3) for x, y in SQUARE]), "encloses 0.0000"),
        (lambda s: s.brep([[(0, 0, 0), (1, 0, 0), (1, 0, 1)]]), "no floor"),
    ],
)
def test_a_body_that_is_no_room_is_refused_by_the_name_of_its_space(
    body: Callable[[Sample], Any], words: str
) -> None:
    """Crossing outlines, sweeps without height, huge and tiny coordinates, bodies of nothing."""
    error = error_of(one_room(body))
    assert words in error.message
    assert error.pointer.startswith("/#")


def test_parts_that_do_not_touch_are_refused() -> None:
    """One space with two islands of floor."""
    sample = Sample()
    away = [(x + 10, y) for x, y in SQUARE]
    sample.space(sample.storey(), "twins", [sample.prism(SQUARE), sample.prism(away)])
    error = error_of(sample.text())
    assert "several parts" in error.message
    assert "'twins'" in error.message


@pytest.mark.parametrize("number", ["1.E400", "-1.E400", "NAN", "1.E300", "'six'", "$", "*", "#1", "()"])
def test_coordinates_that_are_none_are_refused(number: str) -> None:
    """Infinities, texts, references where a number belongs."""
    error_of(edited(r"IFCCARTESIANPOINT\(\(6\.,0\.\)\)", f"IFCCARTESIANPOINT(({number},0.))"))


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r"(#\d+)=IFCLOCALPLACEMENT\([^,]*,", r"\1=IFCLOCALPLACEMENT(\1,"),
        (r"(#\d+)=IFCEXTRUDEDAREASOLID\([^;]*;", r"\1=IFCBOOLEANRESULT(.UNION.,\1,\1);"),
        (r"(#\d+)=IFCPOLYLINE\([^;]*;", r"\1=IFCCOMPOSITECURVE((\1),.F.);"),
    ],
)
def test_definitions_that_contain_themselves_are_refused(pattern: str, replacement: str) -> None:
    """A placement on itself, a body made of itself, a curve of itself: the library would never end."""
    error = error_of(edited(pattern, replacement))
    assert re.search("without end|contains itself|Segments is not", error.message)


@pytest.mark.parametrize(
    ("operand", "words"),
    [
        (lambda s: s.new("IfcDirection", (1.0, 0.0, 0.0)), "FirstOperand"),
        (lambda s: s.site_placement, "FirstOperand"),
        (
            lambda s: s.swept(s.new("IfcCircleHollowProfileDef", "AREA", None, None, 3.0, None), 3.0),
            "WallThick",
        ),
    ],
)
def test_what_the_geometry_library_must_not_see_is_refused_before(
    operand: Callable[[Sample], Any], words: str
) -> None:
    """A direction or a place in the place of a solid, a figure that is missing: it would end the process."""
    sample = Sample()
    cut = sample.cut(sample.prism(SQUARE, 4.0), 3.0)
    sample.space(sample.storey(), "1", [cut])
    text = sample.text()
    other = operand(sample)
    changed = edited(
        rf"(#{cut.id()}=IFCBOOLEANCLIPPINGRESULT\(\.DIFFERENCE\.),#\d+", rf"\1,#{other.id()}", sample.text()
    )
    assert words in error_of(changed).message
    assert building_of(text, ReadOptions()).rooms


def test_a_mapped_item_that_contains_itself_is_refused() -> None:
    """Through its own map."""
    sample = Sample()
    item = sample.mapped(sample.prism(SQUARE))
    item.MappingSource.MappedRepresentation.Items = [item]
    sample.space(sample.storey(), "1", [item])
    assert "contains itself" in error_of(sample.text()).message


def test_boolean_results_nested_without_end_are_refused() -> None:
    """A thousand cuts in each other."""
    sample = Sample()
    body = sample.prism(SQUARE, 4.0)
    for _ in range(1000):
        body = sample.cut(body, 3.0)
    sample.space(sample.storey(), "1", [body])
    assert "too deep" in error_of(sample.text()).message


@pytest.mark.parametrize("factor", ["0.", "-1.", "1.E400", "1.E-30", "$", "'a'"])
def test_units_that_are_none_are_refused(factor: str) -> None:
    """A foot of no length."""
    text = one_room(lambda s: s.prism(SQUARE), unit="ft")
    error_of(edited(r"IFCLENGTHMEASURE\([^)]*\)", f"IFCLENGTHMEASURE({factor})", text))


def test_a_unit_defined_by_itself_is_refused() -> None:
    """A foot of so many feet."""
    text = one_room(lambda s: s.prism(SQUARE), unit="ft")
    number = re.search(r"(#\d+)=IFCCONVERSIONBASEDUNIT", text)
    assert number
    changed = edited(r"(IFCMEASUREWITHUNIT\([^,]*),#\d+\)", rf"\1,{number[1]})", text)
    assert "defined by itself" in error_of(changed).message


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r"IFCPOLYLINE\(\(#\d+", "IFCPOLYLINE((#999999"),
        (r"(=IFCLOCALPLACEMENT\([^,]*),#\d+\)", r"\1,#999999)"),
        (r"(=IFCSHAPEREPRESENTATION\(.*),\(#\d+\)\)", r"\1,(#999999))"),
        (r"(=IFCUNITASSIGNMENT\(\()#\d+", r"\1#999999"),
    ],
)
def test_references_to_nothing_are_refused(pattern: str, replacement: str) -> None:
    """The library leaves them out, so that a polygon would lose a corner in silence."""
    assert "#999999, which is not in the file" in error_of(edited(pattern, replacement)).message


def test_a_body_that_is_something_else_is_refused() -> None:
    """The project in the place of a solid."""
    error_of(edited(r"(=IFCSHAPEREPRESENTATION\(.*),\(#\d+\)\)", r"\1,(#1))"))


def test_a_file_cut_off_anywhere_is_refused() -> None:
    """At every length."""
    text = one_room(lambda s: s.prism(L_SHAPE)).rstrip()
    for end in range(0, len(text) - 1, 97):
        error_of(text[:end])


def test_a_file_of_spaces_without_bodies_says_so() -> None:
    """The first of them by name."""
    sample = Sample()
    sample.space(sample.storey(), "R1", None)
    assert "'R1': it has no body" in error_of(sample.text()).message


def test_bounds_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms, corners, bytes: told with the bound."""
    with monkeypatch.context() as patch:
        patch.setattr(read, "MAX_ROOMS", 0)
        assert "1 spaces" in error_of(plain()).message
    with monkeypatch.context() as patch:
        patch.setattr(bodies, "MAX_CORNERS", 10)
        assert "more than 10 corners" in error_of(plain()).message
    with monkeypatch.context() as patch:
        patch.setattr(bodies, "MAX_ITEMS", 0)
        assert "a body of 1 items" in error_of(plain()).message
    with monkeypatch.context() as patch:
        patch.setattr(reader, "MAX_BYTES", 100)
        assert "larger than" in refused(plain()).message


def test_names_are_made_printable_and_short() -> None:
    """Control signs, a thousand letters, every script."""
    sample = Sample()
    storey = sample.storey("Ebene\t1 \x07")
    sample.space(storey, "ü" * 1000, [sample.prism(SQUARE)], LongName="日本\x01" + "x" * 1000)
    (room,) = building_of(sample.text(), ReadOptions()).rooms
    assert room.room_id == "ü" * 92
    assert len(room.name) == 200
    assert room.name.startswith("日本")
    assert room.name.isprintable()
    assert room.story.isprintable()


def test_the_front_door_reads_bytes_text_and_paths(tmp_path: Any) -> None:
    """In a process of its own; names in Latin-1 or UTF-8, with a mark or white space before."""
    sample = Sample()
    sample.space(sample.storey(), "Buero", [sample.prism(SQUARE)])
    text = sample.text()
    path = tmp_path / "a.ifc"
    path.write_bytes(b"\xef\xbb\xbf\n" + text.replace("Buero", "Büro").encode())
    umlaut, emoji = text.replace("Buero", "Büro"), text.replace("Buero", "1 😀")
    sources = [path, text, umlaut.encode("latin-1"), emoji]
    named = [read_building(source) for source in sources]
    assert [building.rooms[0].name for building in named[3:]] == ["1 😀"]
    assert [building.rooms[0].room_id for building in named] == ["Büro", "Buero", "Büro", "1"]
    assert {building.source_format for building in named} == {"ifc"}
    wide = read_building(text, options={"tile_m": 1.2, "rule_set": "UK"})
    assert wide.rooms[0].tile_m == (1.2, 1.2)
    assert wide.settings.rule_set == "UK"


def test_errors_cross_the_process_whole(tmp_path: Any) -> None:
    """Place, words and cure, and the file's name."""
    path = tmp_path / "bad.ifc"
    path.write_text(one_room(lambda s: s.prism(SQUARE, 0.0)))
    error = refused(path)
    assert error.source == "bad.ifc"
    assert "IfcExtrudedAreaSolid" in error.pointer


def test_a_library_that_ends_its_process_ends_only_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash, and a reader that hangs, are errors of the file."""
    with monkeypatch.context() as patch:
        patch.setattr(reader, "_READER", ("-c", "import os; os.abort()"))
        assert "the library ended on this file" in refused(plain()).message
    with monkeypatch.context() as patch:
        patch.setattr(reader, "_READER", ("-c", "import time; time.sleep(60)"))
        patch.setattr(reader, "MAX_SECONDS", 0.2)
        assert "not read within 0.2 s" in refused(plain().encode()).message


def test_text_has_seconds_of_a_processor_however_busy_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting is not counted, only work; a file has minutes."""
    busy = "import sys; from plenum.files.ifc.process import bound; bound(int(sys.argv[2]))\nwhile True: pass"
    with monkeypatch.context() as patch:
        patch.setattr(reader, "_READER", ("-c", busy))
        patch.setattr(reader, "MAX_SECONDS_OF_TEXT", 1)
        assert "not read within 1 s" in refused(plain()).message
    waiting = """import time; time.sleep(2); print('{"invalid": ["", "waited", "a while"]}')"""
    with monkeypatch.context() as patch:
        patch.setattr(reader, "_READER", ("-c", waiting))
        patch.setattr(reader, "MAX_SECONDS_OF_TEXT", 1)
        assert refused(plain()).message == "waited"


def test_without_the_library_reading_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra's name and the command."""
    monkeypatch.setattr(reader, "find_spec", lambda _: None)
    error = refused(plain())
    assert "ifcopenshell" in error.message
    assert error.cure == "pip install 'plenum-ceilings[ifc]'"
