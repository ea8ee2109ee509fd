"""Help that shows how: each command's examples are commands, and fit where they are read."""

from __future__ import annotations

import shlex

import pytest
from typer.testing import CliRunner

from plenum.cli.examples import EXAMPLES
from plenum.cli.main import app
from tests.unit.cli.test_grammar import COMMANDS

LINES = [(name, line) for name, lines in EXAMPLES.items() for line in lines]
WIDTH = 80


def words(line: str) -> list[str]:
    """What the shell would hand to `plenum`."""
    inner = line.partition("$(")[2].rstrip(")") or line.partition(" > ")[0]
    return shlex.split(inner)[1:]


def test_every_command_has_examples() -> None:
    """And nothing that is none."""
    assert EXAMPLES.keys() == COMMANDS.keys()


@pytest.mark.parametrize(("name", "line"), LINES, ids=[line for _, line in LINES])
def test_an_example_is_understood_as_its_command(name: str, line: str) -> None:
    """Its options are there, and take what they are given."""
    called = name.split()
    given = words(line)
    assert given[: len(called)] == called
    COMMANDS[name].make_context(name, given[len(called) :])


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["", "job", "dead", *COMMANDS])
def test_help_fits_its_width_and_cuts_no_word(asked: str) -> None:
    """In a terminal of 80 columns; kinds are named as users do."""
    told = CliRunner(env={"COLUMNS": str(WIDTH)}).invoke(app, [*asked.split(), "--help"]).stdout
    assert max(map(len, told.splitlines())) <= WIDTH
    assert "..." not in told.partition("\n\n")[2]
    assert not [kind for kind in ("<str>", "list[", "float range") if kind in told]
    assert "Examples:" in told or asked in ("", "job", "dead")
