"""Whose message it was, as far as it can be read."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.pipeline.record.redis.refusals import waiting_id


@pytest.mark.parametrize(
    "raw",
    [
        {"headers": {"id": "one"}},
        {"headers": 5, "properties": {"correlation_id": "one"}},
        '{"body": "", "headers": {"lang": "py", "id": "one", "task": ',
        b'{"body": "\xff", "headers": {"id":"one"',
        '{"body": "' + "x" * 500_000 + '", "headers": {"id": "one"}}',
    ],
    ids=["object", "properties alone", "cut off", "bytes", "long"],
)
def test_an_id_is_found_wherever_a_message_has_it(raw: Any) -> None:
    """In an object, or in a text that is none."""
    assert waiting_id(raw) == "one"


@pytest.mark.parametrize(
    "raw",
    [
        {},
        5,
        None,
        [],
        "",
        {"headers": {"id": 5}},
        {"headers": {"id": "x" * 256}},
        {"headers": {"id": "one", "ignore_result": True}},
        '{"id": "one", "ignore_result": true}',
        '{"root_id": "one"}',
    ],
    ids=str,
)
def test_where_nobody_waits_there_is_no_id(raw: Any) -> None:
    """Stage messages ignore their results; what is no id is nobody's."""
    assert waiting_id(raw) == ""
