"""The language that a building's names are in: it decides of a word that languages mean differently."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from plenum.files.room_names.match import MAX_LETTERS, read_in
from plenum.files.room_names.vocabulary import Vocabulary, vocabularies
from plenum.files.room_names.words import words_of

MAX_NAMES: Final = 2_000
"""Names that are looked at, each kind once."""
_LEAD: Final = 1.0
"""Words by which one language must be ahead of the others."""


def spoken_in(names: Iterable[str]) -> Vocabulary | None:
    """The language that knows most words of some names; None where none is ahead.

    Names that differ in their numbers alone count once: ten rooms called `Aula` are no evidence.
    """
    kinds = dict.fromkeys(filter(None, (words_of(name[:MAX_LETTERS]) for name in names)))
    known = dict.fromkeys(vocabularies(), 0.0)
    for words in islice(kinds, MAX_NAMES):
        for language in known:
            known[language] += read_in(language, words).known
    (first, most), (_, second) = sorted(known.items(), key=lambda of: -of[1])[:2]
    return first if most >= second + _LEAD else None
