"""The evidence of a layout in tables for people: what `verify` and `explain` print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from rich.markup import escape
from rich.table import Table

from plenum.ceiling.rules.names import name
from plenum.ceiling.rules.rule_set import RULES
from plenum.ceiling.rules.verdict import Verdict, verdict
from plenum.cli.talk import say
from plenum.files.completed.findings import Finding
from plenum.files.prose import in_units
from plenum.files.units import Units
from plenum.printable import printable

_FIGURES: Final = ("value", "limit", "margin")
_FORMULA_FROM: Final = 110
"""Columns of a terminal from which a rule that holds is told with its formula too."""
_STYLES: Final = {Verdict.BROKEN: "bold red", Verdict.NOT_MET: "yellow"}


def evidence_table(evidence: Iterable[Mapping[str, Any]], width: int, units: Units) -> Table:
    """Rules with value, limit and margin; broken hard ones in red, soft ones not met in yellow.

    Beside the figures stand the rule's name, the detail and what is measured, whole, in as many lines as
    a terminal of `width` columns takes for it; a narrow one tells that only of what does not hold.
    """
    table = Table(box=None, pad_edge=False)
    for title in ("rule", *_FIGURES, "unit", "", "what"):
        figure, what = title in _FIGURES, title == "what"
        table.add_column(title, justify="right" if figure else "left", no_wrap=not what, overflow="fold")
    for e in evidence:
        sort = verdict(e)
        figures = [_figure(e[column], e["unit"], units) for column in _FIGURES]
        if sort is Verdict.REPORTED:
            figures[1:] = "", ""
        told = escape(printable(in_units(_what(e, width, sort), units)))
        row = (e["rule"], *figures, units.name_of(e["unit"]), sort.value, told)
        table.add_row(*row, style=_STYLES.get(sort, ""))
    return table


def findings_table(found: Iterable[Finding], units: Units) -> Table:
    """A line a rule that does not hold: in how many places, and where it is farthest from holding."""
    table = Table(box=None, pad_edge=False)
    for title in ("rule", "", "rooms", "farthest in", "value", "limit", "unit", "what"):
        right, what = title in ("rooms", *_FIGURES), title in ("farthest in", "what")
        table.add_column(title, justify="right" if right else "left", no_wrap=not what, overflow="fold")
    for one in found:
        unit, where = one.entry["unit"], escape(printable(one.worst))
        figures = (_figure(one.entry[column], unit, units) for column in ("value", "limit"))
        row = (one.rule, one.verdict.value, str(one.places), where, *figures, units.name_of(unit))
        table.add_row(*row, name(one.rule), style=_STYLES.get(one.verdict, ""))
    return table


def _figure(value: float | None, unit: str, units: Units) -> str:
    return "–" if value is None else f"{round(units.figure(value, unit), 9) + 0.0:.4g}"


def _what(entry: Mapping[str, Any], width: int, sort: Verdict) -> str:
    """The rule's name, the detail, and its formula in whole."""
    rule = RULES.get(entry["rule"])
    wanted = rule and (sort in _STYLES or width >= _FORMULA_FROM)
    said = [name(entry["rule"]), entry.get("detail", ""), rule.formula if rule and wanted else ""]
    return "; ".join(filter(None, said))


def legend(evidence: Iterable[Mapping[str, Any]]) -> None:
    """What the verdicts mean, where one of them is not good."""
    found = {verdict(e) for e in evidence}
    meanings = {
        Verdict.BROKEN: "BROKEN: a hard rule",
        Verdict.NOT_MET: "not met: a soft one, costs confidence",
        Verdict.NOTED: "noted: decides nothing",
    }
    told = [words for sort, words in meanings.items() if sort in found]
    if told:
        say(f"{'; '.join(told)} (docs/rules.md)", style="dim")
