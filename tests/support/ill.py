"""What a Plenum's health checks find wrong."""

from __future__ import annotations

from plenum.health.check import Health
from plenum.health.whole import health
from services.stages import GRAPH
from tests.support.waiting import eventually


def ill(redis_url: str) -> list[Health]:
    """What is unhealthy, and stays so: a look may come amid a moment in which nothing answers."""
    return eventually(
        lambda: [found for found in health(redis_url, GRAPH).checks if found.status == "unhealthy"],
        lambda found: not found,
    )
