"""Under which name Plenum is installed: on the package index `plenum` is a stranger's."""

from __future__ import annotations

from typing import Final

NAME: Final = "plenum-ceilings"
"""Of the distribution. What it installs and what is imported is `plenum`."""


def with_extras(*extras: str) -> str:
    """The distribution with extras of ours, as pip takes it."""
    return f"{NAME}[{','.join(extras)}]"


def cure(*extras: str) -> str:
    """The command that brings what an extra brings."""
    return f"pip install '{with_extras(*extras)}'"


def version() -> str:
    """The installed version."""
    from importlib import metadata

    return metadata.version(NAME)
