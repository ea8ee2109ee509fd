"""Free ports on 127.0.0.1: the customary ones where they are free, any other where they are not."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

CUSTOMARY = {
    "redis": 6379,
    "otlp_http": 4318,
    "otlp_grpc": 4317,
    "collector_health": 13133,
    "collector_prometheus": 8889,
    "collector_metrics": 8888,
    "jaeger_query": 16686,
    "jaeger_query_grpc": 16685,
    "jaeger_otlp_grpc": 14317,
    "jaeger_health": 13134,
    "jaeger_metrics": 8887,
    "prometheus": 9090,
    "gateway": 8000,
    "alertmanager": 9093,
    "victorialogs": 9428,
    "mlflow": 5000,
}
EMBEDDED = ("redis", "otlp_http")
LATER = ("gateway",)
"""Of what is started after the infrastructure, and only where it is wanted."""
BESIDE = ("alertmanager", "victorialogs", "mlflow")
"""Of the stack's neighbours, which run where they are asked for."""


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the servers do it: a port whose last connections are still closing counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose(names: tuple[str, ...], wishes: Mapping[str, int], others: Collection[int] = ()) -> dict[str, int]:
    """A free port for each name: the wished one, else the customary one, else one from the kernel.

    None of `others`: the ports of stacks that are up, of which a server may be away for a moment.

    The answer holds at this moment; whoever starts servers on it should hold a lock until they listen.
    """
    chosen: dict[str, int] = {}
    held: list[socket.socket] = []
    try:
        for name in names:
            for port in (wishes.get(name, 0), CUSTOMARY[name]):
                if port and port not in {*chosen.values(), *others} and is_free(port):
                    chosen[name] = port
                    break
            while name not in chosen:
                probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
                held.append(probe)  # held until all are chosen, so that none comes twice
                probe.bind(("127.0.0.1", 0))
                if (port := probe.getsockname()[1]) not in others:
                    chosen[name] = port
    finally:
        for probe in held:
            probe.close()
    return chosen
