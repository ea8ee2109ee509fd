"""Luminaires of our own making: their distributions as functions, and as IES LM-63 and EULUMDAT files."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from plenum.files.building.building import Building
from tests.support.buildings import building, room

Candela = Callable[[float, float], float]
"""By C and gamma in degrees."""
QUARTER = tuple(range(0, 91, 15))
HALF = tuple(range(0, 181, 15))
TURN = tuple(range(0, 361, 15))
GAMMAS = tuple(2.5 * i for i in range(37))
ROWS = ["." * 15, "..L....L....L..", "." * 15, "." * 15, "..L....L....L..", "." * 15]


def cosine(n: float, lumens: float = 3600.0) -> Candela:
    """The analytic cosine-power distribution of a flux."""
    peak = lumens * (n + 1) / (2 * math.pi)
    return lambda _, gamma: peak * max(0.0, math.cos(math.radians(gamma))) ** n


def batwing(_: float, gamma: float) -> float:
    """Most light at 40° all round, some 3600 lm."""
    bump = 1 + 2.2 * math.exp(-(((gamma - 40) / 14) ** 2))
    return 560 * max(0.0, math.cos(math.radians(gamma))) * bump


def wall_washer(c: float, gamma: float) -> float:
    """Leans towards C0: five times as much there as behind; mirrored about C0 to C180."""
    lean = 1 + 1.6 * math.cos(math.radians(c)) * math.sin(math.radians(gamma)) ** 0.5
    return 1000 * max(0.0, math.cos(math.radians(gamma))) * max(0.1, lean)


def skew(c: float, gamma: float) -> float:
    """No symmetry at all."""
    turn = math.radians(c)
    wave = 1 + math.sin(math.radians(gamma)) * (0.5 * math.cos(turn) + 0.3 * math.sin(2 * turn + 0.4))
    return 900 * max(0.0, math.cos(math.radians(gamma))) * wave


def oval(c: float, gamma: float) -> float:
    """Wider along C90 than along C0; mirrored about both."""
    narrow = 1.2 + 0.8 * math.cos(math.radians(2 * c))
    return 1100 * max(0.0, math.cos(math.radians(gamma))) ** (1 + narrow)


def ies(
    candela: Candela,
    planes: Sequence[float] = (0,),
    gammas: Sequence[float] = GAMMAS,
    *,
    watts: float = 30,
    lamps: int = 1,
    lumens: float = -1,
    multiplier: float = 1.0,
    ballast: float = 1.0,
    kind: int = 1,
    tilt: str = "TILT=NONE",
) -> str:
    """An LM-63-2002 file; lumens of -1: absolute photometry."""
    figures = f"{lamps} {lumens:g} {multiplier:g} {len(gammas)} {len(planes)} {kind} 2 0.6 0.6 0"
    lines = ["IESNA:LM-63-2002", "[TEST] 1", "[MANUFAC] Plenum", "[LUMCAT] OWN-1", "[LUMINAIRE] Panel", tilt]
    lines += [figures, f"{ballast:g} 1 {watts:g}"]
    lines += [" ".join(f"{g:g}" for g in gammas), " ".join(f"{c:g}" for c in planes)]
    for c in planes:
        row = [f"{candela(c, g):.4f}" for g in gammas]
        lines += [" ".join(row[i : i + 10]) for i in range(0, len(row), 10)]
    return "\r\n".join(lines) + "\r\n"


def ldt(
    candela_per_klm: Candela,
    symmetry: int = 1,
    gammas: Sequence[float] = GAMMAS,
    *,
    flux: float = 3600.0,
    output: float = 100.0,
    watts: float = 30,
    lamps: int = 1,
    factor: float = 1.0,
    count: int = 24,
    more_sets: Iterable[str] = (),
) -> str:
    """A EULUMDAT file with 24 C-planes unless told otherwise; intensities in cd per 1000 lm of the lamps."""
    step = 360 / count
    stored = {0: range(count), 1: range(1), 2: range(count // 2 + 1), 4: range(count // 4 + 1)}
    # Symmetric about C90, a file begins at C270 and goes on by C0 to C90.
    from_270 = [(3 * count // 4 + i) % count for i in range(count // 2 + 1)]
    kept = from_270 if symmetry == 3 else stored[symmetry]
    lines: list[Any] = ["Plenum", 1 if symmetry == 1 else 2, symmetry, count, step, len(gammas), 2.5]
    lines += ["1", "Panel", "OWN-1", "panel.ldt", "2026-01-01", 600, 600, 50, 595, 595, 0, 0, 0, 0]
    lines += [100, output, factor, 0, 1 + len(tuple(more_sets)), lamps, "LED", flux, 4000, 80, watts]
    lines += [line for more in more_sets for line in more.split(",")]
    lines += [0.5] * 10 + [i * step for i in range(count)] + list(gammas)
    lines += [f"{candela_per_klm(i * step, g):.4f}" for i in kept for g in gammas]
    return "\r\n".join(str(line) for line in lines) + "\r\n"


def per_klm(candela: Candela, lumens: float) -> Candela:
    """In cd per 1000 lm of so many."""
    return lambda c, gamma: candela(c, gamma) * 1000 / lumens


def table(
    candela: Candela, rows: int = 1, *, c_step: float = 15.0, gamma_step: float = 2.5
) -> list[list[float]]:
    """A distribution's rows, scaled so that they add up to 1000 lm."""
    gammas = [gamma_step * j for j in range(round(90 / gamma_step) + 1)]
    found = [[candela(c_step * i, g) for g in gammas] for i in range(rows)]
    flux = _flux(found, gamma_step, mirrored=c_step * (rows - 1) in (90, 180))
    return [[value * 1000 / flux for value in row] for row in found]


def _flux(rows: list[list[float]], gamma_step: float, *, mirrored: bool) -> float:
    """lm of rows that stand for equal parts of the turn, by summing narrow rings."""
    weights = [0.5, *[1.0] * (len(rows) - 2), 0.5] if mirrored else [1.0] * len(rows)
    count = len(rows[0])
    mean = [
        sum(w * row[j] for w, row in zip(weights, rows, strict=True)) / sum(weights) for j in range(count)
    ]
    total, parts = 0.0, 20
    for j in range(count - 1):
        for k in range(parts):
            share = (k + 0.5) / parts
            gamma = math.radians(gamma_step * (j + share))
            value = mean[j] * (1 - share) + mean[j + 1] * share
            total += value * 2 * math.pi * math.sin(gamma) * math.radians(gamma_step) / parts
    return total


def written(folder: Path, content: str | bytes, name: str = "panel.ies", **more: Any) -> Path:
    """A building file beside a luminaire file that its luminaire P names."""
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(raw)
    lamp = {"photometry": name, "ugr": 19, **more}
    file = folder / "building.json"
    data = building([room("a", rows=ROWS, luminaire="P")], settings={"luminaires": {"P": lamp}})
    file.write_text(json.dumps(data))
    return file


def lamp_of(read: Building) -> dict[str, Any]:
    """The luminaire's figures as they travel."""
    found: dict[str, Any] = read.settings.overrides["luminaires"]["P"]
    return found
