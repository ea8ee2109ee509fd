"""From an IFC file's text to the library's instances: whole, of a known schema, geometry without gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
_MUST_BE_WHOLE: Final = ("IfcNamedUnit", "IfcUnitAssignment", "IfcProject")
_SPACE: Final = re.compile(r"(?:#(\d+)\s*=\s*)?\bIFCSPACE\s*\(", re.IGNORECASE)
_INSTANCE: Final = re.compile(r"^\s*#(\d+)\s*=", re.MULTILINE)
_NAMED: Final = 5
"""Instances that a line names."""


@dataclass(frozen=True)
class Opened:
    """A file in the library's hands, and how far it is whole."""

    file: Any
    gaps: Mapping[int, int]
    """By the number of an instance, that of one it refers to and that is not in the file."""
    damage: tuple[str, ...]
    """Lines about what cannot be read, and about instances that share a number: the library keeps one."""


def text_of(content: bytes | str) -> str:
    """A file's text: by its standard plain ASCII, but exporters write UTF-8 or Latin-1 into names."""
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def opened(content: str) -> Opened:
    """The file as far as it can be read.

    Raises InvalidBuilding for what is not IFC of a known schema, and where spaces of it would be lost.
    """
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
        spaces = {space.id() for space in file.by_type("IfcSpace")}
    except (RuntimeError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise InvalidBuilding("", f"not a whole IFC file: {error}", cure) from None
    _check_spaces(content, spaces, cure)
    gaps = {int(user): int(missing) for missing, user in _GAP.findall(str(library.get_log()))}
    _check_gaps(file, gaps)
    return Opened(file, gaps, tuple(_damage(content, set(file.entity_names()))))


def _check_spaces(content: str, read: set[int], cure: str) -> None:
    """Raises InvalidBuilding where the text has spaces that the library did not find.

    It passes over what it cannot parse, to the end of the file if need be.
    """
    for found in _SPACE.finditer(content):
        if found[1] is None or int(found[1]) not in read:
            line = content.count("\n", 0, found.start()) + 1
            which = f"#{found[1]}" if found[1] else "without a number"
            message = f"damaged before line {line}: the space {which} there cannot be read"
            raise InvalidBuilding("", message, cure)


def _damage(content: str, read: set[int]) -> Iterator[str]:
    """Lines about instances of the text that are not in the library's file."""
    counts = Counter(int(number) for number in _INSTANCE.findall(content))
    lost = [number for number in counts if number not in read]
    if lost:
        named = ", ".join(f"#{number}" for number in lost[:_NAMED])
        more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
        yield f"{named}{more} cannot be read: damaged, or of a class that the schema does not have"
    for number, count in counts.items():
        if count > 1:
            yield f"#{number} is there twice: the file is damaged, one of the two is not read"


def _escaped(found: re.Match[str]) -> str:
    """Signs beyond ASCII as STEP writes them; as they stand, the library would leave them out."""
    text = found[0]
    if max(text) > "\uffff":
        return f"\\X4\\{text.encode('utf-32-be', 'replace').hex().upper()}\\X0\\"
    return f"\\X2\\{text.encode('utf-16-be', 'replace').hex().upper()}\\X0\\"


def _check_gaps(file: Any, gaps: Mapping[int, int]) -> None:
    """Raises InvalidBuilding where the units of all places refer to what is not in the file.

    A gap in a space is that space's; one elsewhere, in a layer or a colour, changes no room.
    """
    for user, missing in gaps.items():
        try:
            instance = file.by_id(user)
        except RuntimeError:
            continue
        if any(instance.is_a(kind) for kind in _MUST_BE_WHOLE):
            raise InvalidBuilding(
                place(instance), f"refers to #{missing}, which is not in the file", "export the file again"
            )
