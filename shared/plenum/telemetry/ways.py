"""How exports travel: an export of a few spans is mostly HTTP, every two seconds in every process.

Both ways are the official exporters' own. urllib3's takes half the time of requests', but knows no proxy,
and certificates are read for requests' alone: so it serves where neither is needed, to a collector nearby.
"""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from opentelemetry.exporter.http.transport._urllib3 import Urllib3HTTPTransport


@contextmanager
def way(signal: str) -> Iterator[dict[str, Any]]:
    """What to give to a signal's official exporter, which is made within: `TRACES`, `METRICS` or `LOGS`."""
    general = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")
    url = os.environ.get(f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT", general)
    if _is_plain(url):
        yield {"_transport": Urllib3HTTPTransport()}
        return
    import requests

    session = requests.Session()
    yield {"session": session}
    # requests reads the environment's proxies and certificates for each request, which takes as long as
    # all the rest of it. The exporter has set what certificates it was told of.
    found = session.merge_environment_settings(url, {}, None, None, None)
    session.proxies, session.verify = found["proxies"], found["verify"]
    session.trust_env = False


def _is_plain(url: str) -> bool:
    """Without TLS, and no proxy on the way."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname is None:
        return False
    proxies = urllib.request.getproxies()
    proxied = {"http", "all"} & proxies.keys()
    return not proxied or bool(urllib.request.proxy_bypass(parts.hostname))
