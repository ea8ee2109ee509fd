"""What a person's own ceiling says of the one that was placed, and of each model that had a hand in it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plenum.ceiling.room.kinds import Kind
from plenum.client.ended import Author

from .edits import edit_distance, kind_edit
from .kept import KeptJob
from .opinion import Opinion
from .store.ratings import Feedback, Rating, RoomVerdict


@dataclass(frozen=True)
class Judged:
    """A person's own grid, as the verifier sees it."""

    rows: tuple[str, ...]
    evidence: list[dict[str, Any]]
    broken: int


def feedback_of(
    kept: KeptJob, opinion: Opinion, submitted_by: str, judged: Judged | None
) -> tuple[Feedback, list[Rating]]:
    """The feedback as it is stored, with what it says of each model. Raises ProblemError: no such room."""
    (room, *_) = kept.with_room(opinion.room_id)["rooms"]
    at_ms = time.time() * 1000
    rows = judged.rows if judged else None
    feedback = Feedback(
        kept.job_id,
        opinion.room_id,
        submitted_by,
        opinion.verdict,
        opinion.comment,
        _distance(opinion.verdict, room, rows),
        judged.broken if judged else None,
        rows,
        at_ms,
        max(0.0, (at_ms - kept.ended_ms) / 1000),
    )
    return feedback, rate(room, kept.authors(opinion.room_id), opinion.verdict, rows)


def rate(
    room: Mapping[str, Any],
    authors: Mapping[Kind, Author],
    verdict: RoomVerdict,
    rows: tuple[str, ...] | None,
) -> list[Rating]:
    """What feedback says of each model that placed a kind in the room: by the tiles of its own kind.

    A room that is accepted is accepted of all, one that is rejected of none. Of an edited one a model is
    accepted whose kind was left as it was.
    """
    existing = [tuple(tile) for tile in room.get("existing", ())]
    scored = {each["model_name"]: each["confidence"] for each in room.get("candidates", ())}
    found = []
    for kind, author in authors.items():
        edit = kind_edit(room["rows"], rows or room["rows"], kind, existing)
        kept = verdict == "accept" or (verdict == "edit" and edit.edit_distance == 0)
        distance = None if verdict == "reject" and rows is None else edit.edit_distance
        quality = 0.0 if verdict == "reject" else edit.quality
        confidence = scored.get(author.model_name)
        found.append(Rating(author.model_name, author.model_version, kept, distance, quality, confidence))
    return found


def _distance(verdict: RoomVerdict, room: Mapping[str, Any], rows: tuple[str, ...] | None) -> int | None:
    if rows is not None:
        return edit_distance(room["rows"], rows)
    return 0 if verdict == "accept" else None
