"""Work that was given up, kept with what it was and why, for inspection and replay."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from redis import Redis

from plenum.ceiling.room import Room
from plenum.ceiling.settings import Settings
from plenum.files.building.building import Building
from plenum.pipeline import keys
from plenum.pipeline.execute import Work
from plenum.pipeline.messages import StageMessage

MOST_BYTES: Final = 65_536
"""A room longer than this is cut, and can then not be replayed."""
MOST_MESSAGE_BYTES: Final = 4096
"""A message that is none of ours can be of any size, and can not be replayed anyway."""


def for_rooms(message: StageMessage, answers: Sequence[dict[str, Any]], work: Work) -> dict[str, str]:
    """A letter for each room that a stage failed on; the answer is given the letter's id."""
    letters: dict[str, str] = {}
    for entry, answer in zip(work.rooms, answers, strict=True):
        if "error" not in answer:
            continue
        error = answer["error"]
        letter_id = f"{message.job_id}.{message.batch_id}.{message.stage}.{answer['room_id']}"
        letters[letter_id] = json.dumps(
            {
                "id": letter_id,
                "job_id": message.job_id,
                "batch_id": message.batch_id,
                "stage": message.stage,
                "room_id": answer["room_id"],
                "reason": f"{error['type']}: {error['message']}",
                "traceback": error["traceback"],
                "trace_id": message.root.split("-")[1],
                "settings": work.settings.to_json(),
                "room": _bounded(entry.room.to_json()),
            }
        )
        answer["error"] = {**error, "traceback": "", "dead_letter": letter_id}
    return letters


def for_message(queue: str, raw: Any, reason: str) -> dict[str, Any]:
    """A letter for a message that is not one of ours."""
    try:
        text = json.dumps(raw, default=str)[:MOST_MESSAGE_BYTES]
    except RecursionError:
        text = "nested too deep to be shown"
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return {"id": f"message.{queue}.{digest}", "stage": queue, "reason": reason, "message": text}


def keep(client: Redis, letter: Mapping[str, Any]) -> None:
    """Store a letter; the same message twice is one letter."""
    script = client.register_script((files("plenum.pipeline") / "scripts" / "keep.lua").read_text())
    script(keys=[keys.DEAD, keys.DEAD_TIMES], args=[str(letter["id"]), json.dumps(letter), keys.MOST_DEAD])


def letters(client: Redis) -> list[dict[str, Any]]:
    """All letters, by id."""
    raw: dict[bytes, bytes] = client.hgetall(keys.DEAD)  # type: ignore[assignment]
    return sorted((json.loads(text) for text in raw.values()), key=lambda letter: str(letter["id"]))


def building_of(letter: Mapping[str, Any]) -> Building | None:
    """The letter's room as a building of its own; none where the letter holds no whole room."""
    if not isinstance(letter.get("room"), dict):
        return None
    room = Room.from_json(letter["room"])
    return Building(room.room_id, "", Settings.from_json(letter["settings"]), (room,))


def remove(client: Redis, letter_id: str) -> None:
    """Take a letter away, when it was replayed or is of no use."""
    client.hdel(keys.DEAD, letter_id)
    client.zrem(keys.DEAD_TIMES, letter_id)


def _bounded(room: dict[str, Any]) -> dict[str, Any] | str:
    text = json.dumps(room)
    return room if len(text) <= MOST_BYTES else text[:MOST_BYTES]
