"""Dead letters from a client's side: a room is done again where it belongs, or as a job of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from plenum.client.client import Client
from plenum.files.building.writer import building_to_json
from plenum.pipeline.errors import PlenumError
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.record.redis.keys import COORDINATOR_QUEUE
from plenum.pipeline.record.redis.render import render
from plenum.pipeline.replay import replay

FINISH: Final = "plenum.finish"
"""The coordinator's task that ends a job."""
_ALONE: Final = {
    "gone": "its job is not kept any more",
    "cancelled": "its job was cancelled",
    "overdue": "its job passed its deadline",
    "finished": "its job completed the room without that model",
}
"""Why a room is done again as a job of its own."""
_NOT: Final = {
    "no_letter": "no such letter: it was replayed, dropped or pushed out",
    "no_room": "this letter holds no whole room",
    "newer": "its job is in a form newer than this version's: replay it with the newer version's command",
    "open": "its job is still at work on that room: replay it when that is through",
    "finishing": "its job ends just now: replay it in a moment",
}


class NotReplayedError(PlenumError):
    """A letter that cannot be replayed, or not now; the letter stays."""


@dataclass(frozen=True)
class Replaying:
    """A room that is done again: under this job's id its result comes."""

    job_id: str
    alone: str = ""
    """Why as a job of its own; empty where it takes its place in the job that it was given up in."""


def replay_letter(client: Client, letter_id: str, deadline_s: float = 3600.0) -> Replaying:
    """Do a letter's room again; the letter goes. Raises NotReplayedError."""
    letter = client.record.letter(letter_id)
    if letter is None:
        raise NotReplayedError(_NOT["no_letter"])
    waiter = render(FINISH, letter.job_id, COORDINATOR_QUEUE, [letter.job_id])
    outcome = replay(client.record, letter, waiter, deadline_s)
    if outcome == "replayed":
        return Replaying(letter.job_id)
    if outcome in _ALONE:
        return Replaying(_submitted(client, letter), _ALONE[outcome])
    raise NotReplayedError(_NOT[outcome])


def _submitted(client: Client, letter: DeadLetter) -> str:
    building = letter.building()
    if building is None:
        raise NotReplayedError(_NOT["no_room"])
    job_id = client.submit(building_to_json(building))
    client.record.remove_letter(letter.id)
    return job_id
