"""A format whose library is not installed: said in words, with the command that mends it."""

from __future__ import annotations

from plenum.distribution import cure


class MissingLibraryError(Exception):
    """Plenum is installed without the extra that a format needs."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(f"{what} need {library}, which is not installed: {cure(extra)}")
