"""Sentences of results in the reader's units.

A result holds its sentences whole, in the verifier's units, so that they stay plain lists for people; what is
printed of them has each figure turned that a unit follows. Names in quotation marks stay as they were given.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from plenum.files.units import Units, apart, number

_WRITTEN: Final = {
    "m²": "m2",
    "W/m²": "W/m2",
    **{unit: unit for unit in ("m", "mm", "m2", "W/m2", "L/s", "lx")},
}
"""The verifier's unit for each that sentences write."""
_NUMBER: Final = r"-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]\d+)?"
_POINT: Final = rf"\({_NUMBER}, {_NUMBER}\)"
_FIGURES: Final = re.compile(
    r"(?<!\w)'[^']*'"
    rf"|(?<![\w.-])(?P<figures>{_POINT}(?:, {_POINT})*|{_NUMBER}(?: (?:of|to|and|x|×) {_NUMBER})*)"
    rf" (?P<unit>{'|'.join(_WRITTEN)})(?![\w/²^])"
    rf"(?P<then>, limit {_NUMBER}| (?:of|where) {_NUMBER}(?= with | are asked)"
    rf"|[a-z ]*, {_NUMBER} (?P=unit)(?= (?:are )?asked))?"
)
"""What is quoted; else figures with their unit, and what is held against them, without one or with it."""


def in_units(sentence: str, units: Units) -> str:
    """The sentence as a reader of these units wants it."""
    return sentence if units is Units.METRIC else _FIGURES.sub(partial(_turned, units), sentence)


def _turned(units: Units, found: re.Match[str]) -> str:
    if found["unit"] is None:
        return found[0]
    unit = _WRITTEN[found["unit"]]
    named = re.sub(rf"(?<=\d) {re.escape(found['unit'])}\b", f" {units.name_of(unit)}", found["then"] or "")
    said = found["figures"], named
    figures = [units.figure(float(one.replace(",", "")), unit) for one in re.findall(_NUMBER, " ".join(said))]
    # Points are held against nothing.
    turned = iter(map(number, figures) if said[0].startswith("(") else apart(*figures))
    ours, theirs = (re.sub(_NUMBER, lambda _: next(turned), text) for text in said)
    return f"{ours} {units.name_of(unit)}{theirs}"
