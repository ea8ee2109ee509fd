"""What holds for every command: options are variables, results can be had as JSON, old spellings are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from plenum.cli.main import app
from plenum.settings import Settings

OWN_FILES = {"convert", "draw", "report", "demo"}
"""Commands that print no facts: what they make is a file."""


def leaves(group: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it."""
    for name, command in (group or typer.main.get_command(app)).commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


COMMANDS = dict(leaves())
OPTIONS = [
    (name, option)
    for name, command in COMMANDS.items()
    for option in command.params
    if option.param_type_name == "option"
]


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{name} {o.opts[-1]}" for name, o in OPTIONS])
def test_every_option_is_a_variable_of_its_own_name(name: str, option: Any) -> None:
    """One rule, without exception: --a-b is PLENUM_A_B."""
    long = option.opts[-1]
    assert long.startswith("--"), name
    assert option.envvar == "PLENUM_" + long[2:].replace("-", "_").upper()


def test_an_option_and_a_setting_of_one_name_are_one_thing() -> None:
    """A variable that means this to a command and that to a worker would be a trap."""
    options = {option.envvar for _, option in OPTIONS}
    assert options & {f"PLENUM_{name.upper()}" for name in Settings.model_fields} == {"PLENUM_REDIS_URL"}


def test_a_variable_does_what_its_option_does() -> None:
    """Here: the form of what is printed."""
    outcome = CliRunner(env={"PLENUM_JSON": "true"}).invoke(app, ["version"])
    assert outcome.stdout.startswith('{"plenum": ')


def test_everything_that_prints_facts_prints_them_for_machines() -> None:
    """Commands that write files of their own aside."""
    without = {name for name, command in COMMANDS.items() if "--json" not in _flags(command)}
    assert without == OWN_FILES


def test_place_and_submit_take_the_same_options_for_a_job() -> None:
    """What a job is asked is the same, whoever waits for it."""
    assert _flags(COMMANDS["submit"]) < _flags(COMMANDS["place"])
    for flag in ("--code", "--key", "--luminaire", "--thorough"):
        assert flag in _flags(COMMANDS["submit"])


def _flags(command: Any) -> set[str]:
    return {flag for parameter in command.params for flag in parameter.opts if flag.startswith("--")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("watch abc", "job watch"),
        ("result abc -o x.json", "job result"),
        ("trace abc", "job trace"),
        ("cancel abc", "job cancel"),
        ("jobs", "job list"),
        ("replay abc", "dead replay"),
        ("dead", "dead list"),
        ("dead --json", "dead list"),
    ],
)
def test_an_old_spelling_is_told_the_new_one_and_does_nothing(old: str, new: str) -> None:
    """One sentence, exit code 2: an alias would be there for ever."""
    outcome = CliRunner().invoke(app, old.split())
    assert outcome.exit_code == 2
    assert outcome.stderr == f"`plenum {old.split(maxsplit=1)[0]}` is now `plenum {new}`\n"
    assert outcome.stdout == ""


@pytest.mark.parametrize("words", [[], ["job"], ["dead"], ["place"], ["job", "list"], ["dead", "show"]])
def test_help_has_two_names_everywhere(words: list[str]) -> None:
    """-h is what one types."""
    short, long = (CliRunner().invoke(app, [*words, flag]) for flag in ("-h", "--help"))
    assert short.exit_code == 0
    assert short.stdout == long.stdout
    assert "Usage: " in short.stdout


def test_a_command_that_never_was_is_refused_with_its_like() -> None:
    """Typing errors are not taken for old spellings."""
    outcome = CliRunner().invoke(app, ["plase"])
    assert outcome.exit_code == 2
    assert "'place'" in outcome.stderr
