"""A program that a person installs: into an environment of the checkout, or on PATH."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FoundProgram:
    """A program that nothing here builds."""

    name: str
    environment: str
    """Folder of a virtual environment that may have it, from the repository's root."""
    cure: str
    """How it is had, for whoever lacks it."""
