"""How sure the winning light models were, beside what people made of their rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from .jobs import upsert
from .tables import SCORES

MOST: Final = 20_000
"""Looked at, the latest."""


@dataclass(frozen=True)
class Score:
    """One room's winner, as somebody judged it."""

    model_name: str
    model_version: str
    confidence: float
    """What it scored, 0 to 1."""
    accepted: bool
    """Whether nothing of its kind was changed."""


def save(connection: Connection, key: Mapping[str, Any], rated: Sequence[Mapping[str, Any]]) -> None:
    """Of these ratings the one with a confidence, in place of what the same person said before."""
    connection.execute(delete(SCORES).where(*(SCORES.c[name] == value for name, value in key.items())))
    found = [row for row in rated if row["confidence"] is not None]
    upsert(connection, SCORES, [{each.name: row[each.name] for each in SCORES.c} for row in found])


def latest(connection: Connection) -> list[Score]:
    """The latest MOST, of all models."""
    columns = [SCORES.c[name] for name in Score.__dataclass_fields__]
    asked = select(*columns).order_by(SCORES.c.at_ms.desc()).limit(MOST)
    return [Score(*row) for row in connection.execute(asked)]


def prune(connection: Connection, before_ms: float) -> None:
    """Let go of what is older than that."""
    connection.execute(delete(SCORES).where(SCORES.c.at_ms <= before_ms))
