"""Files that Plenum does not read, told by how they begin and refused by name, with what to do instead."""

from __future__ import annotations

import re
from typing import Final, NoReturn

from plenum.files.errors import InvalidBuilding
from plenum.files.settings.options import ReadOptions

_MODEL: Final = "export it as IFC with rooms (IfcSpace) or as gbXML"
_REVIT: Final = "BasicFileInfo".encode("utf-16-le")
_SKETCHUP: Final = b"\xff\xfe\xff\x0e" + "SketchUp Model".encode("utf-16-le")
_SCHEDULE: Final = "id,building,storey,"
_IFC_XML: Final = re.compile(r"<(?:\w+:)?(?:ifcXML|uos)\b", re.IGNORECASE)
_OPENSTUDIO: Final = re.compile(r"^\s*OS:\w+,", re.MULTILINE)
_ENERGYPLUS: Final = re.compile(r"^\s*(Version|Zone|Building)\s*,", re.MULTILINE | re.IGNORECASE)
_BEGINS: Final = (
    (
        b"%PDF",
        "a PDF",
        "take the model that it was printed from as IFC, gbXML or DXF, or list its rooms in a CSV",
    ),
    (
        b"AC10",
        "an AutoCAD drawing (DWG)",
        "save it as DXF with rooms as closed polylines and their names in them",
    ),
    (b"AutoCAD Binary DXF", "a binary DXF drawing", "save it as ASCII DXF"),
    (_SKETCHUP, "a SketchUp model (SKP)", "export it as IFC, its rooms classified as IfcSpace"),
    (b"3D Geometry File Format", "a Rhino model (3DM)", "export its rooms as Honeybee (HBJSON), IFC or DXF"),
    (b"\x89PNG", "a picture (PNG)", "list the rooms in a CSV: name, type, length, width, height"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "list the rooms in a CSV: name, type, length, width, height"),
    (b"Kaydara FBX", "an FBX model, which knows no rooms", _MODEL),
    (b"\x08\x09\xfe\x02", "a MicroStation drawing (DGN)", "save it as DXF, or export the model as IFC"),
    (b"\xc7\xfd", "a MicroStation drawing (DGN)", "save it as DXF, or export the model as IFC"),
    (b"\x1f\x8b", "a gzip archive", "unpack it"),
    (b"Rar!", "a RAR archive", "unpack it"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it"),
)
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Microsoft's compound format begin: Revit's, old Excel's and Word's."""


def is_not_read(content: bytes | str) -> bool:
    """Whether this is of a known format that is no input."""
    return bool(_told(content))


def refuse(content: bytes | str, options: ReadOptions) -> NoReturn:
    """Raises InvalidBuilding with what it is and what to do."""
    del options
    what, cure = _told(content) or ("of no known format", _MODEL)
    raise InvalidBuilding("", f"this is {what}, which Plenum does not read", cure)


def _told(content: bytes | str) -> tuple[str, str] | None:
    """What the content is, and the cure; none for what may be input."""
    if isinstance(content, bytes):
        for begins, what, cure in _BEGINS:
            if content.startswith(begins):
                return what, cure
        if content.startswith(_COMPOUND):
            if _REVIT in content:
                return "a Revit model (RVT)", _MODEL
            return "a Revit family, or an old Office document", f"{_MODEL}, a table as CSV"
        if content.startswith(b"PK") and b"xl/" in content[:4000]:
            return "an Excel workbook (XLSX)", "save the list of rooms as CSV"
    return _told_by_text(_beginning(content))


def _told_by_text(text: str) -> tuple[str, str] | None:
    if text.startswith(_SCHEDULE):
        return "a schedule (CSV), which Plenum writes", "give the building or the result it was made from"
    if text.lstrip().startswith("<") and _IFC_XML.search(text):
        return "IFC as XML", "export it as STEP text (.ifc) or IFCZIP"
    if _OPENSTUDIO.search(text):
        return "an OpenStudio model (OSM)", "export it as gbXML or HBJSON"
    if not text.lstrip().startswith(("{", "<")) and _ENERGYPLUS.search(text):
        return "an EnergyPlus model (IDF)", "give the gbXML or HBJSON it was made from"
    return None


def _beginning(content: bytes | str) -> str:
    start = content[:2000]
    text = start.decode("utf-8", "replace") if isinstance(start, bytes) else start
    return text.removeprefix("\ufeff")
