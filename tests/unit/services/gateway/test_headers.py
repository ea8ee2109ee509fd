"""Headers that say what a caller prefers."""

from __future__ import annotations

import pytest

from services.gateway.negotiation import best
from services.gateway.prefer import wait_of

FORMS = {".json": "application/json", ".svg": "image/svg+xml", ".csv": "text/csv"}


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, ".json"),
        ("*/*", ".json"),
        ("text/csv", ".csv"),
        ("image/*", ".svg"),
        ("text/html, image/svg+xml;q=0.9, */*;q=0.1", ".svg"),
        ("application/json;q=0, */*", ".svg"),
        ("application/json;q=0.2, text/csv;q=0.3", ".csv"),
        ("image/png", None),
        ("text/csv;q=nonsense", None),
    ],
)
def test_the_preferred_form_is_chosen(accept: str | None, chosen: str | None) -> None:
    """By weight, the most specific range deciding; the first form among equals."""
    assert best(accept, FORMS) == chosen


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        (None, 0.0),
        ("respond-async", 0.0),
        ("wait=5", 5.0),
        ('respond-async, WAIT="7"', 7.0),
        ("wait=100", 30.0),
        ("wait=soon", 0.0),
        ("wait=5; strict", 5.0),
    ],
)
def test_a_wait_is_taken_up_to_the_limit(prefer: str | None, seconds: float) -> None:
    """What is not understood is ignored, as RFC 7240 has it."""
    assert wait_of(prefer, 30.0) == seconds
