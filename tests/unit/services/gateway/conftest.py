"""The gateway's application over a Redis that is not there: what needs none is answered all the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from starlette.testclient import TestClient

from plenum.telemetry.prometheus_text import Metrics
from plenum.telemetry.setup import Telemetry
from services.gateway.app import application, gateway, wrapped
from services.gateway.config import GatewaySettings

NOWHERE = "redis://127.0.0.1:1/0"
Serve = Callable[..., TestClient]


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """A client of an application with these settings; nothing is started before it is entered."""

    def made(**settings: Any) -> TestClient:
        metrics = Metrics()
        telemetry = Telemetry("gateway", enabled=False, readers=[metrics.reader])
        chosen = GatewaySettings(folder=tmp_path, **settings)
        parts = gateway(chosen, NOWHERE, telemetry, metrics, structlog.get_logger())
        return TestClient(wrapped(application(parts), parts, telemetry), base_url="http://127.0.0.1")

    return made
