"""One question, asked of records in files and in VictoriaLogs' language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from plenum.cli.log_lines import Head, LogLine
from plenum.cli.log_question import Question, field_of, field_of_head, moment
from plenum.stack.errors import UsageError

LINE = LogLine(
    "2026-03-01T03:00:00.000001+00:00",
    "selector",
    "WARNING",
    "room_failed",
    {"job_id": "j", "room_id": "office 0", "rooms": 3},
    "ab" * 16,
)
SPELT = '"WARNING","ERROR","CRITICAL","warning","error","critical"'


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Question(job="j"), '"job_id":="j"'),
        (Question(trace="ab" * 16), f'"trace_id":="{"ab" * 16}"'),
        (Question(room="office 0", event="room_failed"), '"room_id":="office 0" "_msg":="room_failed"'),
        (Question(service="selector"), '"service.name":="selector"'),
        (Question(level="warning"), f"severity_text:in({SPELT})"),
        (Question(since="2026-03-01T03:00"), "*"),
        (Question(), "*"),
    ],
)
def test_a_record_that_is_meant_is_found_by_either_way(asked: Question, words: str) -> None:
    """Each condition, and none."""
    assert asked.holds(LINE)
    assert asked.logsql() == words


@pytest.mark.parametrize(
    "asked",
    [
        Question(job="other"),
        Question(trace="cd" * 16),
        Question(room="office"),
        Question(event="room"),
        Question(level="error"),
        Question(service="coordinator"),
        Question(since="2026-03-01T04:00"),
        Question(until="2026-03-01T02:00"),
        Question(job="j", level="critical"),
    ],
)
def test_a_record_that_fails_one_condition_is_not_meant(asked: Question) -> None:
    """Parts of a name are not it, and all conditions must hold."""
    assert not asked.holds(LINE)


def test_what_is_asked_cannot_break_out_of_its_quotes() -> None:
    """Whatever a room is called."""
    assert Question(room='a" or *').logsql() == '"room_id":="a\\" or *"'


def test_a_moment_is_so_long_ago_or_a_time() -> None:
    """In seconds, minutes, hours, days; UTC unless it says otherwise."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert moment("90s", now) == now - timedelta(seconds=90)
    assert moment("7d", now) == now - timedelta(days=7)
    assert moment("2026-03-01T00:00") == now
    assert moment("2026-03-01T01:00+01:00") == now
    assert moment(None) is None


@pytest.mark.parametrize(
    ("asked", "named"), [(Question(since="yesterday"), "yesterday"), (Question(level="loud"), "loud")]
)
def test_what_is_no_time_and_no_level_is_named(asked: Question, named: str) -> None:
    """With what would be right."""
    with pytest.raises(UsageError, match=named):
        asked.holds(LINE)


def test_a_field_is_what_every_line_has_or_an_attribute() -> None:
    """As text; none is empty."""
    found = [field_of(LINE, name) for name in ("service", "level", "event", "rooms", "none")]
    assert found == ["selector", "WARNING", "room_failed", "3", ""]


@pytest.mark.parametrize("spelt", ["WARNING", "warning"])
def test_a_level_is_meant_however_it_is_spelt(spelt: str) -> None:
    """OpenTelemetry's records have it large, some writers small; without a level all are meant."""
    line = replace(LINE, severity=spelt)
    assert Question(level="warning").holds(line)
    assert not Question(level="error").holds(line)
    assert Question().holds(replace(LINE, severity="TRACE"))


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (Question(), True),
        (Question(event="room_failed", service="selector", level="warning"), True),
        (Question(since="2026-03-01T03:00", until="2026-03-01T03:01"), True),
        (Question(event="pipeline_start"), False),
        (Question(service="coordinator"), False),
        (Question(level="error"), False),
        (Question(since="2026-03-01T04:00"), False),
        (Question(until="2026-03-01T02:00"), False),
    ],
)
def test_a_head_tells_what_is_not_meant(asked: Question, wanted: bool) -> None:
    """Whatever is meant passes it."""
    at_ns = int(datetime.fromisoformat(LINE.time).timestamp() * 1e9)
    head = Head(at_ns, LINE.service, LINE.severity, LINE.event, bytes.fromhex(LINE.trace_id))
    assert asked.wants(head) is wanted
    assert asked.holds(LINE) is wanted
    assert field_of_head(head, "level") == field_of(LINE, "level")
