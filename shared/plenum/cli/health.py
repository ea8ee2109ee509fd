"""`plenum health`: whether a running Plenum is well, check by check."""

from __future__ import annotations

import typer

from plenum.cli import checks, streams
from plenum.cli.options import AsJson, Stack


def health(stack: Stack, as_json: AsJson = False) -> None:
    """Check Redis, queues, models and what is around them; exit code 1 when something is unhealthy."""
    info = None if stack.redis_url else stack.info()
    report = checks.report_of(stack.client().redis_url, info)
    if as_json:
        streams.write_json(report.to_json())
    else:
        checks.show(report, every=True)
    if report.status == "unhealthy":
        raise typer.Exit(1)
