"""What anybody sent is read on a terminal and in a log, never obeyed."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from plenum.cli.talk import without_password
from plenum.printable import printable
from plenum.telemetry.logs import configure_logs

EVIL = "\x1b[2J\x1b]0;title\x07\nforged line"


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a process writes there; its logging is as before afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers = before
    root.setLevel(level)


def _failing(words: str) -> Iterator[None]:
    raise ValueError(words)
    yield


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – text: 25 m²", "plain – text: 25 m²"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("two\nlines\r\x00", "two\\nlines\\r\\x00"),
        ("left\u202etfel", "left\\u202etfel"),
        ("\u200bnothing", "\\u200bnothing"),
        ("\x9b1m", "\\x9b1m"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_a_terminal_would_obey_is_an_escape(text: str, shown: str) -> None:
    """Control characters of both sets, signs that turn a line around or cannot be seen, halves of signs."""
    assert printable(text) == shown


def test_line_ends_of_a_traceback_may_be_kept() -> None:
    """And nothing else."""
    assert printable("a\n\tb\x1b", keep="\n\t") == "a\n\tb\\x1b"


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_log_line_stays_one_line_and_steers_no_terminal(stderr: io.StringIO, log_format: str) -> None:
    """As an event's field, as a library's whole text, and as the words of an error."""
    configure_logs(log_format, lambda: None)
    log = structlog.get_logger()
    log.warning("building_refused", message=EVIL, pointer="\x1b[2J")
    logging.getLogger("library").warning(EVIL)
    try:
        next(_failing("\x1b[2J"))
    except ValueError:
        log.exception("turn_failed")
    written = stderr.getvalue()
    assert "\x1b[2J" not in written
    assert "\x07" not in written
    assert not [line for line in written.splitlines() if line.startswith("forged")]


def test_an_address_is_shown_without_its_password() -> None:
    """One that has none as it is."""
    assert without_password("redis://plenum:s%40cret@h:1/0") == "redis://plenum:***@h:1/0"
    assert without_password("rediss://:secret@h:1/0") == "rediss://:***@h:1/0"
    assert without_password("http://127.0.0.1:4318") == "http://127.0.0.1:4318"
