"""A property fails on this machine or on none: the examples are drawn alike everywhere, and none is timed."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.support.exploring import EXPLORE

settings.register_profile(
    "repeatable",
    derandomize=not EXPLORE,
    deadline=None,
    database=None,
    # They too measure time; how an example is made is looked at when it is written.
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("repeatable")
