"""`/v1/dead-letters`: the work that was given up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from plenum.client.dead import NotReplayedError, replay_letter

from . import models
from .gateway import Looks, Operates, Served
from .problems import ProblemError, documented

router = APIRouter(prefix="/v1/dead-letters", tags=["dead letters"])


@router.get("", summary="List dead letters", responses=documented(401, 403, 429, 503))
async def list_dead_letters(gateway: Served, _who: Looks) -> list[models.DeadLetter]:
    """Rooms that a stage failed on, and messages that were none of ours."""
    found = await gateway.backend.look(lambda client: client.record.letters())
    return [models.DeadLetter.model_validate(letter) for letter in found]


@router.post("/{letter_id}/replay", summary="Do it again", responses=documented(401, 403, 409, 422, 429, 503))
async def replay_dead_letter(
    gateway: Served, who: Operates, letter_id: Annotated[str, Path(min_length=1, max_length=400)]
) -> models.Replay:
    """A letter's room is done again, in its place or as a job of its own; the letter goes."""
    try:
        made = await gateway.backend.look(lambda client: replay_letter(client, letter_id))
    except NotReplayedError as error:
        raise ProblemError(409, "not_replayed", str(error)) from None
    gateway.audit.note(who, "replay", made.job_id, letter_id=letter_id)
    return models.Replay(letter_id=letter_id, job_id=made.job_id, alone=made.alone)
