"""The bar on stderr that long work is watched by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from plenum.cli.talk import talk
from plenum.printable import printable

_LARGE_BYTES: Final = 1_000_000
"""A file of this size takes long enough to be read for somebody to wonder."""


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function to be told how much is done, of how much; nothing of the bar is left afterwards.

    Where stderr is no terminal there is no bar, since one would leave empty lines in the file.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    quiet = not talk().is_terminal
    with Progress(*columns, console=talk(), transient=True, disable=quiet) as progress:
        task = progress.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield advance


@contextmanager
def reading(source: Path) -> Iterator[None]:
    """A line while a large file is read: its name and size. Where stderr is no terminal there is none."""
    size = source.stat().st_size if source.is_file() else 0
    if size < _LARGE_BYTES or not talk().is_terminal:
        yield
        return
    with talk().status(f"reading {escape(printable(source.name))}, {size / 1e6:.0f} MB"):
        yield
