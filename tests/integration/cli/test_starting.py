"""The command as a process: what it loads, by which names it answers, what it writes where."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("numpy", "shapely", "celery", "kombu", "redis", "opentelemetry", "structlog", "highspy", "rich")
LOADED = """
import sys
from plenum.cli.main import app
try:
    app(sys.argv[1:])
finally:
    print(*(name for name in sys.modules if "." not in name or name.startswith("plenum.")), file=sys.stderr)
"""


@pytest.mark.parametrize("asked", ["--help", "--version", "job --help", "place -h", "dead replay --help"])
def test_saying_what_there_is_loads_none_of_what_does_it(asked: str) -> None:
    """A second of imports before the first word would be felt at every --help and every completion."""
    command = [sys.executable, "-c", LOADED, *asked.split()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout
    loaded = set(done.stderr.split())
    assert loaded & set(HEAVY) == set()
    assert {name for name in loaded if name.startswith("plenum.")} <= {
        "plenum.distribution",
        "plenum.whole_file",
        *(name for name in loaded if name.startswith("plenum.cli")),
    }


def test_the_package_is_the_command() -> None:
    """Where `plenum` is not on the path, `python -m plenum` is."""
    done = subprocess.run(
        [sys.executable, "-m", "plenum", "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Usage: plenum ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_commands_of_a_group(shell: str) -> None:
    """As the installed completion asks for it."""
    program = str(Path(sys.executable).with_name("plenum"))
    asked = {
        "_PLENUM_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": "plenum job ca",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "COMP_WORDS": "plenum job ca",
        "COMP_CWORD": "2",
    }
    done = subprocess.run([program], env=asked, capture_output=True, text=True)
    assert "cancel" in done.stdout, done.stderr


def test_no_color_is_honoured() -> None:
    """Even where colours are forced, as a terminal forces them."""
    environment = {"FORCE_COLOR": "1", "COLUMNS": "120", "PLENUM_REDIS_URL": "redis://127.0.0.1:1/0"}
    plenum = [sys.executable, "-m", "plenum", "doctor"]
    coloured = subprocess.run(plenum, env=environment, capture_output=True, text=True).stdout
    plain = subprocess.run(
        plenum, env={**environment, "NO_COLOR": "1"}, capture_output=True, text=True
    ).stdout
    assert "\x1b[3" in coloured
    assert "\x1b[3" not in plain
    assert "missing" in plain


def test_a_reader_that_has_enough_is_no_error() -> None:
    """`plenum schema building | head -1` says nothing about a broken pipe."""
    command = f"{sys.executable} -m plenum schema completed --json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stdout == "{"
    assert done.stderr == ""
