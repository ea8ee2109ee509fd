"""Evidence as a table: what was measured, what was allowed, by how much, and whether it decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Final
from xml.etree import ElementTree as ET

from plenum.ceiling.rules.names import name
from plenum.ceiling.rules.rule import Rule, Sense
from plenum.ceiling.rules.rule_set import RULES
from plenum.ceiling.rules.verdict import Verdict, severity_of, verdict
from plenum.files.drawing.figures import against, formula, measured
from plenum.files.prose import in_units
from plenum.files.report.markup import Cell, Node, add, line, link, start
from plenum.files.units import Units

FAMILIES: Final = {
    "GEO": "Geometry",
    "LGT": "Light",
    "AIR_SUPPLY": "Air supply",
    "AIR_RETURN": "Air return",
    "SMK": "Smoke detection",
    "CLS": "Clashes",
}
HEADS: Final = ("rule", "what is measured", "value", "limit", "margin", "unit", "severity", "verdict")
APPENDIX: Final = ("rule", "name", "what is measured; when it gives way", "source of the limit", "sourced")
_FIGURES: Final = (2, 3, 4)
_CLASSES: Final[Mapping[Verdict, str]] = {
    Verdict.BROKEN: "bad",
    Verdict.NOT_MET: "soft",
    Verdict.NOTED: "quiet",
    Verdict.HOLDS: "quiet",
    Verdict.REPORTED: "quiet",
}
"""Only what somebody has to look at stands out."""


def evidence_table(
    parent: Node, evidence: Iterable[Mapping[str, Any]], units: Units, waived: frozenset[str] = frozenset()
) -> None:
    """The entries by family; `waived` are the rules that somebody took responsibility for."""
    body = start(parent, HEADS, figures=_FIGURES, class_="evidence")
    for family, entries in groupby(sorted(evidence, key=_place), key=_family):
        heading = add(add(body, "tr", class_="group"), "td", FAMILIES.get(family, family))
        heading.set("colspan", str(len(HEADS)))
        for entry in entries:
            line(body, _row(entry, entry["rule"] in waived, units), _FIGURES)


def tally(evidence: Iterable[Mapping[str, Any]]) -> str:
    """One sentence: what is broken and what is not met by name, or that all is well."""
    told = list(evidence)
    said: list[str] = []
    for sort, words in ((Verdict.BROKEN, "Broken"), (Verdict.NOT_MET, "Not met")):
        rules = [str(e["rule"]) for e in told if verdict(e) is sort]
        if rules:
            said.append(f"{words}: {', '.join(f'{name(rule)} ({rule})' for rule in rules)}.")
    checked = sum(verdict(e) is not Verdict.REPORTED for e in told)
    return " ".join(said) or f"All {checked} rules that were checked hold."


def _family(entry: Mapping[str, Any]) -> str:
    rule = RULES.get(entry["rule"])
    return rule.family if rule else entry["rule"].partition("-")[0]


def _place(entry: Mapping[str, Any]) -> int:
    """Families in one order; their rules stay as the verifier gave them."""
    family = _family(entry)
    return list(FAMILIES).index(family) if family in FAMILIES else len(FAMILIES)


def _row(entry: Mapping[str, Any], waived: bool, units: Units) -> list[Cell]:
    rule = RULES.get(entry["rule"])
    reported = rule is not None and rule.sense is Sense.REPORTED
    value, limit = against(entry, units)
    return [
        link(entry["rule"], f"rule-{entry['rule']}"),
        _told(entry, rule, units),
        value,
        "" if reported else _limit(rule, limit, units),
        "" if reported else measured(entry["margin"], entry["unit"], units),
        units.name_of(entry["unit"]),
        severity_of(entry).value,
        verdict_cell(entry, waived=waived),
    ]


def _told(entry: Mapping[str, Any], rule: Rule | None, units: Units) -> Node:
    """The rule's name, its formula in whole, and where or why."""
    cell = ET.Element("span")
    add(cell, "b", name(entry["rule"]) or entry["rule"])
    said = "; ".join(filter(None, [formula(rule.formula) if rule else "", str(entry.get("detail") or "")]))
    if said:
        cell[-1].tail = " "
        add(cell, "i", in_units(said, units))
    return cell


def _limit(rule: Rule | None, limit: str, units: Units) -> str:
    if rule and rule.sense is Sense.BETWEEN:
        low, high = (measured(end, rule.unit, units) for end in (rule.default, rule.upper))
        return f"{low} to {high}"
    signs = {Sense.AT_LEAST: "≥ ", Sense.AT_MOST: "≤ ", Sense.WITHIN: "± "}
    return f"{signs.get(rule.sense, '') if rule else ''}{limit}"


def verdict_cell(entry: Mapping[str, Any], *, waived: bool = False) -> Cell:
    """One word, told apart without colour; an information is no failure."""
    found = verdict(entry)
    if waived and found in (Verdict.BROKEN, Verdict.NOT_MET):
        return ("waived", "soft")
    return (found.value, _CLASSES[found])


def rules_appendix(parent: Node, evidence: Iterable[Mapping[str, Any]], units: Units) -> None:
    """Every rule that was looked at, in whole, with the source of its limit."""
    sources = {e["rule"]: (e["source"], e["confidence"]) for e in evidence}
    order = {rule: i for i, rule in enumerate(RULES)}
    body = start(parent, APPENDIX, class_="rules")
    for rule_id in sorted(sources, key=lambda r: (order.get(r, len(order)), r)):
        rule, (source, confidence) = RULES.get(rule_id), sources[rule_id]
        told = "; ".join([formula(rule.formula), *rule.relaxations]) if rule else ""
        row = [(rule_id, "nw"), name(rule_id), in_units(told, units), source, confidence]
        line(body, row).set("id", f"rule-{rule_id}")
