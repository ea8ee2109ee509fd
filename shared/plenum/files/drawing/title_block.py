"""The right-hand column of a room's sheet: what the room is, what was placed, and how it measures up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from plenum.ceiling.room.kinds import Kind
from plenum.files.drawing import status as statuses
from plenum.files.drawing.canvas import FAINT, MUTED, Node, box, line, node, path, text, wide, wrap
from plenum.files.drawing.figures import key_figures
from plenum.files.drawing.symbols import use
from plenum.files.units import Units

WIDTH: Final = 66.0
SYMBOL: Final = 4.2
"""mm of a legend symbol's side."""
SMALL: Final = 1.95
ROW: Final = 5.4
_CELL: Final = 2.1
"""mm of a table's letters."""
_MOST_LINES: Final = 3
_MOST_OF_A_NOTE: Final = 6
_LINE_MM: Final = 2.6
_ROW_MM: Final = 3.4
_LONG_NAME: Final = 3.4
"""mm of a name's letters that take more than one line."""


class TitleBlock:
    """Writes downwards from `top`; what no longer fits above `bottom` is left out from the end."""

    def __init__(self, parent: Node, left: float, top: float, bottom: float, units: Units) -> None:
        self.parent = node(parent, "g", class_="title-block")
        self.units = units
        self.left = left
        self.right = left + WIDTH
        self.y = top
        self.bottom = bottom

    def head(self, building: Mapping[str, Any], room: Mapping[str, Any], area_m2: float) -> None:
        """Whose plan this is."""
        project = str(building.get("name") or building.get("building_id") or "")
        text(
            self.parent,
            (self.left, self.y + 2.2),
            project.upper(),
            SMALL,
            fit=WIDTH,
            font_weight="600",
            fill=MUTED,
        )
        name = str(room.get("name") or room["room_id"])
        self._badge(str(room.get("status", "")), self.y + 4.0)
        self._name(name)
        tile = float(room["tile_m"][0]), float(room["tile_m"][1])
        about = [
            " · ".join(filter(None, [str(room["room_id"]) if room["room_id"] != name else "", _story(room)])),
            f"{str(room['room_type']).replace('_', ' ')} · {self.units.area(area_m2)}",
            f"ceiling {self.units.height(float(room['ceiling_height_m']))} · tiles {self.units.sides(tile)}",
        ]
        for words in filter(None, about):
            self.y += 3.3
            text(self.parent, (self.left, self.y), words, 2.3, fit=WIDTH, fill=MUTED)
        self.y += 3.4

    def _name(self, name: str) -> None:
        """Beside the badge if it fits there in one line, else in several below it."""
        letters = next((s for s in (5.2, 4.4, 3.7, 3.1) if wide(name, s) <= WIDTH - 25), None)
        if letters:
            text(self.parent, (self.left, self.y + 8.6), name, letters, font_weight="700")
            self.y += 11.4
            return
        self.y += 12.0
        for words in wrap(name, _LONG_NAME, WIDTH, 4):
            self.y += 1.25 * _LONG_NAME
            text(self.parent, (self.left, self.y - 0.3), words, _LONG_NAME, fit=WIDTH, font_weight="700")

    def _badge(self, word: str, y: float) -> None:
        if not word:
            return
        shown = statuses.look(word)
        width = 22.0
        path(self.parent, box(self.right - width, y, width, 6.0), None, None, fill=shown.tint)
        path(self.parent, box(self.right - width, y, width, 6.0), 0.3, shown.ink)
        text(
            self.parent,
            (self.right - width / 2, y + 3.95),
            word.upper(),
            2.3,
            fit=width - 2,
            anchor="middle",
            font_weight="700",
            fill=shown.ink,
        )

    def legend(self, counts: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
        """Every symbol with its count, and what else is on the plan."""
        self._heading("Legend", ("placed", "existing"))
        for kind in Kind:
            use(self.parent, "legend", kind.value, self.left, self.y + (ROW - SYMBOL) / 2)
            baseline = self.y + 3.6
            text(self.parent, (self.left + 6.4, baseline), kind.entry.title, 2.3)
            text(
                self.parent,
                (self.left + 27, baseline),
                _proof(proof.get(kind.value)),
                SMALL,
                fit=20,
                fill=MUTED,
            )
            count = counts.get(kind.value, {"placed": 0, "existing": 0})
            self._number(self.right - 12.5, baseline, count["placed"])
            self._number(self.right, baseline, count["existing"])
            self.y += ROW
        half = self.left + WIDTH / 2
        top = self.y + (ROW - SYMBOL) / 2
        path(self.parent, box(self.left, top, SYMBOL, SYMBOL), 0.12, FAINT, fill="url(#invalid)")
        text(self.parent, (self.left + 6.4, self.y + 3.6), "Invalid tile", 2.3)
        use(self.parent, "legend", "existing", half, top)
        text(self.parent, (half + 6.4, self.y + 3.6), "Was there before", 2.3, fit=WIDTH / 2 - 6.4)
        self.y += ROW + 1.6

    def _number(self, right: float, baseline: float, count: int) -> None:
        words, fill = (str(count), None) if count else ("–", MUTED)
        text(
            self.parent,
            (right, baseline),
            words,
            2.5,
            anchor="end",
            font_weight="600" if count else None,
            fill=fill,
        )

    def figures(self, evidence: list[Mapping[str, Any]]) -> None:
        """Measured against the limits; a tick or a cross says which side they are on."""
        shown = key_figures(evidence, 9, self.units)
        if not shown:
            return
        self._heading("Key figures", ())
        text(self.parent, (self.left + 46, self.y - 1.4), "measured", 1.8, anchor="end", fill=MUTED)
        text(self.parent, (self.right - 5.0, self.y - 1.4), "limit", 1.8, anchor="end", fill=MUTED)
        for figure in shown:
            baseline = self.y + 2.9
            text(self.parent, (self.left, baseline), figure.name, 2.3, fit=29)
            text(self.parent, (self.left + 46, baseline), figure.value, 2.3, anchor="end", font_weight="600")
            text(self.parent, (self.right - 5.0, baseline), figure.limit, 2.1, anchor="end", fill=MUTED)
            if figure.checked:
                self._mark(figure.passed)
            self.y += 4.0
        self.y += 1.6

    def _mark(self, passed: bool) -> None:
        x, y = self.right - 2.9, self.y + 0.7
        if passed:
            path(self.parent, f"M{x} {y + 1.3}l0.8 0.9l1.6 -2.1", 0.4, statuses.look("complete").ink)
        else:
            path(self.parent, f"M{x} {y}l2.2 2.2m0 -2.2l-2.2 2.2", 0.45, statuses.look("infeasible").ink)

    def table(
        self, heading: str, heads: Sequence[str], rows: Sequence[Sequence[str]], rights: Sequence[float]
    ) -> None:
        """Rows under their heads: two columns from the left, the others end at `rights`, mm. What is long in
        the first goes on below."""
        if not rows:
            return
        self._heading(heading, ())
        self.y += 1.2
        starts = (0.0, rights[0] + 2.0)
        for j, row in enumerate([heads, *rows]):
            first, *more = wrap(row[0], _CELL, rights[0], _MOST_LINES)
            for i, words in ((i, words) for i, words in enumerate([first, *row[1:]]) if words):
                look = {"fill": MUTED} if j == 0 else {}
                at = (self.left + (starts[i] if i < 2 else rights[i]), self.y + 0.4)
                fit = rights[i] - (starts[i] if i < 2 else rights[i - 1])
                anchor = "start" if i < 2 else "end"
                text(self.parent, at, words, 1.8 if j == 0 else _CELL, anchor=anchor, fit=fit, **look)
            for words in more:
                self.y += _LINE_MM
                text(self.parent, (self.left, self.y + 0.4), words, _CELL, fit=rights[0])
            self.y += _ROW_MM
        self.y += 0.4

    def notes(self, heading: str, sentences: list[str], most: int) -> None:
        """Sentences, as far as there is room; says how many were left out."""
        if not sentences:
            return
        if self.y + 9 > self.bottom:
            return
        self._heading(heading, ())
        lines = [line_ for s in sentences for line_ in wrap(s, SMALL, WIDTH, _MOST_OF_A_NOTE)]
        room = max(1, min(most, int((self.bottom - self.y) / 2.9)))
        if len(lines) > room:
            lines = [*lines[: room - 1], f"… and {len(lines) - room + 1} more lines in the result"]
        for words in lines:
            self.y += 2.9
            text(self.parent, (self.left, self.y - 0.6), words, SMALL, fit=WIDTH, fill=MUTED)
        self.y += 2.2

    def _heading(self, words: str, columns: tuple[str, ...]) -> None:
        line(self.parent, (self.left, self.y), (self.right, self.y), 0.18, FAINT)
        text(self.parent, (self.left, self.y + 3.6), words, 2.1, font_weight="700")
        for i, column in enumerate(reversed(columns)):
            at = (self.right - 12.5 * i, self.y + 3.6)
            text(self.parent, at, column, 1.8, anchor="end", fill=MUTED)
        self.y += 5.0


def row_mm(first: str, fit: float) -> float:
    """How high a table's row is by the words in its first column."""
    return _ROW_MM + _LINE_MM * (len(wrap(first, _CELL, fit, _MOST_LINES)) - 1)


def _story(room: Mapping[str, Any]) -> str:
    return str(room.get("story") or "")


def _proof(proof: Mapping[str, Any] | None) -> str:
    """What is known about the count, in a few words."""
    if not proof or not proof["count"]:
        return ""
    if proof["proven"]:
        return "fewest"
    if proof["count"] <= proof.get("ordered_lower_bound", 0):
        return "fewest in order"
    return f"{proof['lower_bound']} at least"
