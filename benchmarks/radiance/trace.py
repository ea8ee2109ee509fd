"""Radiance's illuminance at given points: the room as polygons, its luminaires as panels of their size.

Surfaces are grey and matt. A luminaire's panel sends light by its distribution, 1 mm below the ceiling. To
Radiance a source is black for rays on their second way, whatever is behind it: panels of a luminaire's size
would take 5 to 13 % from the ceiling, and 1 % from a room's light. So the direct light is traced from whole
panels, and what surfaces send back from small ones, which leave the ceiling as it is.
Only the standard library and Radiance's programs `oconv` and `rtrace`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Final

SETTINGS: Final = {
    "fine": ("-ab 8 -aa 0 -ad 640 -as 0 -lw 8e-4 -lr -12 -ds 0 -dj 0 -dt 0 -dc 1 -st 0", 1),
    "finer": ("-ab 12 -aa 0 -ad 1600 -as 0 -lw 3e-4 -lr -16 -ds 0 -dj 0 -dt 0 -dc 1 -st 0", 1),
}
"""Nothing interpolated; rays end by chance and not by a limit, so that no light is lost; the second has two
and a half times the rays and more bounces. And small panels along each side of a luminaire: with two instead
of one the mean changes by 0.1 %."""
_DIRECT: Final = "-ab 0 -ds 0.03 -dj 0 -dt 0 -dc 1 -st 0"
_GAP_M: Final = 0.001
_SMALL: Final = 0.02
"""Sides of a small panel over its luminaire's."""


def traced(room: Mapping[str, Any], options: str, panels: int, programs: str) -> list[float]:
    """Illuminance in lx at the room's points. Raises RuntimeError with Radiance's own words."""
    whole = _lit(room, (1, 1.0), _DIRECT, programs)
    bare = _lit(room, (panels, _SMALL), _DIRECT, programs)
    bounced = _lit(room, (panels, _SMALL), options, programs)
    return [direct + lit - less for direct, lit, less in zip(whole, bounced, bare, strict=True)]


def _lit(room: Mapping[str, Any], panels: tuple[int, float], options: str, programs: str) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "room.rad").write_text(scene(room, *panels, here))
        octree = _run([f"{programs}oconv", "room.rad"], here)
        (here / "room.oct").write_bytes(octree)
        plane = max(float(room["plane_m"]), _GAP_M)
        asked = "".join(f"{x} {y} {plane} 0 0 1\n" for x, y in room["points_m"])
        command = [f"{programs}rtrace", "-h", "-I", "-w", *options.split(), "room.oct"]
        told = _run(command, here, asked.encode())
    return [float(line.split()[0]) for line in told.decode().splitlines() if line.strip()]


def scene(room: Mapping[str, Any], panels: int, size: float, folder: Path) -> str:
    """The room's description, so many panels along each side of a luminaire, their sides this share of its;
    a table of intensities goes into the folder beside it."""
    corners, *columns = (
        [(float(x), float(y)) for x, y in ring]
        for ring in (room["room"]["outline_m"], *room["room"].get("holes_m", []))
    )
    height = float(room["room"]["ceiling_height_m"])
    ceiling, walls, floor = room["reflectances"]
    parts = [_matt("ceiling", ceiling), _matt("walls", walls), _matt("floor", floor)]
    parts.append(_polygon("floor", "f", [(x, y, 0.0) for x, y in corners]))
    parts.append(_polygon("ceiling", "c", [(x, y, height) for x, y in reversed(corners)]))
    # Floor and ceiling go through under columns, where no ray comes.
    sides = [side for ring in (corners, *columns) for side in zip(ring, [*ring[1:], ring[0]], strict=True)]
    for i, (a, b) in enumerate(sides):
        parts.append(_polygon("walls", f"w{i}", [(*b, 0.0), (*a, 0.0), (*a, height), (*b, height)]))
    tile = [float(side) for side in room["room"]["tile_m"]]
    parts.append(_lamp(room, math.prod(tile) * (panels * size) ** 2, folder))
    for x, y in room["lights_m"]:
        parts += _panels((float(x), float(y), height - _GAP_M), tile, panels, size)
    return "\n".join(parts)


