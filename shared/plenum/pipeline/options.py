"""What a caller gives with a building: the arguments of `plenum.place`, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

GivenBuilding = dict[str, Any] | str
"""A building of any format: its JSON, or a file's text."""


class PlaceOptions(TypedDict, total=False):
    """As the task takes them; none has to be there."""

    options: Mapping[str, Any] | None
    """How the building is read: `code`, `tile_m`, `room_type`, `settings` and others."""
    idempotency_key: str | None
    """With the same content the same job again; with other content it is refused."""
    priority: int | None
    """Above 0 ahead of others, below 0 behind them; none starves."""
    deadline_s: float | None
    """Seconds from acceptance after which it ends with what is done."""
    submitted_by: str | None
    """Who asks, by the name that a door knows them by; noted in the record."""
    track_started: bool | None
    """Whether the task is `STARTED` while its job is under way; its info is `rooms` and `rooms_done` then."""
