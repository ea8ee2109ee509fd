"""What a pool's process has of its parent's connections, in workers as they run."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from redis import Redis

from tests.support.held import children
from tests.support.redis_server import RedisServer
from tests.support.waiting import eventually
from tests.support.workers import workers


def connections(pid: int) -> set[str]:
    """A process' sockets, as the kernel numbers them; no socket of a pair, which has no address."""
    known = {
        f"socket:[{line.split()[9]}]"
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    }
    return known & {str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()}


def waits(redis_url: str) -> bool:
    """Whether a worker waits for messages."""
    with Redis.from_url(redis_url) as client:
        return any(other["cmd"] == "brpop" for other in client.client_list())


@pytest.mark.parametrize("service", ["air_supply_model", "pool"])
def test_a_process_that_takes_a_dead_ones_place_has_none_of_its_parents_connections(
    tmp_path: Path, own: RedisServer, service: str
) -> None:
    """Else, once Redis was away, the parent's event loop would be told of a closed one for ever."""
    with workers(tmp_path, own.url) as running:
        parent = running.start(service).pid
        # Celery ends a worker whose processes have died before it waits for its first message.
        assert eventually(lambda: waits(own.url))
        (first,) = children(parent)
        os.kill(first, signal.SIGKILL)
        (second,) = eventually(lambda: children(parent) - {first}, lambda found: len(found) == 1)
        found = eventually(lambda: connections(second), lambda own: own and not own & connections(parent))
        assert found
        assert not found & connections(parent)
