"""A program that is built from Go modules which the repository locks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GoProgram:
    """A program locked by a go.mod and go.sum of the repository."""

    name: str
    module: str
    """Folder of its go.mod, from the repository's root."""
    package: str
