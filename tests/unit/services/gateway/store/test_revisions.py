"""Versions of a result in the store."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, create_engine

from services.gateway.store.revisions import Revision, add, content, of_job, prune
from services.gateway.store.tables import METADATA

ORIGINAL: dict[str, Any] = {"status": "complete", "rooms": []}


def connection() -> Connection:
    """A database of its own."""
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    return engine.connect()


def revision(job_id: str = "a", base: int = 0, at_ms: float = 1000.0) -> Revision:
    """One that is yet to be numbered."""
    return Revision(job_id, 0, base, "ann", "moved", ("r",), "incomplete", at_ms)


def test_versions_are_numbered_and_the_first_one_is_what_the_job_answered() -> None:
    """Each whole, so that any can be had without the others."""
    with connection() as open_:
        first = add(open_, revision(), {"status": "incomplete"}, ORIGINAL)
        second = add(open_, revision(base=1), {"status": "x"}, ORIGINAL)
        assert (first.number, second.number, second.base) == (1, 2, 1)
        assert [each.number for each in of_job(open_, "a")] == [0, 1, 2]
        assert of_job(open_, "a")[1].room_ids == ("r",)
        assert content(open_, "a", 0) == ORIGINAL
        assert content(open_, "a", 2) == {"status": "x"}
        assert content(open_, "a", 3) is content(open_, "b", 0) is None


def test_what_is_worked_on_is_kept_whole() -> None:
    """A job's versions go together, once none was made for so long."""
    with connection() as open_:
        add(open_, revision("old", at_ms=10.0), {}, ORIGINAL)
        add(open_, revision("new", at_ms=10.0), {}, ORIGINAL)
        add(open_, revision("new", base=1, at_ms=30.0), {}, ORIGINAL)
        prune(open_, before_ms=20.0)
        assert of_job(open_, "old") == []
        assert len(of_job(open_, "new")) == 3
