"""When a version in shadow has earned its place, and when one that serves has lost it: by figures alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from training.refresher import RefusedError
from training.shadow import Tally

JOBS: Final = 20
ROOMS: Final = 50
"""Jobs and rooms in shadow below which nothing is concluded."""
FAILED: Final = 0.02
"""Share of its rooms on which a version may fail."""
RATINGS: Final = 20
"""Ratings below which nothing is concluded of a quality."""
DROP: Final = 0.1
"""How much less people may keep than they kept of the one before,"""
FLOOR: Final = 0.5
"""and what they must keep where nothing is known of that one."""


@dataclass(frozen=True)
class Rated:
    """What people kept of a version's lights."""

    ratings: int
    quality: float
    """Mean, 0 to 1."""


NOBODY: Final = Rated(0, 0.0)


def earned(version: str, tally: Tally) -> str:
    """Why a version in shadow may serve. Raises RefusedError: not yet, or not at all."""
    seen = f"{tally.all} rooms of {tally.jobs} jobs in shadow"
    if tally.jobs < JOBS or tally.all < ROOMS:
        raise RefusedError(f"version {version}: {seen}, {ROOMS} rooms of {JOBS} jobs are asked")
    if (failed := tally.rooms.get("failed", 0)) > FAILED * tally.all:
        raise RefusedError(f"version {version}: failed on {failed} of {seen}")
    better, worse = tally.answers.get("higher", 0), tally.answers.get("lower", 0)
    told = f"wins {tally.wins} of {seen}, what served won {tally.served}"
    told += f"; surer in {better}, less sure in {worse}"
    if tally.wins < tally.served or better < worse or not (tally.wins or better):
        raise RefusedError(f"version {version}: {told}")
    return told


def lost(now: Rated, before: Rated) -> str:
    """Why a version that serves is taken back; empty where it is not.

    `now`: of late; `before`: of the version that would serve in its place, over long.
    """
    if now.ratings < RATINGS:
        return ""
    if before.ratings < RATINGS:
        return f"people keep {now.quality:.2f}, {FLOOR} is asked" if now.quality < FLOOR else ""
    if now.quality >= before.quality - DROP:
        return ""
    return f"people keep {now.quality:.2f} of {now.ratings} rooms, of the version before {before.quality:.2f}"
