"""A table of text as rows by column: any usual separator, decimal sign, coding, and units in the header."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plenum.ceiling.rules.table import FOOT_M
from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.room_names.words import folded

_SEPARATORS: Final = (";", "\t", ",", "|")
_COLUMNS: Final = {
    "id": "id number no nr num numero nummer code raumnummer roomnumber raumnr kamernummer rumsnummer",
    "name": "name room bezeichnung raum raumname roomname nom local piece designation nombre recinto locale"
    " nome ambiente ruimte naam rum benamning space",
    "type": "type use roomtype usage nutzung raumtyp nutzungsart utilisation fonction uso tipo destinazione"
    " gebruik functie anvandning typ occupancy",
    "length": "length l long lange laenge longueur largo longitud lunghezza lengte langd",
    "width": "width w b breite breit largeur ancho anchura larghezza breedte bredd depth",
    "height": "height h hohe hoehe hauteur altura alto altezza hoogte hojd ceilingheight raumhohe ceiling"
    " clearheight lichtehohe hsp",
    "area": "area flache flaeche surface superficie oppervlakte yta nrf nuf ngf netarea floorarea",
    "story": "story storey level floor geschoss etage niveau planta piano verdieping plan vaning stockwerk",
    "count": "count quantity qty anzahl stuck nombredepieces cantidad quantita aantal antal",
}
"""What the columns are called, without spaces."""
_MEANINGS: Final = {folded(word): meaning for meaning, words in _COLUMNS.items() for word in words.split()}
_METRES: Final = {
    **dict.fromkeys(("m", "meter", "meters", "metre", "metres", "metri", "metros"), 1.0),
    "mm": 0.001,
    "cm": 0.01,
    **dict.fromkeys(("ft", "feet", "foot", "'", "pieds"), FOOT_M),
    **dict.fromkeys(("in", "inch", "inches", '"'), 0.0254),
}
_SQUARES: Final = {
    **dict.fromkeys(("m²", "m2", "sqm", "qm", "m^2", "mq"), 1.0),
    **dict.fromkeys(("ft²", "ft2", "sqft", "sf", "ft^2"), FOOT_M**2),
}
_HEADING: Final = re.compile(
    r"^(?P<name>.*?)[\s_]*(?:[\[(]\s*(?:in\s+|en\s+)?(?P<unit>[^\])]*)[\])]"
    r"|(?:,\s*|[\s_](?:in|en)\s+|[\s_])"
    r"(?P<bare>mm|cm|m|ft|feet|inches|inch|m2|m²|sqm|qm|sqft|sf|ft2|ft²))?\s*$",
    re.IGNORECASE,
)
_THOUSANDS: Final = re.compile(r"(?<=\d)[  '’](?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Column:
    """A column that is understood."""

    place: int
    unit: float | None
    """Metres, or square metres, of one; none where the header does not say."""


@dataclass(frozen=True)
class Table:
    """Rows of cells, and which column is which."""

    columns: Mapping[str, Column]
    width: int
    """Cells of the header."""
    rows: Sequence[tuple[int, Sequence[str]]]
    """With their line in the file."""
    unit: str = "m"
    """Of lengths for which neither heading nor cell says one."""

    def text(self, row: Sequence[str], name: str) -> str:
        """A cell on one line; empty where there is none."""
        column = self.columns.get(name)
        return " ".join(row[column.place].split()) if column and column.place < len(row) else ""

    def figure(self, row: Sequence[str], name: str) -> float | None:
        """A cell as metres, square metres or a count; none where it is empty. Raises InvalidBuilding."""
        cell = self.text(row, name)
        if not cell:
            return None
        unit = self.columns[name].unit or self._unsaid(name)
        found = re.fullmatch(r"(.*?\d)\s*(mm|cm|m|ft|in|'|\"|m²|m2|sqm|qm)?", cell, re.IGNORECASE)
        scale = {**_METRES, **_SQUARES}[found[2].lower()] if found and found[2] else unit
        return number(found[1] if found else cell, name) * scale

    @property
    def unit_m(self) -> float:
        """Metres of what its headings measure rooms in: of their length, or the side of their area."""
        length, area = (self.columns.get(name) for name in ("length", "area"))
        if length or not area:
            return (length and length.unit) or _METRES[self.unit]
        return math.sqrt(area.unit or self._unsaid("area"))

    def _unsaid(self, name: str) -> float:
        """What a figure of a column counts where nothing says its unit: areas are square metres or feet."""
        if name == "area":
            return _SQUARES["ft²"] if self.unit in ("ft", "in") else 1.0
        return 1.0 if name == "count" else _METRES[self.unit]


def number(cell: str, name: str) -> float:
    """A number with a point or a comma, thousands apart or not. Raises InvalidBuilding."""
    text = _THOUSANDS.sub("", cell.strip())
    if "," in text and "." in text:
        decimal = max(text.rfind(","), text.rfind("."))
        text = re.sub(r"[.,]", "", text[:decimal]) + "." + text[decimal + 1 :]
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise InvalidBuilding("", f"{name} is {quoted(cell)}", "give a number") from None


def is_table(text: str) -> bool:
    """Whether the first line has columns of length and width, or of area."""
    found = _first(text)
    return found is not None and _is_enough(_columns(found[2]))


def table_of(text: str, unit: str | None = None) -> Table:
    """The table; `unit` is that of figures that say none.

    Raises InvalidBuilding where its first line names no length and width.
    """
    found = _first(text)
    columns = _columns(found[2]) if found else {}
    if found is None or not _is_enough(columns):
        raise InvalidBuilding(
            "",
            "no columns of length and width",
            "name them in the first line: name, type, length, width, height",
        )
    start, separator, header = found
    kept = [row for row in _rows(text.splitlines()[start + 1 :], start + 2, separator) if any(row[1])]
    return Table(columns, len(header), kept, unit or "m")


def _rows(lines: Sequence[str], first: int, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the numbers of their first lines. Raises InvalidBuilding where a quotation mark is astray."""
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    at = first
    for row in reader:
        # A name may go on in the next line; rooms that a stray mark has swallowed bring separators along.
        if any("\n" in cell and separator in cell for cell in row):
            raise InvalidBuilding(
                f"/{at}",
                f"a cell goes on to line {first + reader.line_num - 1}, by a quotation mark that is astray",
                "correct it, or save the list again",
            )
        yield at, [cell.strip() for cell in row]
        at = first + reader.line_num


def _first(text: str) -> tuple[int, str, list[str]] | None:
    """The number of the header's line, what separates its cells, and the cells."""
    for number_of, line in enumerate(text.removeprefix("\ufeff").splitlines()):
        if line.strip() and not line.startswith("sep="):
            separator = max(_SEPARATORS, key=line.count)
            return number_of, separator, next(csv.reader([line], delimiter=separator))
    return None


def _is_enough(columns: Mapping[str, Column]) -> bool:
    return {"length", "width"} <= columns.keys() or "area" in columns


def _columns(header: Sequence[str]) -> dict[str, Column]:
    """What is understood of a header; of several columns of one meaning the first."""
    found: dict[str, Column] = {}
    for place, cell in enumerate(header):
        parts = _HEADING.match(cell.strip())
        name = parts["name"] if parts else cell
        key = re.sub(r"[^\w]|_", "", folded(name))
        if meaning := _MEANINGS.get(key):
            said = (parts["unit"] or parts["bare"] or "").strip().lower() if parts else ""
            units = _SQUARES if meaning == "area" else _METRES
            found.setdefault(meaning, Column(place, units.get(said)))
    return found
