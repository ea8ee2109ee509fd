"""Rooms that are hard to complete, many of them impossible: the same ones for the same seed."""

from __future__ import annotations

import random
from typing import Any

TYPES = ("storage", "office_enclosed", "exam", "corridor", "restroom", "conference", "fume_lab", "classroom")
ROOMS = 40


def hard_rooms(seed: int) -> list[dict[str, Any]]:
    """Rooms with much in the way: many unusable tiles, things side by side, weak or glaring luminaires."""
    dice = random.Random(seed)
    found = []
    for number in range(ROOMS):
        width, height = dice.choice(((3, 2), (4, 3), (6, 4), (8, 5), (14, 3), (20, 2), (30, 4)))
        grid = [["."] * width for _ in range(height)]
        for _ in range(dice.choice((2, width * height // 4, width * height // 2))):
            grid[dice.randrange(height)][dice.randrange(width)] = "#"
        for _ in range(dice.choice((0, 0, 2, 4))):
            grid[dice.randrange(height)][dice.randrange(width)] = dice.choice("LSRD")
        room: dict[str, Any] = {
            "room_id": f"r{number}",
            "room_type": dice.choice(TYPES),
            "rows": ["".join(row) for row in grid],
        }
        if dice.random() < 0.3:
            room["luminaire"] = dice.choice("AC")
        found.append(room)
    return [room for room in found if any(set(row) - {"#"} for row in room["rows"])]
