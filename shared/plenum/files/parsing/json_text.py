"""From bytes to plain data: JSON read strictly, because a file that is nearly right is wrong somewhere.

Beyond Python's own reader: a bound on the size before anything is parsed, UTF-8 alone, and no key
twice in one object, since two readers would disagree on which of the two counts.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.limits import MAX_BYTES

_MARKS: Final = (
    (b"\xff\xfe", "UTF-16 or UTF-32 text"),
    (b"\xfe\xff", "UTF-16 text"),
    (b"\x00\x00\xfe\xff", "UTF-32 text"),
    (b"PK", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF"),
    (b"<", "XML or HTML"),
)
_NOT_A_NAME: Final = "give the content of a JSON file, not its name"
_OTHERS: Final = "give JSON, or a model as IFC, gbXML, HBJSON, DFJSON or DXF, or a list of rooms as CSV"


class _Doubled(dict[str, Any]):
    """An object that had a key twice; found again afterwards, to tell its place."""

    key = ""


def content_of(source: Path | bytes | str) -> bytes | str:
    """A file's bytes, at most as many as a reader takes; what is content already as it is.

    Raises InvalidBuilding.
    """
    return _read(source) if isinstance(source, Path) else source


def load(source: Path | bytes | str) -> Any:
    """The data of a JSON file, or of JSON given as bytes or text. Raises InvalidBuilding."""
    source = content_of(source)
    text = _decode(source) if isinstance(source, bytes) else source
    if len(text) > MAX_BYTES:
        raise _too_large()
    if not text.strip():
        raise InvalidBuilding("", "there is nothing in it", "give a building, a grid or a Honeybee model")
    doubled: list[_Doubled] = []

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(pairs)
        if len(built) == len(pairs):
            return built
        marked = _Doubled(built)
        marked.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
        doubled.append(marked)
        return marked

    try:
        data = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=build)
    except json.JSONDecodeError as error:
        raise InvalidBuilding(
            "",
            f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
            "correct it there" if "{" in text else _NOT_A_NAME if isinstance(source, str) else _OTHERS,
        ) from None
    except RecursionError:
        raise InvalidBuilding("", "nested too deeply to be a building", "take the nesting out") from None
    except ValueError:
        # Python refuses to read an integer of thousands of digits.
        raise InvalidBuilding(
            "", "a number has thousands of digits", "give numbers of a usual size"
        ) from None
    if doubled:
        raise InvalidBuilding(
            _place(data, doubled[0]), f"the key {quoted(doubled[0].key)} is there twice", "keep one of them"
        )
    return data


def _read(path: Path) -> bytes:
    """A file's bytes, at most as many as a reader takes. Raises InvalidBuilding."""
    try:
        if not path.is_file():
            what = "not a file" if path.exists() else "no such file"
            raise InvalidBuilding("", what, "give the path of a file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidBuilding(
            "", f"cannot be read: {error.strerror}", "check the path and its rights"
        ) from None
    except ValueError:
        raise InvalidBuilding("", "not a path", "give the path of a file") from None
    if len(content) > MAX_BYTES:
        raise _too_large()
    return content


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _too_large()
    for mark, what in _MARKS:
        if content.startswith(mark):
            raise InvalidBuilding("", f"this is {what}", "give JSON, as UTF-8 text")
    if content[:64].count(0):
        raise InvalidBuilding("", "this is binary, or UTF-16 text", "give JSON, as UTF-8 text")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidBuilding(
            "", f"byte {error.start} (line {line}) is not UTF-8", "save the file as UTF-8"
        ) from None


def _too_large() -> InvalidBuilding:
    return InvalidBuilding(
        "",
        f"larger than {MAX_BYTES // 2**20} MiB",
        "split the building, export its spaces and terminals alone, or write its rooms as `rows`",
    )


def _place(data: Any, target: _Doubled) -> str:
    """The pointer of an object inside the data."""
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(data, ())]
    while stack:
        value, steps = stack.pop()
        if value is target:
            return pointer(*steps)
        if isinstance(value, dict):
            stack += [(child, (*steps, key)) for key, child in value.items()]
        elif isinstance(value, list):
            stack += [(child, (*steps, i)) for i, child in enumerate(value)]
    return ""
