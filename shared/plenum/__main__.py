"""`plenum`, and `python -m plenum`: the command line, or what to install where only the client is."""

from __future__ import annotations

import sys

from plenum import distribution


def command() -> None:
    """The command line; ends with the extra that brings it where it is not installed."""
    try:
        with distribution.brought_by("stack"):
            from plenum.cli.main import app
    except ModuleNotFoundError as error:
        sys.exit(str(error))
    app(prog_name="plenum")


if __name__ == "__main__":
    command()
