"""What a run says: tables for people, the same figures for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

Cell = str | float | int


@dataclass(frozen=True)
class Section:
    """One table. `note` says how to read it."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    note: str = ""


@dataclass
class Report:
    """The sections of one run, each printed as soon as it is there."""

    machine: dict[str, str]
    console: Console
    sections: list[Section] = field(default_factory=list)

    def head(self) -> None:
        """The machine's shape, on top."""
        for name, value in self.machine.items():
            self.console.print(f"{name:<12} {value}", highlight=False)

    def add(self, section: Section, *, shown: bool = True) -> None:
        """Keep a section and print it, or keep it for the file alone."""
        self.sections.append(section)
        if not shown:
            return
        table = Table(title=section.title, title_justify="left", title_style="bold")
        wide = len(section.columns) > 10
        for index, column in enumerate(section.columns):
            head = column.replace(" ", "\n") if wide else column
            table.add_column(head, justify="right" if index else "left")
        for row in section.rows:
            table.add_row(*map(_text, row))
        self.console.print()
        self.console.print(table)
        if section.note:
            self.console.print(section.note, style="dim", highlight=False)

    def save(self, path: Path) -> None:
        """The figures as JSON, each row an object by its columns."""
        sections = [
            {**asdict(s), "rows": [dict(zip(s.columns, row, strict=True)) for row in s.rows]}
            for s in self.sections
        ]
        path.write_text(json.dumps({"machine": self.machine, "sections": sections}, indent=1) + "\n")


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.3f}" if abs(cell) < 10 else f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
