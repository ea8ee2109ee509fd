"""From an IFC file's text to the library's instances: whole, of a known schema, geometry without gaps."""

from __future__ import annotations

import re
from typing import Any, Final

from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.ifc.sound import place

SCHEMAS: Final = ("IFC2X3", "IFC4", "IFC4X3")
_ENDS: Final = re.compile(r"END-ISO-10303-21\s*;\s*\Z")
_SCHEMA: Final = re.compile(r"FILE_SCHEMA\s*\(\s*\(\s*'([^']*)'", re.IGNORECASE)
_KNOWN: Final = {
    **dict.fromkeys(("IFC2X3", "IFC2X3_FINAL", "IFC2X3_TC1"), "IFC2X3"),
    **dict.fromkeys(("IFC4", "IFC4_ADD1", "IFC4_ADD2", "IFC4_ADD2_TC1"), "IFC4"),
    **dict.fromkeys(("IFC4X3", "IFC4X3_TC1", "IFC4X3_ADD1", "IFC4X3_ADD2"), "IFC4X3_ADD2"),
}
"""What exporters call the schemas, and what the library does; addenda added no attribute that is read."""
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]+")
_GAP: Final = re.compile(r"Instance reference #(\d+) used by instance #(\d+)")
"""How the library logs a reference to nothing, which it then leaves out."""
_MUST_BE_WHOLE: Final = (
    *("IfcRepresentationItem", "IfcProfileDef", "IfcRepresentation", "IfcProductRepresentation"),
    *("IfcObjectPlacement", "IfcSpatialStructureElement", "IfcNamedUnit", "IfcUnitAssignment", "IfcProject"),
)


def opened(content: str) -> Any:
    """The file in the library's hands. Raises InvalidBuilding for what is not IFC of a known schema."""
    import ifcopenshell

    library: Any = ifcopenshell
    cure = f"export it again, as one of {', '.join(SCHEMAS)}"
    if not _ENDS.search(content[-1000:]):
        raise InvalidBuilding("", "not a whole IFC file: its end is missing", cure)
    named = _SCHEMA.search(content[:100_000])
    if named:
        known = _KNOWN.get(named[1].upper())
        if known is None:
            raise InvalidBuilding("", f"the schema {quoted(named[1])} is not read", cure)
        content = f"{content[: named.start(1)]}{known}{content[named.end(1) :]}"
    library.get_log()
    try:
        file = library.file.from_string(_FOREIGN.sub(_escaped, content))
        file.by_type("IfcProject")
    except (RuntimeError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise InvalidBuilding("", f"not a whole IFC file: {error}", cure) from None
    _check_gaps(file, str(library.get_log()))
    return file


def _escaped(found: re.Match[str]) -> str:
    """Signs beyond ASCII as STEP writes them; as they stand, the library would leave them out."""
    text = found[0]
    if max(text) > "\uffff":
        return f"\\X4\\{text.encode('utf-32-be', 'replace').hex().upper()}\\X0\\"
    return f"\\X2\\{text.encode('utf-16-be', 'replace').hex().upper()}\\X0\\"


def _check_gaps(file: Any, log: str) -> None:
    """Raises InvalidBuilding where geometry, places or units refer to what is not in the file.

    Gaps elsewhere, in a layer or a colour, change no room.
    """
    for missing, user in _GAP.findall(log):
        try:
            instance = file.by_id(int(user))
        except RuntimeError:
            continue
        if any(instance.is_a(kind) for kind in _MUST_BE_WHOLE):
            raise InvalidBuilding(
                place(instance), f"refers to #{missing}, which is not in the file", "export the file again"
            )
