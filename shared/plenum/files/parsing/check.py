"""From pydantic's and msgspec's errors to ours: one place, one sentence, one cure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from plenum.files.errors import InvalidBuilding, pointer, quoted

Model = TypeVar("Model", bound=BaseModel)
Fields = TypeVar("Fields", bound=msgspec.Struct)

_STEP: Final = re.compile(r"\.([^.\[`]+)|\[(\d+|\.\.\.)\]")
"""A step of the path in msgspec's words: `.rooms[3].name`."""
_MISSING: Final = re.compile(r"Object missing required field `([^`]+)`")
_KINDS: Final[dict[str, tuple[str, str]]] = {
    "missing": ("is missing", "add it"),
    "extra_forbidden": ("unknown field", "take it out"),
    "float_type": ("{input} is not a number", "give a number"),
    "int_type": ("{input} is not a whole number", "give a whole number"),
    "int_from_float": ("{input} is not a whole number", "give a whole number"),
    "string_type": ("{input} is not text", "give text in quotes"),
    "string_unicode": ("not valid Unicode text", "remove the unpaired surrogates"),
    "bool_type": ("{input} is neither true nor false", "give true or false"),
    "list_type": ("{input} is not a list", "give a list"),
    "tuple_type": ("{input} is not a list", "give a list"),
    "dict_type": ("{input} is not an object", "give an object"),
    "model_type": ("{input} is not an object", "give an object"),
    "model_attributes_type": ("{input} is not an object", "give an object"),
    "finite_number": ("{input} is not a finite number", "give a finite number"),
    "greater_than": ("{input} is too small", "give more than {gt}"),
    "greater_than_equal": ("{input} is too small", "give at least {ge}"),
    "less_than": ("{input} is too large", "give less than {lt}"),
    "less_than_equal": ("{input} is too large", "give at most {le}"),
    "too_short": ("{actual_length} entries are too few", "give at least {min_length}"),
    "too_long": ("too many entries", "give at most {max_length}"),
    "string_too_long": ("too long", "shorten it to {max_length} characters"),
    "string_too_short": ("too short", "give at least {min_length} characters"),
    "string_pattern_mismatch": (
        "{input} is not an identifier",
        "use letters, digits, '_', '.', '-' and single spaces",
    ),
    "literal_error": ("{input} is not known", "use {expected}"),
    "enum": ("{input} is not known", "use {expected}"),
}


def check(model: type[Model], data: Any, at: str = "") -> Model:
    """The data as this model. Raises InvalidBuilding for the first mistake, its pointer under `at`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    context = first.get("ctx", {})
    message, cure = _words(first, context)
    steps = _data_steps(data, first)
    if first["type"] == "unknown_field":
        steps.append(context["name"])
    raise InvalidBuilding(at + pointer(*steps), message, cure)


def check_fields(fields: type[Fields], data: Any) -> Fields:
    """The data as this struct. Raises InvalidBuilding for the first mistake."""
    try:
        return msgspec.convert(data, fields)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        steps = [index or name for name, index in _STEP.findall(where)]
        if missing := _MISSING.fullmatch(what):
            raise InvalidBuilding(pointer(*steps, missing[1]), "is missing", "add it") from None
        cure = "see the format's schema: plenum schema"
        raise InvalidBuilding(pointer(*steps), what[:1].lower() + what[1:], cure) from None


def _data_steps(data: Any, found: ErrorDetails) -> list[str | int]:
    """The steps through the data alone: pydantic's also name validators and the arms of unions."""
    steps: list[str | int] = []
    for step in found["loc"]:
        in_object = isinstance(data, Mapping) and step in data
        if in_object or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            data = data[step]
            steps.append(step)
    if found["type"] == "missing":
        steps.append(found["loc"][-1])
    return steps


def _words(first: ErrorDetails, context: Mapping[str, Any]) -> tuple[str, str]:
    if "cure" in context:
        return context["message"], context["cure"]
    if first["type"] not in _KINDS:
        return first["msg"], "see the format's schema: plenum schema"
    message, cure = _KINDS[first["type"]]
    figures = {**context, "input": quoted(first["input"])}
    return message.format_map(figures), cure.format_map(figures)
