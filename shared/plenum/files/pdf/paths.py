"""SVG's path commands as PDF's: lines, rectangles, arcs of circles; all that the drawings use."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(r"[A-DF-Za-df-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TAKES: Final = {"m": 2, "l": 2, "h": 1, "v": 1, "a": 7, "z": 0}
Point = tuple[float, float]


def operators(d: str) -> str:
    """The path in PDF's operators. Raises ValueError for a command that no drawing of ours uses."""
    out: list[str] = []
    at: Point = (0.0, 0.0)
    start = at
    for command, given in _commands(d):
        low = command.lower()
        origin = at if command.islower() else (0.0, 0.0)
        if low == "z":
            out.append("h")
            at = start
            continue
        if low == "a":
            to = origin[0] + given[5], origin[1] + given[6]
            out += _arc(at, to, given)
        else:
            to = _target(low, at, origin, given)
            out.append(f"{number(to[0])} {number(to[1])} {'m' if low == 'm' else 'l'}")
        at = to
        start = to if low == "m" else start
    return "\n".join(out)


def number(value: float) -> str:
    """A thousandth of a millimetre is finer than any printer."""
    words = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if words in ("-0", "") else words


def circle(x: float, y: float, r: float) -> str:
    """A whole circle."""
    half = f"a{r} {r} 0 1 0 "
    return operators(f"M{x - r} {y}{half}{2 * r} 0{half}{-2 * r} 0z")


def _commands(d: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; a command's numbers may come again, a move's as lines."""
    tokens = _TOKEN.findall(d)
    i, command = 0, ""
    while i < len(tokens):
        if tokens[i].isalpha():
            command = tokens[i]
            i += 1
        elif command in "Mm":
            command = "L" if command == "M" else "l"
        takes = _TAKES.get(command.lower())
        if takes is None or len(tokens) < i + takes:
            raise ValueError(f"no path: {d[:60]}")
        yield command, [float(word) for word in tokens[i : i + takes]]
        i += takes


def _target(low: str, at: Point, origin: Point, given: list[float]) -> Point:
    """Where a straight command leads."""
    match low:
        case "h":
            return origin[0] + given[0], at[1]
        case "v":
            return at[0], origin[1] + given[0]
        case _:
            return origin[0] + given[0], origin[1] + given[1]


def _arc(at: Point, to: Point, given: list[float]) -> Iterator[str]:
    """A circle's arc in parts of at most 90°, each a cubic curve (SVG 1.1, F.6; error under 3e-4 of r)."""
    r, _, _, large, sweep = given[:5]
    half = math.dist(at, to) / 2
    r = max(r, half)
    middle = (at[0] + to[0]) / 2, (at[1] + to[1]) / 2
    off = math.sqrt(max(0.0, r * r - half * half)) * (1 if bool(large) != bool(sweep) else -1)
    ux, uy = ((to[0] - at[0]) / (2 * half), (to[1] - at[1]) / (2 * half)) if half else (1.0, 0.0)
    cx, cy = middle[0] - uy * off, middle[1] + ux * off
    begin = math.atan2(at[1] - cy, at[0] - cx)
    span = (math.atan2(to[1] - cy, to[0] - cx) - begin) % math.tau
    span = span if sweep else span - math.tau
    parts = max(1, math.ceil(abs(span) / (math.pi / 2) - 1e-9))
    step = span / parts
    k = 4.0 / 3.0 * math.tan(step / 4)
    for i in range(parts):
        a, b = begin + i * step, begin + (i + 1) * step
        points = (
            (cx + r * (math.cos(a) - k * math.sin(a)), cy + r * (math.sin(a) + k * math.cos(a))),
            (cx + r * (math.cos(b) + k * math.sin(b)), cy + r * (math.sin(b) - k * math.cos(b))),
            (cx + r * math.cos(b), cy + r * math.sin(b)),
        )
        yield " ".join(f"{number(x)} {number(y)}" for x, y in points) + " c"
