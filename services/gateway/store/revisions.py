"""Versions of a job's result in the store: each whole, so that any can be looked at when others are gone."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from .tables import REVISIONS


@dataclass(frozen=True)
class Revision:
    """One version of a job's result; 0 is what the job answered."""

    job_id: str
    number: int
    base: int
    """The version that it was made from."""
    submitted_by: str
    note: str
    room_ids: tuple[str, ...]
    """The rooms in which it differs from its base."""
    status: str
    at_ms: float


def add(
    connection: Connection, revision: Revision, completed: Mapping[str, Any], original: Mapping[str, Any]
) -> Revision:
    """Store it under the next number; the first time `original`, what the job answered, as 0 as well."""
    asked = select(func.max(REVISIONS.c.number)).where(REVISIONS.c.job_id == revision.job_id)
    last = connection.execute(asked).scalar_one()
    rows = []
    if last is None:
        first = Revision(revision.job_id, 0, 0, "", "", (), str(original["status"]), revision.at_ms)
        rows.append(_row(first, original))
    made = Revision(**{**asdict(revision), "number": (last or 0) + 1})
    connection.execute(insert(REVISIONS), [*rows, _row(made, completed)])
    return made


def of_job(connection: Connection, job_id: str) -> list[Revision]:
    """All of a job's, the first one first; none where nothing was changed."""
    columns = [column for column in REVISIONS.c if column.name != "content"]
    asked = select(*columns).where(REVISIONS.c.job_id == job_id).order_by(REVISIONS.c.number)
    return [
        Revision(**{**row, "room_ids": tuple(json.loads(row["room_ids"]))})
        for row in connection.execute(asked).mappings()
    ]


def content(connection: Connection, job_id: str, number: int) -> dict[str, Any] | None:
    """The completed building as it was then; None where there is no such version."""
    asked = select(REVISIONS.c.content).where(REVISIONS.c.job_id == job_id, REVISIONS.c.number == number)
    found = connection.execute(asked).scalar_one_or_none()
    return None if found is None else json.loads(zlib.decompress(found))


def prune(connection: Connection, before_ms: float) -> None:
    """Let go of those of jobs of which none was made since."""
    newest = select(REVISIONS.c.job_id).group_by(REVISIONS.c.job_id)
    gone = newest.having(func.max(REVISIONS.c.at_ms) <= before_ms)
    connection.execute(delete(REVISIONS).where(REVISIONS.c.job_id.in_(gone)))


def _row(revision: Revision, completed: Mapping[str, Any]) -> dict[str, Any]:
    row = {**asdict(revision), "room_ids": json.dumps(revision.room_ids)}
    return {**row, "content": zlib.compress(json.dumps(completed).encode())}
