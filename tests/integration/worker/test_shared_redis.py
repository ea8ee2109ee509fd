"""Two Plenums in one database of one Redis, each with a prefix and rights for that alone."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from celery import Celery
from redis import Redis
from redis.exceptions import NoPermissionError

from plenum.client import Client, InvalidBuilding
from plenum.client.keyed import submit_once
from plenum.health.probe import probe
from plenum.pipeline.record.redis import keys
from tests.support.buildings import building
from tests.support.ill import ill
from tests.support.redis_server import RedisServer
from tests.support.waiting import HANGS_S, eventually
from tests.support.workers import workers

ROOT: Final = Path(__file__).parents[3]
PREFIXES: Final = ("one:", "two:")


class Shared:
    """A server with the page's users for each prefix, named after it."""

    def __init__(self, folder: Path) -> None:
        self.server = RedisServer(folder)
        (page,) = re.findall(r"```acl\n(.*?)```", (ROOT / "DEPLOYMENT.md").read_text(), re.DOTALL)
        lines = ["user default on nopass ~* &* +@all"]
        for prefix in PREFIXES:
            # As the page says: the prefix after each ~ and &, and the channel of Celery's broadcasts.
            users = [re.sub("([~&])", rf"\1{prefix}", line) for line in _of(prefix, page)]
            lines += [
                line.replace(f"&{prefix}* ", f"&{prefix}* &{prefix}/0.celery.pidbox ") for line in users
            ]
        (folder / "users.acl").write_text("\n".join(lines) + "\n")
        self.server.start("--aclfile", str(folder / "users.acl"))

    def url(self, prefix: str, user: str = "plenum:workers-secret") -> str:
        """For one of a prefix' users, without the prefix."""
        return f"redis://{prefix[:-1]}-{user}@127.0.0.1:{self.server.port}/0"


def _of(prefix: str, page: str) -> list[str]:
    found = [line for line in page.splitlines() if re.match("user (plenum|submit) ", line)]
    return [line.replace("user ", f"user {prefix[:-1]}-", 1) for line in found]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """A coordinator and a pool for each prefix."""
    folder = tmp_path_factory.mktemp("shared")
    made = Shared(folder)
    with ExitStack() as running:
        running.callback(made.server.kill)
        for prefix in PREFIXES:
            own = folder / prefix[:-1]
            own.mkdir()
            of_prefix = running.enter_context(workers(own, _whole(made, prefix)))
            for name in ("coordinator", "pool"):
                of_prefix.start(name)
        yield made


def _whole(shared: Shared, prefix: str) -> str:
    return f"{shared.url(prefix)}?global_keyprefix={prefix}"


@pytest.fixture
def clients(shared: Shared) -> Iterator[list[Client]]:
    """One of each, once their workers beat."""
    made = [Client(_whole(shared, prefix)) for prefix in PREFIXES]
    for client in made:
        assert eventually(
            lambda client=client: client.redis.zcard(keys.WORKERS), lambda beating: beating >= 2
        )  # type: ignore[misc]  # a default binds it
    yield made
    for client in made:
        client.close()


def test_one_key_is_two_jobs_and_each_sees_its_own(shared: Shared, clients: list[Client]) -> None:
    """The same idempotency key for other content: neither refuses it. Each name is one's or two's."""
    jobs = [
        submit_once(client, building(1 + n, f"building-{n}"), "order-17", within_s=HANGS_S).job_id
        for n, client in enumerate(clients)
    ]
    for n, (client, job) in enumerate(zip(clients, jobs, strict=True)):
        done = client.result(job, HANGS_S)
        assert (done["building_id"], done["status"]) == (f"building-{n}", "complete")
        assert job in {entry.job_id for entry in client.jobs()}
        assert not {entry.job_id for entry in client.jobs()} & set(jobs) - {job}
    with Redis(port=shared.server.port) as anybody:
        names: list[bytes] = anybody.keys("*")  # type: ignore[assignment]  # sync client
        assert {name.partition(b":")[0] for name in names} == {b"one", b"two"}


def test_neither_may_touch_what_is_the_others(shared: Shared) -> None:
    """By the rights that the page gives."""
    with Redis.from_url(shared.url("one:")) as client:
        client.set(f"one:{keys.PROBE}", "1", px=1)
        with pytest.raises(NoPermissionError):
            client.get(f"two:{keys.IDENTITY}")
        with pytest.raises(NoPermissionError):
            client.publish("two:channel", "x")


def test_a_plain_celery_client_submits_with_celerys_own_option(shared: Shared, clients: list[Client]) -> None:
    """And the least rights; wrong input comes back to it."""
    url = shared.url("two:", "submit:clients-secret")
    app = Celery("client", broker=url, backend=url, set_as_current=False)
    told = {"global_keyprefix": "two:"}
    app.conf.update(broker_transport_options=told, result_backend_transport_options=told)
    done = app.send_task("plenum.place", args=[building(1)])
    assert done.get(timeout=HANGS_S)["status"] == "complete"
    assert done.id not in {entry.job_id for entry in clients[0].jobs()}
    with pytest.raises(InvalidBuilding, match="schema"):
        app.send_task("plenum.place", args=[{"rooms": [{}]}]).get(timeout=HANGS_S)


def test_what_cannot_be_read_is_a_dead_letter_of_who_found_it(shared: Shared, clients: list[Client]) -> None:
    """And of nobody else."""
    one, two = clients
    one.redis.lpush("selector", "no message")
    assert eventually(lambda: [letter.stage for letter in one.record.letters()]) == ["selector"]
    assert two.record.letters() == []


def test_a_broadcast_is_heard_by_its_own_workers(clients: list[Client]) -> None:
    """Revoking a task is one. Nobody keeps it for a worker that has just started and does not listen yet."""
    for prefix, client in zip(PREFIXES, clients, strict=True):
        told = eventually(partial(client.app.control.ping, timeout=2, limit=1))
        assert [set(each) for each in told] == [{f"coordinator@{prefix[:-1]}"}]


def test_both_are_well(shared: Shared, clients: list[Client]) -> None:
    """By the health checks and a container's probe."""
    for prefix in PREFIXES:
        url = _whole(shared, prefix)
        assert eventually(lambda url=url: probe("ready", url, "selector", socket.gethostname()))  # type: ignore[misc]  # a default binds it
        assert ill(url) == []
