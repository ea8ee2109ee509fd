"""Dead letters: work that was given up, kept with what it was and why, for inspection and replay."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from msgspec import Struct, structs

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.whole.typical import Typical
from plenum.files.building.building import Building
from plenum.files.completed.schema import RoomFields
from plenum.pipeline.answers import Failure, RoomAnswer
from plenum.pipeline.batch import BatchRoom
from plenum.pipeline.messages import StageMessage

MOST_STORED: Final = 10_000
"""Dead letters kept at most; the oldest make room for the newest."""
MOST_STORED_BYTES: Final = 64 * 2**20
"""Of all of them together; likewise. Redis may have no more than a few hundred MiB for everything."""
MOST_BYTES: Final = 65_536
"""A room longer than this is cut, and can then not be replayed."""
MOST_MESSAGE_BYTES: Final = 4096
"""A message that is none of ours can be of any size, and can not be replayed anyway."""


class DeadLetter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A room that a stage failed on, or a message that is none of ours."""

    id: str
    stage: str
    """Or the queue that the message was on."""
    reason: str
    job_id: str = ""
    batch_id: str = ""
    room_id: str = ""
    traceback: str = ""
    trace_id: str = ""
    span_id: str = ""
    """Of the attempt that failed on the room."""
    attempts: int = 0
    """How often its batch was begun."""
    host: str = ""
    """Where it was given up."""
    written: str = ""
    """When, ISO 8601, UTC, by that host's clock."""
    index: int = 0
    """The room's place in its building."""
    most_lights: int | None = None
    """That its share of the building's power allows."""
    previous_rows: tuple[str, ...] = ()
    """Its earlier layout, if there was one."""
    typical: Typical | None = None
    """What it is placed as, where there are rooms that are nearly like it."""
    settings: Settings | None = None
    room: RoomFields | str = ""
    """A text where it was too long to be kept whole."""
    message: str = ""

    def building(self) -> Building | None:
        """The room as a building of its own; none where the letter holds no whole room."""
        if self.settings is None or isinstance(self.room, str):
            return None
        room = self.room.room()
        return Building(room.room_id, "", self.settings, (room,))

    def batch_room(self) -> BatchRoom | None:
        """The room as its batch had it; none where the letter holds no whole room."""
        if self.settings is None or isinstance(self.room, str):
            return None
        return BatchRoom(
            self.index,
            self.room.room(),
            self.previous_rows,
            most_lights=self.most_lights,
            typical=self.typical,
        )


def for_rooms(
    message: StageMessage,
    answers: Sequence[RoomAnswer],
    rooms: Sequence[BatchRoom],
    settings: Settings,
    attempts: int = 1,
    span_id: str = "",
) -> tuple[tuple[RoomAnswer, ...], tuple[DeadLetter, ...]]:
    """A letter for each room that a stage failed on; the answers with their letters' ids in them."""
    marked: list[RoomAnswer] = []
    letters: list[DeadLetter] = []
    for entry, answer in zip(rooms, answers, strict=True):
        if not isinstance(answer, Failure):
            marked.append(answer)
            continue
        room = _bounded(RoomFields.of(entry.room))
        letter = DeadLetter(
            id=f"{message.slot.message_id}.{answer.room_id}",
            job_id=message.job_id,
            batch_id=message.batch_id,
            stage=message.stage,
            room_id=answer.room_id,
            reason=str(answer),
            traceback=answer.traceback,
            trace_id=message.root.split("-")[1],
            span_id=span_id,
            attempts=attempts,
            host=socket.gethostname(),
            written=_now(),
            settings=settings,
            room=room,
            index=entry.index,
            most_lights=entry.most_lights,
            previous_rows=entry.previous_rows,
            typical=None if isinstance(room, str) else entry.typical,
        )
        letters.append(letter)
        marked.append(structs.replace(answer, traceback="", dead_letter=letter.id))
    return tuple(marked), tuple(letters)


def for_message(queue: str, raw: Any, reason: str) -> DeadLetter:
    """A letter for a message that is not one of ours; the same message twice is one letter."""
    if isinstance(raw, bytes | str):
        raw = raw[:MOST_MESSAGE_BYTES]
    try:
        text = json.dumps(raw, default=str)[:MOST_MESSAGE_BYTES]
    except RecursionError:
        text = "nested too deep to be shown"
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    name = f"message.{queue}.{digest}"
    return DeadLetter(
        id=name, stage=queue, reason=reason, message=text, host=socket.gethostname(), written=_now()
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _bounded(room: RoomFields) -> RoomFields | str:
    text = msgspec.json.encode(room)
    return room if len(text) <= MOST_BYTES else text[:MOST_BYTES].decode("utf-8", "ignore")
