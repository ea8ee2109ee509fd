"""Who works, from an index of the workers' cards: nobody looks for them among all that Redis keeps."""

from __future__ import annotations

from typing import Any

from redis import Redis

from plenum.pipeline.record.redis import keys


def living(client: Redis, service: str = "") -> dict[str, bytes]:
    """The cards of the workers whose heartbeat has not lapsed, of one service or all, by `SERVICE:TOKEN`."""
    listed: Any = client.zrange(keys.WORKERS, 0, -1)
    found = [name.decode() for name in listed]
    wanted = [name for name in found if not service or service_of(name) == service]
    if not wanted:
        return {}
    cards: Any = client.mget([f"{keys.WORKER}{name}" for name in wanted])
    return {name: card for name, card in zip(wanted, cards, strict=True) if card is not None}


def service_of(name: str) -> str:
    """The service of a worker as the index names it."""
    return name.rpartition(":")[0]
