"""The server around the application: logs, telemetry, one process, one event loop."""

from __future__ import annotations

import sys

import structlog
import uvicorn

from plenum.settings import WrongSettingError, settings
from plenum.telemetry import names
from plenum.telemetry.logs import configure_logs
from plenum.telemetry.prometheus_text import Metrics
from plenum.telemetry.setup import Telemetry

from .app import application, gateway, wrapped
from .config import gateway_settings

SERVICE = "gateway"
_GRACE_S = 5
"""How long requests that are under way may take to end when it stops."""


def serve() -> None:
    """Run until a signal ends it; a wrong setting ends it at once, with the variable's name."""
    try:
        config, own = settings(), gateway_settings()
        metrics = Metrics()
        telemetry = Telemetry(
            SERVICE,
            export_interval_s=config.export_interval_s,
            enabled=config.telemetry,
            readers=[metrics.reader],
        )
        configure_logs(config.log_format, lambda: telemetry)
        log = structlog.get_logger()
        parts = gateway(own, config.redis_url, telemetry, metrics, log)
    except WrongSettingError as error:
        sys.exit(str(error))
    server = uvicorn.Server(
        uvicorn.Config(
            wrapped(application(parts), parts, telemetry),
            host=own.host,
            port=own.port,
            http="httptools",
            ws="none",
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
    )
    log.info(names.GATEWAY_READY, host=own.host, port=own.port, asks_for_tokens=parts.access.asks)
    try:
        server.run()
    finally:
        telemetry.shutdown()
