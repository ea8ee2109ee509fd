"""A container's health check: python -m plenum.stack.alive SERVICE.

Exit code 0 while the worker in this container renews its heartbeat, which it does only when connected
to Redis and consuming; 1 otherwise. Cheaper by far than `celery inspect ping`, which boots an app.
"""

from __future__ import annotations

import json
import os
import socket
import sys

import redis

from plenum.pipeline.record.redis.workers import living


def alive(redis_url: str, service: str, host: str) -> bool:
    """Whether a worker of the service on this host has a heartbeat that has not run out."""
    with redis.Redis.from_url(redis_url, socket_timeout=3, socket_connect_timeout=3) as client:
        try:
            cards = living(client, service).values()
        except redis.RedisError:
            return False
    return any(json.loads(card)["host"] == host for card in cards)


def main() -> None:
    """Check the service named on the command line against PLENUM_REDIS_URL."""
    url = os.environ.get("PLENUM_REDIS_URL", "redis://127.0.0.1:6379/0")
    sys.exit(0 if alive(url, sys.argv[1], socket.gethostname()) else 1)


if __name__ == "__main__":
    main()
