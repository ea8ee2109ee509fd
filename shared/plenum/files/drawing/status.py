"""How a status looks: a word, a colour, and a fill that prints in black and white."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from plenum.files.drawing.canvas import Node, path
from plenum.files.drawing.symbols import hatch


@dataclass(frozen=True)
class Look:
    """One status on paper."""

    ink: str
    tint: str
    pattern: str | None = None


LOOKS: Final[dict[str, Look]] = {
    "complete": Look("#1f6f43", "#e6f3ea"),
    "incomplete": Look("#96600b", "#fbf1dc", "h-incomplete"),
    "unsolved": Look("#96600b", "#fbf1dc", "h-unsolved"),
    "infeasible": Look("#a8132b", "#fbe6e8", "h-infeasible"),
    "failed": Look("#3d4247", "#e9ebed", "h-failed"),
    "cancelled": Look("#6b7178", "#f4f5f6", "h-cancelled"),
}
UNKNOWN: Final = Look("#3d4247", "#ffffff")


def look(status: object) -> Look:
    """The look of a status; plain for one that is not known."""
    return LOOKS.get(str(status), UNKNOWN)


def define(defs: Node) -> None:
    """The hatches of all statuses: one way, both ways, dense, sparse."""
    hatch(defs, "h-incomplete", 2.2, stroke="#96600b")
    hatch(defs, "h-unsolved", 2.2, stroke="#96600b")
    hatch(defs, "h-infeasible", 1.9, stroke="#a8132b", both=True)
    hatch(defs, "h-failed", 0.9, stroke="#3d4247")
    hatch(defs, "h-cancelled", 3.6, stroke="#6b7178")


def fill(parent: Node, d: str, status: object) -> None:
    """An area in a status' tint and hatch."""
    shown = look(status)
    path(parent, d, None, None, fill=shown.tint, fill_rule="evenodd")
    if shown.pattern:
        path(parent, d, None, None, fill=f"url(#{shown.pattern})", fill_rule="evenodd", opacity="0.55")