def _panels(at: tuple[float, float, float], tile: Sequence[float], panels: int, size: float) -> Iterator[str]:
    w, d = (size * side / 2 for side in tile)
    steps = [(step + 0.5) / panels - 0.5 for step in range(panels)]
    for sx, sy in product(steps, steps):
        x, y, z = at[0] + sx * tile[0], at[1] + sy * tile[1], at[2]
        corners = [(x - w, y - d, z), (x - w, y + d, z), (x + w, y + d, z), (x + w, y - d, z)]
        yield _polygon("lamp", f"l{x:.3f}_{y:.3f}", corners)


def _matt(name: str, reflectance: float) -> str:
    return f"void plastic {name} 0 0 5 {reflectance} {reflectance} {reflectance} 0 0\n"


def _polygon(material: str, name: str, corners: Sequence[tuple[float, float, float]]) -> str:
    flat = " ".join(f"{value:.6f}" for corner in corners for value in corner)
    return f"{material} polygon {name} 0 0 {3 * len(corners)} {flat}\n"


def _lamp(room: Mapping[str, Any], area: float, folder: Path) -> str:
    """Luminance over the angle from straight down: I/(A·cos), I by the distribution, A the panels' area; in
    lx for W/m²."""
    flux = float(room["flux_lm"])
    if room["table"] is None:
        n = float(room["n"])
        (folder / "lamp.cal").write_text("lum = A1*max(Dz,1e-4)^(A2-1);\n")
        size = flux * (n + 1) / (2 * math.pi * area)
        pattern = f"void brightfunc shape 2 lum lamp.cal 0 2 {size:.6f} {n}\n"
    else:
        table = room["table"]
        values = "\n".join(" ".join(f"{v:.5f}" for v in row) for row in table)
        axes = f"0 360 {len(table)}\n0 90 {len(table[0])}\n"
        (folder / "lamp.dat").write_text(f"2\n{axes}{values}\n")
        (folder / "lamp.cal").write_text(
            "lum(v) = v*A1/max(Dz,1e-4);\n"
            "turn = atan2(-Dy,-Dx)*180/PI;\n"
            "plane = if(turn, turn, turn+360);\n"
            "gamma = acos(min(Dz,1))*180/PI;\n"
        )
        pattern = f"void brightdata shape 5 lum lamp.dat lamp.cal plane gamma 0 1 {flux / 1000 / area:.6f}\n"
    return f"{pattern}shape illum lamp 1 void 0 3 1 1 1\n"


def _run(command: Sequence[str], folder: Path, given: bytes = b"") -> bytes:
    """A program's output, in the folder of its files; a wheel has Radiance's own beside its programs."""
    beside = Path(command[0]).resolve().parent.parent / "lib"
    own = str(beside) if (beside / "rayinit.cal").exists() else os.environ.get("RAYPATH", "")
    path = {**os.environ, "RAYPATH": f".:{own}"}
    done = subprocess.run(command, input=given, capture_output=True, cwd=folder, env=path, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode()[:500]}")
    return done.stdout


def main() -> None:
    """Every room by every setting; what is done is written after each room, and not done again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", type=Path)
    parser.add_argument(
        "-o", "--out", type=Path, required=True, help="rooms that it has are left as they are"
    )
    parser.add_argument("--programs", default="", help="the folder of oconv and rtrace, with a / at its end")
    asked = parser.parse_args()
    done = json.loads(asked.out.read_text())["rooms"] if asked.out.exists() else []
    known = {room["room"]["room_id"] for room in done}
    for room in json.loads(asked.rooms.read_text())["rooms"]:
        if room["room"]["room_id"] in known:
            continue
        room["radiance"] = {name: [] for name in SETTINGS}
        for name, (options, panels) in SETTINGS.items():
            lit = traced(room, options, panels, asked.programs)
            room["radiance"][name] = [round(lux, 3) for lux in lit]
            mean = sum(lit) / len(lit)
            print(f"{room['room']['room_id']:16} {name:9} {mean:8.2f} lx {min(lit) / mean:.4f}", flush=True)
        room.pop("table")
        room.pop("lights_m")
        done.append(room)
        asked.out.write_text(json.dumps({"rooms": done}, separators=(",", ":")))


if __name__ == "__main__":
    main()
