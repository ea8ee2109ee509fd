"""Evidence as a table: what was measured, what was allowed, by how much, and whether it decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Final

from plenum.ceiling.rules.rule import Rule, Sense
from plenum.ceiling.rules.rule_set import RULES
from plenum.files.drawing.figures import number, unit
from plenum.files.report.markup import Cell, Node, add, line, link, start

FAMILIES: Final = {
    "GEO": "Geometry",
    "LGT": "Light",
    "AIR_SUPPLY": "Air supply",
    "AIR_RETURN": "Air return",
    "SMK": "Smoke detection",
    "CLS": "Clashes",
}
_HEADS: Final = ("rule", "what is measured", "value", "limit", "margin", "unit", "weight", "verdict")
_FIGURES: Final = (2, 3, 4)
_SHORT: Final = 72
"""Characters of a rule's formula beside its figures; the appendix has it whole."""


def evidence_table(
    parent: Node, evidence: Iterable[Mapping[str, Any]], waived: frozenset[str] = frozenset()
) -> None:
    """The entries by family; `waived` are the rules that somebody took responsibility for."""
    body = start(parent, _HEADS, figures=_FIGURES, class_="evidence")
    for family, entries in groupby(sorted(evidence, key=_place), key=_family):
        heading = add(add(body, "tr", class_="group"), "td", FAMILIES.get(family, family))
        heading.set("colspan", str(len(_HEADS)))
        for entry in entries:
            line(body, _row(entry, entry["rule"] in waived), _FIGURES)


def _family(entry: Mapping[str, Any]) -> str:
    rule = RULES.get(entry["rule"])
    return rule.family if rule else entry["rule"].partition("-")[0]


def _place(entry: Mapping[str, Any]) -> int:
    """Families in one order; their rules stay as the verifier gave them."""
    family = _family(entry)
    return list(FAMILIES).index(family) if family in FAMILIES else len(FAMILIES)


def _row(entry: Mapping[str, Any], waived: bool) -> list[Cell]:
    rule = RULES.get(entry["rule"])
    reported = rule is not None and rule.sense is Sense.REPORTED
    told = _short(rule.formula) if rule else ""
    if entry.get("detail"):
        told = f"{told} ({entry['detail']})" if told else str(entry["detail"])
    return [
        link(entry["rule"], f"rule-{entry['rule']}"),
        told,
        number(entry["value"]),
        "" if reported else _limit(rule, entry),
        "" if reported else number(entry["margin"]),
        unit(entry["unit"]),
        "figure" if reported else "hard" if entry["hard"] else "soft",
        verdict(entry, reported=reported, waived=waived),
    ]


def _limit(rule: Rule | None, entry: Mapping[str, Any]) -> str:
    signs = {Sense.AT_LEAST: "≥ ", Sense.AT_MOST: "≤ ", Sense.WITHIN: "± ", Sense.BETWEEN: "to "}
    return f"{signs.get(rule.sense, '') if rule else ''}{number(entry['limit'])}"


def verdict(entry: Mapping[str, Any], *, reported: bool = False, waived: bool = False) -> Cell:
    """One word, told apart without colour."""
    if reported:
        return ("–", "quiet")
    if entry["passed"]:
        return ("holds", "good")
    if waived:
        return ("waived", "soft")
    return ("BROKEN", "bad") if entry["hard"] else ("not met", "soft")


def _short(formula: str) -> str:
    return formula if len(formula) <= _SHORT else formula[: _SHORT - 1].rstrip() + "…"


def rules_appendix(parent: Node, evidence: Iterable[Mapping[str, Any]]) -> None:
    """Every rule that was looked at, in whole, with the source of its limit."""
    sources = {e["rule"]: (e["source"], e["confidence"]) for e in evidence}
    order = {rule: i for i, rule in enumerate(RULES)}
    body = start(parent, ("rule", "what is measured; when it gives way", "source of the limit", "sourced"))
    for rule_id in sorted(sources, key=lambda r: (order.get(r, len(order)), r)):
        rule, (source, confidence) = RULES.get(rule_id), sources[rule_id]
        told = "; ".join([rule.formula, *rule.relaxations]) if rule else ""
        line(body, [(rule_id, "nw"), told, source, confidence]).set("id", f"rule-{rule_id}")
