"""Every table of the gateway's store. Times are milliseconds of the Unix epoch, UTC."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Double, Index, Integer, LargeBinary, MetaData, String, Table, Text

VERSION: Final = 1
"""Of these tables: a gateway that finds a newer one refuses to write."""
_ID: Final = 100
METADATA: Final = MetaData()

SCHEMA: Final = Table("plenum_schema", METADATA, Column("version", Integer, primary_key=True))

JOBS: Final = Table(
    "jobs",
    METADATA,
    Column("job_id", String(_ID), primary_key=True),
    Column("building_id", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("rooms", Integer, nullable=False),
    Column("accepted_ms", Double, nullable=False),
    Column("ended_ms", Double, nullable=False),
    Column("trace_id", String(32), nullable=False),
    Column("submitted_by", String(_ID), nullable=False),
    Column("answers", String(20), nullable=False),  # the format that came in
    # When Redis' record of it lapses: another time, and it has ended anew since it was stored.
    Column("lapses_ms", Double, nullable=False),
    Index("jobs_by_acceptance", "accepted_ms"),
)

DOCUMENTS: Final = Table(
    "documents",
    METADATA,
    Column("job_id", String(_ID), primary_key=True),
    Column("kind", String(10), primary_key=True),  # input, result
    Column("content", LargeBinary, nullable=False),  # JSON, deflated
)

FEEDBACK: Final = Table(
    "feedback",
    METADATA,
    Column("job_id", String(_ID), primary_key=True),
    Column("room_id", String(400), primary_key=True),
    Column("submitted_by", String(_ID), primary_key=True),
    Column("verdict", String(10), nullable=False),
    Column("comment", Text, nullable=False),
    Column("edit_distance", Integer),  # tiles; none without a grid
    Column("broken", Integer),  # hard rules that the person's own grid breaks
    Column("grid", Text),  # the person's own, its rows as JSON
    Column("at_ms", Double, nullable=False),
    Column("lag_s", Double, nullable=False),
)

RATINGS: Final = Table(
    "ratings",
    METADATA,
    Column("job_id", String(_ID), primary_key=True),
    Column("room_id", String(400), primary_key=True),
    Column("submitted_by", String(_ID), primary_key=True),
    Column("model_name", String(_ID), primary_key=True),
    Column("model_version", String(200), nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("edit_distance", Integer),  # tiles of the model's kind; none without a grid
    Column("quality", Double, nullable=False),
    Column("at_ms", Double, nullable=False),
    Index("ratings_by_time", "at_ms"),
)
"""Feedback once more, as what it says of each model that placed something in the room."""

SCORES: Final = Table(
    "scores",
    METADATA,
    Column("job_id", String(_ID), primary_key=True),
    Column("room_id", String(400), primary_key=True),
    Column("submitted_by", String(_ID), primary_key=True),
    Column("model_name", String(_ID), nullable=False),
    Column("model_version", String(200), nullable=False),
    Column("confidence", Double, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("at_ms", Double, nullable=False),
    Index("scores_by_time", "at_ms"),
)
"""Feedback once more, as what it says of the confidence of the light model that won the room."""

REVISIONS: Final = Table(
    "revisions",
    METADATA,
    Column("job_id", String(_ID), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("base", Integer, nullable=False),
    Column("submitted_by", String(_ID), nullable=False),
    Column("note", Text, nullable=False),
    Column("room_ids", Text, nullable=False),  # JSON
    Column("status", String(20), nullable=False),
    Column("at_ms", Double, nullable=False),
    Column("content", LargeBinary, nullable=False),  # the completed building, JSON, deflated
)
