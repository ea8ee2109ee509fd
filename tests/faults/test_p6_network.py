"""P6: connections silent, reset, killed, closed, cut short or slow: every process notices and goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import pytest
from redis import Redis

from plenum.client import Client
from plenum.pipeline.record.redis import keys
from tests.faults.conftest import environment
from tests.faults.gates import Gates
from tests.support.buildings import building
from tests.support.held import lost_and_resent
from tests.support.proxy import Proxy, proxy
from tests.support.redis_server import redis_server
from tests.support.system import essence
from tests.support.waiting import HANGS_S, eventually
from tests.support.workers import Workers, workers

ANSWER_S: Final = 3.0
LIFETIME_S: Final = 12.0
"""Of a heartbeat: one that is not answered has three more to come."""
LATE_MS: Final = (LIFETIME_S - ANSWER_S / 2) * 1000
"""A heartbeat with less to live than this waits for the next one, which is not answered."""
HELD: Final = "air_supply_model"


@dataclass
class Net:
    """Workers that reach Redis through a proxy, and a client that does not."""

    between: Proxy
    running: Workers
    gates: Gates
    client: Client
    through: str
    """Redis' URL by way of the proxy."""
    plain: dict[str, Any]
    """The result in peace."""

    def is_unharmed(self, job_id: str) -> bool:
        """Whether a job's result is that of peace."""
        return essence(self.client.result(job_id, HANGS_S)) == essence(self.plain)


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Net]:
    """A coordinator and a pool; calls that are not answered in 3 s are made anew."""
    folder = tmp_path_factory.mktemp("net")
    env = environment(folder / "gates") | {
        "PLENUM_REDIS_ANSWER_S": str(ANSWER_S),
        "PLENUM_LIFETIME_S": str(LIFETIME_S),
        "PLENUM_JOIN_DEADLINE_S": "150",
    }
    with redis_server(folder) as server, proxy(server.port) as between:
        through = f"redis://127.0.0.1:{between.port}/0"
        client = Client(server.url)
        with workers(folder, through, **env) as running:
            running.plenum()
            plain = client.place(building(2), HANGS_S)
            yield Net(between, running, Gates(folder / "gates"), client, through, plain)
        client.close()


def half_open(net: Net) -> None:
    """Connections are there and say nothing more; new ones work."""
    net.between.half_open()


def silent(net: Net) -> None:
    """Nothing gets through, not by new connections either, for longer than a call may take."""
    net.between.silence(True)
    time.sleep(ANSWER_S + 2)
    net.between.silence(False)


def reset(net: Net) -> None:
    """Connections are ended by resets, again and again."""
    for _ in range(8):
        net.between.reset()
        time.sleep(0.3)


def killed(net: Net) -> None:
    """Redis ends connections, again and again."""
    for _ in range(8):
        for kind in ("normal", "pubsub"):
            net.client.redis.client_kill_filter(_type=kind, skipme=True)
        time.sleep(0.3)


def closed_when_idle(net: Net) -> None:
    """Redis closes connections that are idle for a second."""
    net.client.redis.config_set("timeout", 1)
    time.sleep(3)


def slow(net: Net) -> None:
    """What is sent takes a twentieth of a second each way."""
    net.between.delay_s = 0.05


@pytest.fixture(autouse=True)
def _peace(net: Net) -> Iterator[None]:
    """After each test, whatever it broke."""
    yield
    net.between.delay_s = 0.0
    net.between.silence(False)
    net.client.redis.config_set("timeout", 0)


def limited(net: Net) -> None:
    """Each connection is closed after 4 KB each way, in the midst of what is sent."""
    net.between.most_bytes = 4096
    time.sleep(4)
    net.between.most_bytes = None


def slowly_closed(net: Net) -> None:
    """Redis ends connections, and who has them hears of it 2 s later."""
    net.between.close_s = 2.0
    killed(net)
    net.between.close_s = 0.0


BREAKS: Final = [half_open, silent, reset, killed, closed_when_idle, slow, limited, slowly_closed]


@pytest.mark.parametrize("breaks", [half_open, silent])
def test_idle_workers_take_the_next_job_whatever_became_of_their_connections(
    net: Net, breaks: Callable[[Net], None]
) -> None:
    """A worker that waits for a message on a connection that is none notices, and waits on another."""
    breaks(net)
    assert net.is_unharmed(net.client.submit(building(2)))
    assert all(process.poll() is None for process in net.running.processes.values())


@pytest.mark.parametrize("breaks", BREAKS)
def test_a_job_under_way_goes_on_whatever_became_of_the_connections(
    net: Net, breaks: Callable[[Net], None]
) -> None:
    """A batch in hand is committed, or begun again; the result is that of peace."""
    with net.gates.closed(HELD):
        job = net.client.submit(building(2))
        net.gates.waiting(HELD)
        breaks(net)
    assert net.is_unharmed(job)
    assert net.client.redis.scard(keys.RUNNING) == 0


@pytest.mark.parametrize("breaks", [half_open, silent])
def test_who_waits_hears_of_the_answer_whatever_became_of_his_connections(
    net: Net, breaks: Callable[[Net], None]
) -> None:
    """The client's own, its subscription too."""
    client = Client(net.through)
    with net.gates.closed(HELD):
        job = client.submit(building(2))
        net.gates.waiting(HELD)
        with ThreadPoolExecutor(1) as pool:
            found = pool.submit(client.result, job, HANGS_S)
            breaks(net)
            net.gates.open(HELD)
            assert essence(found.result()) == essence(net.plain)
    client.close()


def test_a_worker_whose_beats_are_lost_for_a_moment_keeps_its_batch(net: Net) -> None:
    """A half-open connection costs one beat: the next is sent on another before the last one lapses."""
    with net.gates.closed(HELD):
        job = net.client.submit(building(2))
        net.gates.waiting(HELD)
        with Redis(port=net.between.to_port) as redis:
            (card,) = eventually(lambda: list(redis.scan_iter(f"{keys.WORKER}pool:*", count=1000)))
            resent = lost_and_resent(redis, HELD)
            net.between.half_open()
            # Who looks too seldom to see it late has waited for the next one all the same.
            eventually(lambda: int(redis.pttl(card)) < LATE_MS, within_s=LIFETIME_S)  # type: ignore[arg-type]  # sync client
            assert eventually(lambda: int(redis.pttl(card)) > LATE_MS)  # type: ignore[arg-type]  # sync client
            # Who had been taken for dead would lose it within a round of the sweep.
            swept = redis.hgetall(keys.CLOCK)
            assert eventually(lambda: redis.hgetall(keys.CLOCK) != swept)
            assert lost_and_resent(redis, HELD) == resent
    assert net.is_unharmed(job)
