"""A container's probes: python -m plenum.health.probe live|ready SERVICE|URL.

`ready`, exit code 0: the worker in this container renews its heartbeat, which it does only while it
consumes, and no job is under way that only workers of a newer version read. `live`: it beats, or nobody
could tell: where Redis is away, or takes no writes, a restart of the worker would mend nothing and lose its
work. 1 otherwise. What is no worker but a server, named by its URL, is asked itself. Imports a Redis client
and no more, so that it costs a fraction of `celery inspect ping`, which boots an app.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import urllib.request
from typing import Final

import redis

from plenum.pipeline.record.redis.keys import PROBE
from plenum.pipeline.record.redis.newer import newer_jobs
from plenum.pipeline.record.redis.reaching import reach
from plenum.pipeline.record.redis.workers import living
from plenum.settings import verified

_TIMEOUT_S: Final = 3.0


def beats(client: redis.Redis, service: str, host: str) -> bool:
    """Whether a worker of the service on this host has a heartbeat that holds. Raises RedisError."""
    return any(json.loads(card)["host"] == host for card in living(client, service).values())


def probe(what: str, redis_url: str, service: str, host: str) -> bool:
    """Whether the worker is `ready`, or `live`."""
    with reach(verified(redis_url), _TIMEOUT_S) as client:
        try:
            if beats(client, service, host):
                return what == "live" or not newer_jobs(client)
            if what == "live":
                client.set(PROBE, "1", px=1000)
        except redis.RedisError:
            return what == "live"
    return False


def answers(what: str, url: str) -> bool:
    """Whether a server says of itself that it is `ready`, or `live`."""
    try:
        with urllib.request.urlopen(f"{url}/health/{what}", timeout=_TIMEOUT_S):  # noqa: S310 - http alone
            return True
    except OSError:
        return False


def main() -> None:
    """Look for the service named on the command line in PLENUM_REDIS_URL."""
    if len(sys.argv) != 3 or sys.argv[1] not in ("live", "ready"):
        sys.exit("usage: python -m plenum.health.probe live|ready SERVICE|URL")
    if sys.argv[2].startswith("http://"):
        sys.exit(0 if answers(sys.argv[1], sys.argv[2]) else 1)
    url = os.environ.get("PLENUM_REDIS_URL", "redis://127.0.0.1:6379/0")
    sys.exit(0 if probe(sys.argv[1], url, sys.argv[2], socket.gethostname()) else 1)


if __name__ == "__main__":
    main()
