"""Under which name Plenum is installed: on the package index `plenum` is a stranger's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

NAME: Final = "plenum-ceilings"
"""Of the distribution. What it installs and what is imported is `plenum`."""


def with_extras(*extras: str) -> str:
    """The distribution with extras of ours, as pip takes it."""
    return f"{NAME}[{','.join(extras)}]"


def cure(*extras: str) -> str:
    """The command that brings what an extra brings."""
    return f"pip install '{with_extras(*extras)}'"


@contextmanager
def brought_by(extra: str) -> Iterator[None]:
    """An import that needs an extra. Raises ModuleNotFoundError with the cure where a library is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("plenum"):
            raise
        words = f"{error.name} is missing, as only Plenum's client is installed: {cure(extra)}"
        raise ModuleNotFoundError(words, name=error.name) from None


def version() -> str:
    """The installed version."""
    from importlib import metadata

    return metadata.version(NAME)
