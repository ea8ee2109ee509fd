"""`python -m plenum`: the `plenum` command by the package's name."""

from __future__ import annotations

from plenum.cli.main import app

app(prog_name="plenum")
