"""P7: a collector that accepts and never answers, or resets: work, recovery and stops go on."""

from __future__ import annotations

import os
import signal
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from plenum.client import Client
from plenum.pipeline.record.redis import keys
from tests.faults.conftest import environment
from tests.faults.gates import Gates
from tests.support.buildings import building
from tests.support.held import lost_and_resent
from tests.support.redis_server import redis_server
from tests.support.system import essence
from tests.support.waiting import HANGS_S, eventually
from tests.support.workers import workers

HELD = "air_supply_model"


class Collector:
    """Accepts connections, and keeps or resets them."""

    def __init__(self, *, resets: bool) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.resets = resets
        self.asked = 0
        self._kept: list[socket.socket] = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.asked += 1
                if self.resets:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    connection.close()
                else:
                    self._kept.append(connection)

    def close(self) -> None:
        """No more."""
        self._socket.close()


@contextmanager
def collector(*, resets: bool) -> Iterator[Collector]:
    """For the block."""
    listening = Collector(resets=resets)
    try:
        yield listening
    finally:
        listening.close()


@pytest.mark.parametrize("resets", [False, True], ids=["hangs", "resets"])
def test_nothing_but_telemetry_waits_for_a_collector(tmp_path: Path, *, resets: bool) -> None:
    """Jobs are done, a killed worker's batch is done again, and who is told to stop ends by himself."""
    with (
        redis_server(tmp_path) as server,
        collector(resets=resets) as listening,
        workers(
            tmp_path,
            server.url,
            **environment(tmp_path / "gates"),
            PLENUM_TELEMETRY="true",
            OTEL_EXPORTER_OTLP_ENDPOINT=listening.url,
        ) as running,
    ):
        running.plenum()
        client, gates = Client(server.url), Gates(tmp_path / "gates")
        plain = client.place(building(3), HANGS_S)
        before = listening.asked
        assert eventually(lambda: listening.asked > before)
        with gates.closed(HELD):
            job = client.submit(building(3))
            (holder,) = gates.waiting(HELD)
            os.kill(holder, signal.SIGKILL)
            assert eventually(lambda: lost_and_resent(client.redis, HELD))
        assert essence(client.result(job, HANGS_S)) == essence(plain)
        assert eventually(lambda: client.redis.get(keys.LEADER))
        for process in running.processes.values():
            process.terminate()
        assert [process.wait(HANGS_S) for process in running.processes.values()] == [0, 0]
        client.close()
