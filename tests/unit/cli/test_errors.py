"""How errors end a command: one sentence on stderr, and a code."""

from __future__ import annotations

from importlib import import_module

import pytest
import typer
from redis.exceptions import NoPermissionError, ResponseError

import plenum.client  # noqa: F401 - as every command has it that asks Redis anything
from plenum.cli.errors import _KINDS, reporting
from plenum.files.errors import InvalidBuilding


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "interrupted: `plenum status` shows what goes on"),
        (OSError(28, "No space left on device", "a.json"), 1, "a.json: No space left on device"),
        (
            InvalidBuilding("/rooms/0", "odd", "mend it", "a.ifc"),
            2,
            "not a building: a.ifc, at /rooms/0: odd",
        ),
        (InvalidBuilding("/options/unit", "odd", "use m", "a.ifc"), 2, "a wrong option: unit: odd; use m"),
        (OSError("odd"), 1, "cannot read or write: odd"),
        (NoPermissionError("User submit has no permissions"), 1, "refused: Redis' user may not do that"),
        (ResponseError("MISCONF No space left"), 1, "refused: Redis takes no writes: MISCONF No space left"),
    ],
)
def test_what_ends_a_command_is_one_sentence(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Never a traceback, and a code that scripts can tell apart."""
    with pytest.raises(typer.Exit) as ended, reporting():
        raise error
    assert ended.value.exit_code == code
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(("module", "name"), [kind[:2] for kind in _KINDS])
def test_every_error_that_is_told_by_name_is_there(module: str, name: str) -> None:
    """They are looked up by their names, so that no library is loaded to catch what it did not raise."""
    assert issubclass(getattr(import_module(module), name), Exception)


def test_what_nobody_foresaw_keeps_its_traceback() -> None:
    """A fault of ours is not dressed up as a fault of the user's."""
    with pytest.raises(ZeroDivisionError), reporting():
        raise ZeroDivisionError
