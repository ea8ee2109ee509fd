"""The evidence of a layout in tables for people: what `verify` and `explain` print."""

from __future__ import annotations

from typing import Any, Final

from rich.markup import escape
from rich.table import Table

from plenum.ceiling.rules.rule_set import RULES
from plenum.cli.talk import say
from plenum.printable import printable

_FIGURES: Final = ("value", "limit", "margin")
_BEFORE_NOTE: Final = 60
"""Columns that a rule's name, figures, unit and verdict take at most."""
_LEAST: Final = 24
"""Columns below which a formula's beginning says nothing."""


def evidence_table(evidence: list[dict[str, Any]], width: int) -> Table:
    """Rules with value, limit and margin; broken hard ones in red, soft ones in yellow.

    What a rule measures stands beside its figures as far as `width`, in columns, has space for it.
    """
    table = Table(box=None, pad_edge=False)
    for title in ("rule", *_FIGURES, "unit", "", "note"):
        table.add_column(title, justify="right" if title in _FIGURES else "left")
    for e in evidence:
        verdict = "holds" if e["passed"] else "BROKEN" if e["hard"] else "not met"
        style = "" if e["passed"] else "bold red" if e["hard"] else "yellow"
        figures = (_figure(e[name]) for name in _FIGURES)
        table.add_row(
            e["rule"], *figures, e["unit"], verdict, escape(printable(_note(e, width))), style=style
        )
    return table


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{round(value, 9) + 0.0:.4g}"


def _note(evidence: dict[str, Any], width: int) -> str:
    """The detail, and the rule's formula where it, or its beginning, still fits on the line."""
    detail: str = evidence.get("detail", "")
    rule = RULES.get(evidence["rule"])
    left = width - _BEFORE_NOTE - len(detail) - 2
    if rule is None or left < _LEAST:
        return detail
    formula = rule.formula if len(rule.formula) <= left else rule.formula[: left - 1].rstrip() + "…"
    return f"{detail}; {formula}" if detail else formula


def legend(evidence: list[dict[str, Any]]) -> None:
    """What the verdicts mean, where one of them is not good."""
    if not all(e["passed"] for e in evidence):
        say("BROKEN: a hard rule; not met: a soft one, costs confidence (docs/rules.md)", style="dim")
