"""Files that are no input say what they are and what to do instead."""

from __future__ import annotations

import io
import zipfile

import pytest

from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building


def archive(**files: str) -> bytes:
    """A zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, text in files.items():
            packed.writestr(name.replace("__", "/"), text)
    return made.getvalue()


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
KINDS = {
    "AutoCAD drawing": (b"AC1032" + bytes(20), "DXF"),
    "Revit model": (COMPOUND + "BasicFileInfo".encode("utf-16-le"), "IFC"),
    "old Office document": (COMPOUND, "IFC"),
    "SketchUp model": (b"\xff\xfe\xff\x0e" + "SketchUp Model".encode("utf-16-le"), "IFC"),
    "a PDF": (b"%PDF-1.7", "DXF"),
    "Rhino model": (b"3D Geometry File Format 70", "HBJSON"),
    "Excel workbook": (archive(**{"[Content_Types].xml": "", "xl__workbook.xml": ""}), "CSV"),
    "IFC as XML": (b'<?xml version="1.0"?><ifc:ifcXML xmlns:ifc="x"/>', r"\.ifc"),
    "OpenStudio model": (b"OS:Version,\n  {1}, !- Handle\n", "gbXML"),
    "EnergyPlus model": (b"! comment\nVersion, 9.6;\n", "HBJSON"),
    "binary DXF": (b"AutoCAD Binary DXF\r\n\x1a\x00", "ASCII"),
    "a picture": (b"\x89PNG\r\n", "CSV"),
    "a schedule": (b"id,building,storey,room\n", "result"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_another_kind_is_named_with_a_cure(kind: str) -> None:
    """By how it begins, whatever its name ends in."""
    content, cure = KINDS[kind]
    with pytest.raises(InvalidBuilding, match=kind) as caught:
        read_building(content)
    assert cure.replace("\\", "") in caught.value.cure


def test_an_archive_that_is_no_ifczip_says_so() -> None:
    """With none or several models in it, or damaged."""
    with pytest.raises(InvalidBuilding, match="no IFC file"):
        read_building(archive(readme="x"))
    with pytest.raises(InvalidBuilding, match="2 IFC files"):
        read_building(archive(**{"a.ifc": "x", "b.ifc": "x"}))
    with pytest.raises(InvalidBuilding, match="damaged"):
        read_building(archive(**{"a.ifc": "x"})[:-20])
