"""The command as a whole."""

from __future__ import annotations

import re

from typer.testing import CliRunner

from plenum.cli.main import app


def test_the_version_is_told() -> None:
    """For a report of a problem."""
    outcome = CliRunner().invoke(app, ["--version"])
    assert outcome.exit_code == 0
    assert re.fullmatch(r"plenum \d+\.\d+\.\d+\S*\n", outcome.stdout)
