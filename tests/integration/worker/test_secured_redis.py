"""Redis with TLS and the users that DEPLOYMENT.md gives: enough for the product, and no more."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import certifi
import pytest
from celery import Celery
from redis import Redis
from redis.exceptions import NoPermissionError, RedisError

from dags.plenum_job.submission import application
from plenum.client import Client
from plenum.health.probe import probe
from plenum.pipeline.record.redis.keys import JobKeys
from plenum.pipeline.record.redis.reaching import reach
from plenum.pipeline.record.redis.record import RedisRecord
from plenum.settings import verified
from plenum.stack import graph
from tests.support.buildings import building
from tests.support.ending import ended_with
from tests.support.ill import ill
from tests.support.redis_driver import RedisDriver
from tests.support.redis_server import binary, free_port
from tests.support.waiting import HANGS_S, eventually

ROOT = Path(__file__).parents[3]
OPENSSL = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"


class SecuredRedis:
    """A server with a certificate of its own and the page's users."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        files = ["-keyout", str(folder / "key"), "-out", str(folder / "crt")]
        subprocess.run(["openssl", *OPENSSL.split(), *files], check=True, capture_output=True)
        (acl,) = re.findall(r"```acl\n(.*?)```", (ROOT / "DEPLOYMENT.md").read_text(), re.DOTALL)
        (folder / "users.acl").write_text(acl)
        self.start()

    def start(self) -> None:
        """As the page says."""
        words = [
            *("--port", "0", "--tls-port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)),
            *("--tls-cert-file", "crt", "--tls-key-file", "key", "--tls-ca-cert-file", "crt"),
            *("--tls-auth-clients", "no", "--aclfile", str(self.folder / "users.acl")),
            *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
        ]
        self.process = subprocess.Popen([binary(), *words], cwd=self.folder, stdout=subprocess.DEVNULL)
        assert eventually(self._answers), "no answer over TLS"

    def _answers(self) -> bool:
        try:
            return bool(Redis.from_url(self.url("operator", "operators-secret")).ping())
        except RedisError:
            return False

    def url(self, user: str, password: str) -> str:
        """For one of the users."""
        return f"rediss://{user}:{password}@127.0.0.1:{self.port}/0?ssl_ca_certs={self.folder / 'crt'}"

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(HANGS_S)


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[SecuredRedis]:
    """Running, gone with the test."""
    server = SecuredRedis(tmp_path)
    yield server
    server.stop()


def test_a_restart_keeps_the_jobs_though_the_default_user_is_off(secured: SecuredRedis) -> None:
    """The append-only file is replayed as that user: without its rights every script's effect would go."""
    client = Redis.from_url(secured.url("plenum", "workers-secret"))
    RedisDriver(RedisRecord(client)).accept()
    secured.stop()
    secured.start()
    job = RedisRecord(client).job("job")
    assert job is not None
    assert job.status == "running"
    assert client.exists(JobKeys("job").inputs)


def test_the_users_may_do_their_work_and_nothing_else(secured: SecuredRedis) -> None:
    """A worker cannot empty the store; a client cannot read records."""
    worker = Redis.from_url(secured.url("plenum", "workers-secret"))
    with pytest.raises(NoPermissionError):
        worker.flushall()
    client = Redis.from_url(secured.url("submit", "clients-secret"))
    for forbidden in (
        lambda: client.hgetall("plenum:job:x"),
        lambda: client.lpush("selector", "x"),
        lambda: client.delete("celery"),
    ):
        with pytest.raises(NoPermissionError):
            forbidden()


@contextmanager
def workers(url: str, *services: str) -> Iterator[None]:
    """Of these services, with the workers' user, until the block ends."""
    celery = str(Path(sys.executable).with_name("celery"))
    environment = {
        **os.environ,
        "PLENUM_REDIS_URL": url,
        "PLENUM_TELEMETRY": "false",
    }
    commands = [[celery, *graph.program(service, 1)[1:]] for service in services]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = [subprocess.Popen(command, env=environment, cwd=ROOT, **quiet) for command in commands]
    try:
        yield
    finally:
        for worker in running:
            worker.terminate()
        for worker in running:
            worker.wait(HANGS_S)


@contextmanager
def sentinel(secured: SecuredRedis) -> Iterator[str]:
    """A Sentinel of that server with a user of its own, over TLS alone; the workers' address."""
    folder, port = secured.folder / "sentinel", free_port()
    folder.mkdir()
    (folder / "sentinel.conf").write_text(
        f"port 0\ntls-port {port}\nbind 127.0.0.1\ndir {folder}\n"
        f"tls-cert-file {secured.folder}/crt\ntls-key-file {secured.folder}/key\n"
        f"tls-ca-cert-file {secured.folder}/crt\ntls-auth-clients no\ntls-replication yes\n"
        "user default off\nuser plenum on >sentinels-secret ~* &* +@all\n"
        f"sentinel monitor office 127.0.0.1 {secured.port} 1\n"
        "sentinel auth-user office operator\nsentinel auth-pass office operators-secret\n"
    )
    command = [binary(), str(folder / "sentinel.conf"), "--sentinel"]
    asks = "sentinel_username=plenum&sentinel_password=sentinels-secret"
    url = (
        f"sentinel://plenum:workers-secret@127.0.0.1:{port}/0"
        f"?master_name=office&{asks}&ssl_ca_certs={secured.folder / 'crt'}"
    )
    with ended_with(subprocess.Popen(command, stdout=subprocess.DEVNULL)):
        assert eventually(lambda: answers(url)), "the Sentinel does not tell of its master"
        yield url


def answers(url: str) -> bool:
    """Whether somebody does at an address."""
    try:
        return bool(reach(url, HANGS_S).ping())
    except RedisError:
        return False


def test_sentinels_have_tls_and_a_user_of_their_own_in_the_one_address(secured: SecuredRedis) -> None:
    """For workers, probes, our clients and plain ones; who does not know the user is told nothing."""
    with sentinel(secured) as url, workers(url, "coordinator", graph.POOL):
        client = Client(url)
        assert client.place(building(2), HANGS_S)["status"] == "complete"
        client.close()
        plain = application(url).send_task("plenum.place", args=[building(1)])
        assert plain.get(timeout=HANGS_S)["status"] == "complete"
        assert eventually(lambda: probe("ready", url, "selector", socket.gethostname()))
        assert not answers(url.replace("sentinels-secret", "guessed"))
        assert not answers(url.replace(str(secured.folder / "crt"), certifi.where()))


def submitter(secured: SecuredRedis) -> Celery:
    """A plain Celery app with the least rights."""
    url = verified(secured.url("submit", "clients-secret"))
    return Celery("client", broker=url, backend=url, set_as_current=False)


def test_a_client_with_the_least_rights_gets_its_answer(secured: SecuredRedis) -> None:
    """Over TLS, from a coordinator with the worker's user; plain Celery, none of our code."""
    wrong = {"schema": "plenum.building/1", "rooms": [{}]}
    url = secured.url("plenum", "workers-secret")
    with workers(url, "coordinator"), pytest.raises(Exception, match="building_id") as caught:
        submitter(secured).send_task("plenum.place", args=[wrong]).get(timeout=HANGS_S)
    assert type(caught.value).__name__ == "InvalidBuilding"


def test_a_whole_job_goes_over_tls_with_each_in_its_role(secured: SecuredRedis) -> None:
    """Every stage, the health checks and a container's probe; nobody needs more than the page gives."""
    url = secured.url("plenum", "workers-secret")
    with workers(url, "coordinator", graph.POOL):
        done = submitter(secured).send_task("plenum.place", args=[building(2)]).get(timeout=HANGS_S)
        assert done["status"] == "complete"
        assert ill(verified(url)) == []
        assert eventually(lambda: probe("ready", url, "selector", socket.gethostname()))
