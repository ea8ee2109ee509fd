"""Jobs and their documents in the store."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from .tables import DOCUMENTS, JOBS

DocumentKind = Literal["input", "result"]
_AT_ONCE: Final = 400
"""Of ids in one statement: databases bound their parameters."""


@dataclass(frozen=True)
class StoredJob:
    """A job that has ended; times in milliseconds of the Unix epoch."""

    job_id: str
    building_id: str
    status: str
    rooms: int
    accepted_ms: float
    ended_ms: float
    trace_id: str
    submitted_by: str
    answers: str
    lapses_ms: float


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or replace those of the same primary key."""
    if not rows:
        return
    made = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement: Any = made(table)
    keys = list(table.primary_key)
    others = {c.name: statement.excluded[c.name] for c in table.c if not c.primary_key}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), rows)


def save(
    connection: Connection,
    jobs: Iterable[StoredJob],
    documents: Mapping[tuple[str, DocumentKind], bytes] | None = None,
) -> None:
    """Store jobs, and documents by job and kind, each JSON."""
    upsert(connection, JOBS, [asdict(job) for job in jobs])
    rows = [
        {"job_id": job_id, "kind": kind, "content": zlib.compress(content)}
        for (job_id, kind), content in (documents or {}).items()
    ]
    upsert(connection, DOCUMENTS, rows)


def known(connection: Connection, job_ids: Sequence[str]) -> dict[str, float]:
    """Which of these are stored, and when their records were to lapse then."""
    found: dict[str, float] = {}
    for first in range(0, len(job_ids), _AT_ONCE):
        some = job_ids[first : first + _AT_ONCE]
        rows = connection.execute(select(JOBS.c.job_id, JOBS.c.lapses_ms).where(JOBS.c.job_id.in_(some)))
        found |= {row.job_id: row.lapses_ms for row in rows}
    return found


def job(connection: Connection, job_id: str) -> StoredJob | None:
    """One; none where it is not stored."""
    row = connection.execute(select(JOBS).where(JOBS.c.job_id == job_id)).mappings().one_or_none()
    return StoredJob(**row) if row else None


def latest(connection: Connection, limit: int) -> tuple[list[StoredJob], int]:
    """So many, the latest first, and how many there are."""
    rows = connection.execute(select(JOBS).order_by(JOBS.c.accepted_ms.desc()).limit(limit)).mappings()
    total = connection.execute(select(func.count()).select_from(JOBS)).scalar_one()
    return [StoredJob(**row) for row in rows], int(total)


def document(connection: Connection, job_id: str, kind: DocumentKind) -> bytes | None:
    """Its JSON; none where it was not kept."""
    asked = select(DOCUMENTS.c.content).where(DOCUMENTS.c.job_id == job_id, DOCUMENTS.c.kind == kind)
    found = connection.execute(asked).scalar_one_or_none()
    return None if found is None else zlib.decompress(found)


def has_document(connection: Connection, job_id: str, kind: DocumentKind) -> bool:
    """Whether it was kept."""
    asked = select(DOCUMENTS.c.job_id).where(DOCUMENTS.c.job_id == job_id, DOCUMENTS.c.kind == kind)
    return connection.execute(asked).first() is not None


def prune(connection: Connection, before_ms: float, most: int) -> int:
    """Let go of what is older than that, and of the oldest past so many; how many jobs went."""
    asked = select(JOBS.c.accepted_ms).order_by(JOBS.c.accepted_ms.desc()).offset(most).limit(1)
    oldest = connection.execute(asked).scalar_one_or_none()
    bound = max(before_ms, oldest or 0.0)
    gone = select(JOBS.c.job_id).where(JOBS.c.accepted_ms <= bound)
    connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.job_id.in_(gone)))
    return connection.execute(delete(JOBS).where(JOBS.c.accepted_ms <= bound)).rowcount
