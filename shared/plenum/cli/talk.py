"""What a command says to a person: on stderr, so that stdout holds results alone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from plenum.printable import printable

if TYPE_CHECKING:
    from rich.console import Console


@cache
def talk() -> Console:
    """The console on stderr, made when the first word is said: rich takes time to load."""
    from rich.console import Console

    return Console(stderr=True)


def say(words: str, *, style: str = "") -> None:
    """One line as it stands: no markup, no colours for figures, not cut at the terminal's width."""
    talk().print(
        printable(words, keep="\n\t"), style=style or None, markup=False, highlight=False, soft_wrap=True
    )


def without_password(url: str) -> str:
    """An address as it may be shown; with `--json` it is whole."""
    before, at, after = url.rpartition("@")
    scheme, sep, user = before.partition("://")
    return f"{scheme}{sep}{user.partition(':')[0]}:***{at}{after}" if at else url
