"""Feedback in the store, and what it says of each model over the last while."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, case, delete, func, select

from . import scores
from .jobs import upsert
from .tables import FEEDBACK, RATINGS

RoomVerdict = Literal["accept", "edit", "reject"]
WINDOWS_S: Final[Mapping[str, int]] = {"5m": 300, "1h": 3600, "30d": 30 * 86_400}
"""The windows of the rolling quality, by name, s."""


@dataclass(frozen=True)
class Rating:
    """What feedback says of one model in one room."""

    model_name: str
    model_version: str
    accepted: bool
    edit_distance: int | None
    quality: float
    confidence: float | None = None
    """What a light model scored that won the room."""


@dataclass(frozen=True)
class Feedback:
    """What a person made of one room."""

    job_id: str
    room_id: str
    submitted_by: str
    verdict: RoomVerdict
    comment: str
    edit_distance: int | None
    broken: int | None
    rows: tuple[str, ...] | None
    at_ms: float
    lag_s: float


@dataclass(frozen=True)
class Rolling:
    """A model's ratings over one window."""

    model_name: str
    window: str
    ratings: int
    acceptance: float
    """Share of rooms in which nothing of the model's was changed."""
    edit_distance: float | None
    """Mean of those with a grid, tiles."""
    quality: float
    """Mean, 0 to 1."""
    model_version: str = ""
    """Where versions are told apart."""


def save(connection: Connection, feedback: Feedback, ratings: Sequence[Rating]) -> bool:
    """Store it in place of what the same person said of the room before; whether there was such."""
    row = asdict(feedback)
    rows = row.pop("rows")
    row["grid"] = None if rows is None else json.dumps(rows)
    key = {name: row[name] for name in ("job_id", "room_id", "submitted_by")}
    same = [RATINGS.c[name] == value for name, value in key.items()]
    before = connection.execute(delete(RATINGS).where(*same)).rowcount
    upsert(connection, FEEDBACK, [row])
    rows_of = [{**key, "at_ms": feedback.at_ms, **asdict(rating)} for rating in ratings]
    scores.save(connection, key, rows_of)
    upsert(connection, RATINGS, [{each.name: row[each.name] for each in RATINGS.c} for row in rows_of])
    return before > 0


def of_job(connection: Connection, job_id: str) -> list[Feedback]:
    """All that was said of a job's rooms, the latest first."""
    asked = select(FEEDBACK).where(FEEDBACK.c.job_id == job_id).order_by(FEEDBACK.c.at_ms.desc())
    return [_feedback(dict(row)) for row in connection.execute(asked).mappings()]


def _feedback(fields: dict[str, Any]) -> Feedback:
    grid = fields.pop("grid")
    return Feedback(**fields, rows=None if grid is None else tuple(json.loads(grid)))


def rolling(connection: Connection, now_ms: float, *, by_version: bool = False) -> list[Rolling]:
    """Each model's ratings over each window, or each version's, without those that nobody rated."""
    found: list[Rolling] = []
    who = [RATINGS.c.model_name, *([RATINGS.c.model_version] if by_version else [])]
    for window, seconds in WINDOWS_S.items():
        asked = (
            select(
                *who,
                func.count(),
                func.avg(case((RATINGS.c.accepted, 1.0), else_=0.0)),
                func.avg(RATINGS.c.edit_distance),
                func.avg(RATINGS.c.quality),
            )
            .where(RATINGS.c.at_ms > now_ms - seconds * 1000)
            .group_by(*who)
            .order_by(*who)
        )
        for name, *version, count, accepted, distance, quality in connection.execute(asked):
            mean = None if distance is None else float(distance)
            found.append(Rolling(name, window, count, float(accepted), mean, float(quality), *version))
    return found


def prune(connection: Connection, before_ms: float) -> None:
    """Let go of what is older than that."""
    connection.execute(delete(RATINGS).where(RATINGS.c.at_ms <= before_ms))
    connection.execute(delete(FEEDBACK).where(FEEDBACK.c.at_ms <= before_ms))
    scores.prune(connection, before_ms)
