"""A running Plenum's health, for the commands that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from plenum.health.check import Report
    from plenum.stack.info import StackInfo


def report_of(redis_url: str, info: StackInfo | None = None) -> Report:
    """All checks; of a stack that was brought up here also those of its parts and its folder."""
    from plenum.health.whole import health
    from plenum.pipeline.graph import installed_graph

    if info is None:
        return health(redis_url, installed_graph())
    return health(redis_url, installed_graph(), info.collector_health, info.state)


def show(report: Report, *, every: bool) -> None:
    """The verdict, and a line for each check, or for each that is not healthy."""
    from plenum.printable import printable

    n = len(report.checks)
    typer.echo(f"{'health':17} {report.status}, {n} checks")
    for health in report.checks:
        if every or health.status != "healthy":
            words = printable(health.message)
            typer.echo(f"  {health.name:30} {health.status:9} {health.duration_ms:7.1f} ms  {words}")
