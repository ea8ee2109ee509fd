"""What a stack is: its mode, ports and replicas; written beside it so that any process can find it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plenum.stack.errors import StackError
from plenum.stack.users import write_private

if TYPE_CHECKING:
    from plenum.stack.folder import StateFolder


GATEWAY: Final = "gateway"
"""The service, and its port."""


@dataclass(frozen=True)
class StackInfo:
    """A stack that is up, or is wanted up."""

    state: Path
    stack_id: str
    """Every process of the stack carries it in its environment; that is how leftovers are known."""
    full: bool
    """Collector, Jaeger and Prometheus; otherwise the small OTLP sink."""
    ports: dict[str, int]
    services: dict[str, int]
    """Replicas of each service."""
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    """Of Redis' users; none in a stack that a version before them has started."""
    beside: list[str] = field(default_factory=list)
    """The neighbours that run with it, by the names that `plenum up --with` knows."""
    graph: str = ""
    """What it works by, as PLENUM_GRAPH has it; empty: the installed graph."""

    def _url(self, scheme: str, port: str, tail: str = "") -> str:
        return f"{scheme}://127.0.0.1:{self.ports[port]}{tail}"

    @property
    def redis_url(self) -> str:
        """Broker, record and results, as the services and the `plenum` command reach them."""
        return self.redis_url_of("plenum")

    def redis_url_of(self, user: str) -> str:
        """The same, for one of Redis' users (`stack/users.py`)."""
        if user not in self.passwords:
            return self._url("redis", "redis", "/0")
        return f"redis://{user}:{self.passwords[user]}@127.0.0.1:{self.ports['redis']}/0"

    @property
    def otlp_http(self) -> str:
        """Where processes send telemetry: OTLP over HTTP."""
        return self._url("http", "otlp_http")

    @property
    def otlp_grpc(self) -> str | None:
        """OTLP over gRPC; the sink has none."""
        return self._url("http", "otlp_grpc") if self.full else None

    @property
    def jaeger_query(self) -> str | None:
        """Jaeger's query API."""
        return self._url("http", "jaeger_query") if self.full else None

    @property
    def prometheus(self) -> str | None:
        """Prometheus' query API."""
        return self._url("http", "prometheus") if self.full else None

    @property
    def alertmanager(self) -> str | None:
        """Alertmanager's API and page."""
        return self._url("http", "alertmanager") if "alertmanager" in self.ports else None

    @property
    def victorialogs(self) -> str | None:
        """The log store's API and page."""
        return self._url("http", "victorialogs") if "victorialogs" in self.ports else None

    @property
    def mlflow(self) -> str | None:
        """Where trainings are recorded and versions registered."""
        return self._url("http", "mlflow") if "mlflow" in self.ports else None

    @property
    def gateway(self) -> str | None:
        """The HTTP gateway and its page; none where it does not run, or no port was chosen for it."""
        return self._url("http", GATEWAY) if self.services.get(GATEWAY) and GATEWAY in self.ports else None

    @property
    def collector_health(self) -> str:
        """Health of whatever receives the telemetry: collector or sink."""
        return self._url("http", "collector_health" if self.full else "otlp_http", "/")

    @property
    def telemetry_dir(self) -> Path:
        """The JSON lines."""
        return self.state / "telemetry"

    def pages(self) -> dict[str, str]:
        """By the part's name in `addresses`, those that show something to a person."""
        shown = ("gateway", "jaeger_query", "prometheus", "alertmanager", "victorialogs", "mlflow")
        return {name: address for name, address in self.addresses().items() if name in shown}

    def addresses(self) -> dict[str, str]:
        """Every address by name, as URLs; parts that are not there are left out.

        Redis' is its operator's, for that is who reads them; `redis_submit` is for handing on.
        """
        found = {
            "gateway": self.gateway,
            "redis": self.redis_url_of("operator"),
            "redis_submit": self.redis_url_of("submit"),
            "otlp_http": self.otlp_http,
            "otlp_grpc": self.otlp_grpc,
            "collector_health": self.collector_health,
            "jaeger_query": self.jaeger_query,
            "prometheus": self.prometheus,
            "alertmanager": self.alertmanager,
            "victorialogs": self.victorialogs,
            "mlflow": self.mlflow,
            "telemetry_dir": str(self.telemetry_dir),
        }
        return {name: address for name, address in found.items() if address is not None}

    def environment(self) -> dict[str, str]:
        """What a process needs to be a client or a service of this stack."""
        return {
            "PLENUM_REDIS_URL": self.redis_url,
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.otlp_http,
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        }

    def environment_of(self, service: str) -> dict[str, str]:
        """The same, and what one service needs beside it."""
        if service != GATEWAY:
            return self.environment()
        return {
            **self.environment(),
            "PLENUM_GATEWAY_PORT": str(self.ports[GATEWAY]),
            "PLENUM_GATEWAY_FOLDER": str(self.state / GATEWAY),
            "PLENUM_GATEWAY_COLLECTOR_HEALTH": self.collector_health,
            "PLENUM_GATEWAY_JAEGER": self.jaeger_query or "",
            "PLENUM_GATEWAY_JAEGER_QUERY": self.jaeger_query or "",
            "PLENUM_GATEWAY_SPANS": str(self.telemetry_dir),
            **({"MLFLOW_TRACKING_URI": self.mlflow} if self.mlflow else {}),
        }

    def save(self, folder: StateFolder) -> None:
        """Write it whole or not at all."""
        write_private(
            folder.info_file, json.dumps({**asdict(self), "state": str(self.state)}, indent=2) + "\n"
        )
        # A part that does not run now keeps its port for when it does.
        folder.ports_file.write_text(json.dumps({**folder.last_ports(), **self.ports}) + "\n")

    @classmethod
    def load(cls, folder: StateFolder) -> StackInfo | None:
        """The stack of this folder, None where none is wanted up. Raises StackError if unreadable."""
        try:
            data: dict[str, Any] = json.loads(folder.info_file.read_text())
            return cls(**{**data, "state": folder.path})
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise StackError(f"{folder.info_file} cannot be read ({error}): remove it") from error
