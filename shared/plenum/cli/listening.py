"""Whether anybody listens: asked before something is left with a Redis where nobody would look at it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from redis.exceptions import NoPermissionError

from plenum.cli.talk import say
from plenum.client.refused import UnwritableError, explaining
from plenum.pipeline.graph import installed_graph
from plenum.pipeline.job import COORDINATOR
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.workers import living, service_of
from plenum.redis_url import RedisUrl
from plenum.stack.errors import StackError

if TYPE_CHECKING:
    from plenum.client import Client

_RETURNS_S: Final = 3.0
"""How long a coordinator that is being replaced is waited for."""


def demand(client: Client) -> None:
    """Raises StackError where no coordinator is there, and says which stages nobody serves. RedisError.

    Raises UnwritableError where Redis takes no writes: then nobody can beat, and all seem to be gone.
    """
    lacking = _lacking(client)
    until = time.monotonic() + _RETURNS_S
    while COORDINATOR in lacking and time.monotonic() < until:
        time.sleep(0.2)
        lacking = _lacking(client)
    if COORDINATOR in lacking:
        with explaining():
            # Makes and changes nothing, and is refused like any other write.
            client.redis.setrange(keys.TAG, 0, "")
        where = RedisUrl.of(client.redis_url).where
        raise StackError(
            f"nobody listens at {where}: no coordinator is there, nothing was sent; start a stack with"
            " `plenum up`, or name another Redis by --redis-url"
        )
    if lacking:
        say(f"nobody serves {', '.join(lacking)}: what comes there waits")


def mention(client: Client, job_id: str) -> None:
    """Says it where nobody would end a job that is waited for. RedisError."""
    if client.answer(job_id).ready():
        return
    try:
        demand(client)
    except StackError:
        say("nobody listens: no coordinator is there; a job that has not ended waits for one")
    except UnwritableError as error:
        say(f"{error}; a job that has not ended goes on then")


def _lacking(client: Client) -> list[str]:
    """Services without a worker; none where the user of Redis may not look."""
    try:
        there = {service_of(name) for name in living(client.redis)}
    except NoPermissionError:
        return []
    stages = (stage.name for stage in installed_graph().stages)
    return [name for name in (COORDINATOR, *stages) if name not in there]
