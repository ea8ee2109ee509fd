"""InvalidBuilding says where, what and how to mend it, and stays itself on its way through Celery."""

from __future__ import annotations

import json
import pickle

import pytest
from celery import Celery
from celery.app.task import Context

from plenum.files.errors import InvalidBuilding, pointer, quoted


def test_the_error_reads_as_one_sentence_with_file_place_and_cure() -> None:
    """A person needs nothing but the text."""
    error = InvalidBuilding("/rooms/3/tile_m", "5.0 is too large", "give at most 3.0", "lab.json")
    assert str(error) == "lab.json, at /rooms/3/tile_m: 5.0 is too large; give at most 3.0"
    assert str(InvalidBuilding("", "empty", "give a file", "lab.json")) == "lab.json: empty; give a file"
    assert str(InvalidBuilding("/rooms", "is missing")) == "at /rooms: is missing"


def test_the_error_survives_celerys_json_backend() -> None:
    """A client that has the class gets the same error back from the result store."""
    app = Celery(broker="memory://", backend="cache+memory://", set_as_current=False)
    error = InvalidBuilding("/rooms/0", "“odd” \x00", "mend it", "ä.json")
    app.backend.store_result("an-id", error, "FAILURE", request=Context())
    back = app.backend.get_task_meta("an-id")["result"]
    assert type(back) is InvalidBuilding
    assert (back.pointer, back.message, back.cure, back.source) == error.args
    assert str(back) == str(error)


def test_the_error_survives_a_pickle() -> None:
    """Pools hand exceptions over as pickles."""
    error = InvalidBuilding("/a", "b", "c", "d")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own bytes


@pytest.mark.parametrize("text", ["a\nb", "\x1b[31mred", "\ud800", "\u202eback", "x" * 10_000_000])
def test_hostile_text_in_an_error_is_harmless(text: str) -> None:
    """One printable line of bounded length, whatever a file contains."""
    error = InvalidBuilding(text, text, text, text)
    assert str(error).isprintable()
    assert len(str(error)) < 2000
    json.dumps(error.args).encode("utf-8")


def test_the_file_name_is_added_once() -> None:
    """The innermost name is the right one."""
    error = InvalidBuilding("/a", "b", "c").within("first.json").within("second.json")
    assert error.source == "first.json"


def test_a_pointer_escapes_what_rfc_6901_reserves() -> None:
    """A key with a slash must not look like two steps."""
    assert pointer("rooms", 3, "a/b~c") == "/rooms/3/a~1b~0c"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x", "'x'"),
        (True, "true"),
        (None, "null"),
        (1.5, "1.5"),
        (10**400, "an integer of more than 64 bits"),
        ([1], "a list"),
        ({}, "an object"),
        (b"", "bytes"),
    ],
)
def test_values_are_shown_shortly(value: object, shown: str) -> None:
    """A message never carries a container's content."""
    assert quoted(value) == shown
