"""Clients of a running Plenum, what they answer and what they raise.

    from plenum.client import AsyncClient, Client

Any Celery client can submit without this module; it adds names, types, progress and cancelling.
"""

from __future__ import annotations

from plenum.client.async_client import AsyncClient
from plenum.client.client import Client, instrument
from plenum.client.listing import JobEntry
from plenum.client.refused import NotPermittedError, UnwritableError
from plenum.files.errors import InvalidBuilding
from plenum.pipeline.errors import (
    IdempotencyConflictError,
    JobGoneError,
    OverloadedError,
    PlenumError,
    UnfinishedError,
    UnreadableMessageError,
)
from plenum.pipeline.job import Progress
from plenum.settings import WrongSettingError

__all__ = [
    "AsyncClient",
    "Client",
    "IdempotencyConflictError",
    "InvalidBuilding",
    "JobEntry",
    "JobGoneError",
    "NotPermittedError",
    "OverloadedError",
    "PlenumError",
    "Progress",
    "UnfinishedError",
    "UnreadableMessageError",
    "UnwritableError",
    "WrongSettingError",
    "instrument",
]
