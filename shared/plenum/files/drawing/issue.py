"""What an office says of a drawing when it gives it away: revision, date, and what for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Issue:
    """Stands in the title block; empty fields are lines to be written on."""

    revision: str = ""
    issued: str = ""
    """The date, as the office writes it."""
    purpose: str = ""
