"""Which commands a forked process can become, and what it ends with."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from plenum.stack import forked, graph
from plenum.stack.forked import LogStream, python_module


def test_every_services_command_is_a_module_of_this_environment() -> None:
    """Celery workers as the stack starts them, with their arguments as they are."""
    for service in graph.worker_names():
        found = python_module(graph.program(service, 1))
        assert found is not None
        assert found == ("celery", graph.program_arguments(service, 1)[1:])
    assert python_module(graph.program("gateway", 1)) == ("services.gateway", ())


def test_a_module_keeps_its_arguments() -> None:
    """What follows its name is its own, an -m too."""
    assert python_module([sys.executable, "-m", "a.b", "-m", "c"]) == ("a.b", ("-m", "c"))
    assert python_module([sys.executable, "-m", "a.b"]) == ("a.b", ())


@pytest.mark.parametrize(
    "command",
    [
        ["/usr/bin/redis-server", "--port", "1"],
        ["/usr/bin/python3", "-m", "celery"],
        ["/usr/bin/celery", "-A", "x"],
        [sys.executable, "-c", "pass"],
        [sys.executable, "-m"],
        [sys.executable],
    ],
)
def test_any_other_command_is_executed(command: list[str]) -> None:
    """Another program, another environment's, or another use of the interpreter."""
    assert python_module(command) is None


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("import sys; assert sys.argv[1:] == ['x'], sys.argv", 0, ""),
        ("import sys; sys.exit()", 0, ""),
        ("import sys; sys.exit(3)", 3, ""),
        ("raise SystemExit('start it with -Q')", 1, "start it with -Q\n"),
        ("1 / 0", 1, "ZeroDivisionError: division by zero\n"),
    ],
)
def test_a_program_ends_as_the_interpreter_would_end_it(  # parameters: what runs, and what comes of it
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    source: str,
    code: int,
    said: str,
) -> None:
    """Its code, and on stderr what it died of."""
    (tmp_path / "ends_so.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "argv", ["before", "x"])
    monkeypatch.delitem(sys.modules, "ends_so", raising=False)
    assert forked._run("ends_so") == code
    assert capsys.readouterr().err.endswith(said)


def test_a_stream_whose_reader_is_gone_goes_on_in_the_log(tmp_path: Path) -> None:
    """After what the reader has written there, and without an error for who writes."""
    log = tmp_path / "selector-1.log"
    log.write_text("before\n")
    reads, writes = os.pipe()
    stream = LogStream(writes, log)
    try:
        stream.write(b"read\n")
        assert os.read(reads, 100) == b"read\n"
        os.close(reads)
        stream.write(b"first\n")
        stream.write(b"second\n")
    finally:
        os.close(writes)
    assert log.read_text() == "before\nfirst\nsecond\n"
