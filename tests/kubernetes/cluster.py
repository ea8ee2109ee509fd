"""Kubernetes' own API server on an etcd, as processes, and kubectl: it admits objects, nothing runs them."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plenum.stack.binaries import build
from plenum.stack.go_program import GoProgram
from tests.support.ending import ended_with
from tests.support.redis_server import free_port
from tests.support.waiting import HANGS_S, eventually

_MODULE: Final = "kubernetes/apiserver"
ETCD: Final = GoProgram("etcd", _MODULE, "go.etcd.io/etcd/server/v3")
API_SERVER: Final = GoProgram("kube-apiserver", _MODULE, "k8s.io/kubernetes/cmd/kube-apiserver")
KUBECTL: Final = GoProgram("kubectl", _MODULE, "k8s.io/kubernetes/cmd/kubectl")


@dataclass(frozen=True)
class Answer:
    """What kubectl said."""

    code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Cluster:
    """An API server whose administrator we are. Nothing schedules, so pods stay wishes."""

    kubectl: Path
    config: Path

    def __call__(self, *words: str, given: Any = None) -> Answer:
        """kubectl with these words; `given`: objects for its standard input."""
        done = subprocess.run(
            [self.kubectl, "--kubeconfig", self.config, *words],
            input="" if given is None else json.dumps(given),
            env={"HOME": str(self.config.parent), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=HANGS_S,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def do(self, *words: str, given: Any = None) -> str:
        """The same, where nothing else than success will do."""
        answer = self(*words, given=given)
        assert answer.code == 0, answer.stderr
        return answer.stdout

    def objects(self, *words: str) -> list[dict[str, Any]]:
        """What `kubectl get` finds."""
        found: list[dict[str, Any]] = json.loads(self.do("get", *words, "-o", "json"))["items"]
        return found


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """The two processes, ended with the block. Their programs are built once, in some ten minutes."""
    etcd, api_server, kubectl = (build(program, print) for program in (ETCD, API_SERVER, KUBECTL))
    client, peer, port = free_port(), free_port(), free_port()
    at = f"http://127.0.0.1:{client}"
    with (
        _process(folder / "etcd.log", _etcd(etcd, folder, at, f"http://127.0.0.1:{peer}")),
        _process(folder / "apiserver.log", _api_server(api_server, folder, at, port)) as server,
    ):
        made = Cluster(kubectl, _kubeconfig(folder, port))

        def ready() -> bool:
            assert server.poll() is None, (folder / "apiserver.log").read_text()[-2000:]
            return made("get", "--raw", "/readyz").stdout == "ok"

        assert eventually(ready)
        yield made


def _etcd(program: Path, folder: Path, at: str, peer: str) -> Sequence[str]:
    return (
        str(program),
        *("--data-dir", str(folder / "etcd"), "--unsafe-no-fsync"),
        *("--listen-client-urls", at, "--advertise-client-urls", at),
        *("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer),
        *("--initial-cluster", f"default={peer}"),
    )


def _api_server(program: Path, folder: Path, etcd: str, port: int) -> Sequence[str]:
    key, tokens = folder / "accounts.key", folder / "tokens.csv"
    subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
    tokens.write_text(f"{secrets.token_hex(16)},admin,admin,system:masters\n")
    return (
        str(program),
        *("--etcd-servers", etcd, "--bind-address", "127.0.0.1", "--secure-port", str(port)),
        *("--cert-dir", str(folder / "certificates"), "--token-auth-file", str(tokens)),
        *("--service-account-issuer", "https://plenum.test", "--service-account-key-file", str(key)),
        *("--service-account-signing-key-file", str(key), "--authorization-mode", "RBAC"),
        # Else privileged pods are refused before their namespace is asked, as no cluster does.
        *("--service-cluster-ip-range", "10.0.0.0/24", "--allow-privileged"),
    )


def _kubeconfig(folder: Path, port: int) -> Path:
    token = (folder / "tokens.csv").read_text().partition(",")[0]
    server = {"server": f"https://127.0.0.1:{port}", "insecure-skip-tls-verify": True}
    told = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "test", "cluster": server}],
        "users": [{"name": "admin", "user": {"token": token}}],
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "admin"}}],
        "current-context": "test",
    }
    (folder / "config").write_text(json.dumps(told))
    return folder / "config"


@contextmanager
def _process(log: Path, command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=out) as process,
        ended_with(process),
    ):
        yield process
