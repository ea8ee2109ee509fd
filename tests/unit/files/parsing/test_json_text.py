"""JSON text is read strictly: what is nearly right is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenum.files.parsing import json_text
from plenum.files.parsing.json_text import load
from tests.support.refusals import refused


def test_bytes_text_and_files_read_alike(tmp_path: Path) -> None:
    """The source's kind makes no difference; a byte order mark of UTF-8 is harmless."""
    text = '{"name": "Büro ☀"}'
    file = tmp_path / "a.json"
    file.write_text(text, encoding="utf-8")
    assert load(text) == load(text.encode()) == load(file) == load(b"\xef\xbb\xbf" + text.encode())


def test_the_place_of_a_syntax_error_is_told() -> None:
    """Line and column, as an editor counts them."""
    assert "line 3, column 1" in refused('{"a": 1,\n"b": 2,\n}').message


def test_a_key_that_is_there_twice_is_refused_with_its_object() -> None:
    """Two readers would disagree about which one counts."""
    error = refused('{"rooms": [{}, {"rows": [], "rows": []}]}')
    assert error.pointer == "/rooms/1"
    assert "'rows'" in error.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing in it"),
        (b"  \n ", "nothing in it"),
        ("{}".encode("utf-16"), "UTF-16"),
        ("{}".encode("utf-16-le"), "UTF-16"),
        ("{}".encode("utf-32"), "UTF-32"),
        (b'{"name": "B\xfcro"}', "not UTF-8"),
        (b"PK\x03\x04", "zip"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"<svg/>", "XML"),
        (b"999\nby hand\n  0\r\nSECTION\r\n  2\r\n", "DXF"),
        ("\ufeffid,building,storey,room\n", "schedule"),
    ],
)
def test_other_encodings_and_formats_are_named(content: bytes | str, words: str) -> None:
    """The error says what the file is instead."""
    assert words in refused(content).message


def test_deep_nesting_is_refused() -> None:
    """A hundred thousand brackets end in an error, not in a dead process."""
    assert "nested" in refused("[" * 100_000).message
    assert "nested" in refused('{"a":' * 100_000).message


def test_an_integer_of_thousands_of_digits_is_refused() -> None:
    """Python would not read it."""
    assert "digits" in refused('{"width": ' + "9" * 5000 + "}").message


def test_a_file_beyond_the_bound_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is checked before anything is parsed."""
    monkeypatch.setattr(json_text, "MAX_BYTES", 1000)
    file = tmp_path / "big.json"
    file.write_bytes(b"[" + b" " * 1000)
    assert "larger than" in refused(file).message
    assert "larger than" in refused(b"[" + b" " * 1000).message
    assert "larger than" in refused("[" + " " * 1000).message


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    """Folders, devices and names that lead nowhere."""
    assert refused(tmp_path).message == "not a file"
    assert refused(tmp_path / "nope.json").message == "no such file"
    assert refused(Path("/dev/zero")).message == "not a file"
    assert refused(Path("a\0b")).message


def test_a_file_name_given_as_text_is_explained() -> None:
    """Text is content, never a path: it may come from anybody."""
    assert "not its name" in refused("examples/small_office.json").cure


def test_the_error_names_the_file(tmp_path: Path) -> None:
    """Of several files, one sees which."""
    file = tmp_path / "lab.json"
    file.write_text("{")
    assert refused(file).source == "lab.json"
    assert refused(b"{", name="upload 3").source == "upload 3"
