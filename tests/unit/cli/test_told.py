"""How errors end a command: one sentence on stderr, and a code."""

from __future__ import annotations

import pytest
import typer

from plenum.cli.common import told


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "interrupted: `plenum status` shows what goes on"),
        (OSError(28, "No space left on device", "a.json"), 1, "a.json: No space left on device"),
        (OSError("odd"), 1, "cannot read or write: odd"),
    ],
)
def test_what_ends_a_command_is_one_sentence(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Never a traceback, and a code that scripts can tell apart."""
    with pytest.raises(typer.Exit) as ended, told():
        raise error
    assert ended.value.exit_code == code
    assert words in capsys.readouterr().err
