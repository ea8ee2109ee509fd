"""The vocabularies' files."""

from __future__ import annotations

import pytest

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.files.room_names.vocabulary import NOT_A_ROOM, Vocabulary, programs, vocabularies


@pytest.mark.parametrize("language", vocabularies(), ids=lambda language: language.name)
def test_every_type_of_the_table_has_words_in_every_language(language: Vocabulary) -> None:
    """Nobody's building is lit as offices because of the language of its names."""
    told = {*language.phrases.values(), *language.weak.values()}
    assert {*ROOM_TYPES, NOT_A_ROOM} - {"unknown"} <= told


def test_programs_are_types_of_the_table() -> None:
    """What is compared whole leads to a type too."""
    assert set(programs().values()) <= {*ROOM_TYPES, NOT_A_ROOM}
