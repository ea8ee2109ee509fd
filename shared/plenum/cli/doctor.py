"""`plenum doctor`: what is missing here, each with its cure."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, Stack

if TYPE_CHECKING:
    from plenum.cli.findings import Finding


def doctor(stack: Stack, as_json: AsJson = False) -> None:
    """Look at everything Plenum needs; exit code 1 when something is missing that is not optional."""
    from plenum.cli import findings

    found = findings.all_of(stack)
    if as_json:
        streams.write_json([asdict(finding) for finding in found])
    else:
        _show(found)
    if not all(finding.well for finding in found if finding.needed):
        raise typer.Exit(1)


def _show(found: list[Finding]) -> None:
    from rich.console import Console
    from rich.markup import escape

    out = Console()
    for finding in found:
        good = "[yellow]risk[/]   " if finding.risk else "[green]ok[/]     "
        bad = "[red]missing[/]" if finding.needed else "[yellow]without[/]"
        verdict = good if finding.well else bad
        cure = f": {finding.cure}" if finding.cure else ""
        out.print(f"{verdict} {escape(finding.what)}{escape(cure)}", soft_wrap=True)
