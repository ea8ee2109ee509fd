"""Options that travel together are a dataclass: a command names it, and typer sees its fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints

from plenum.cli.errors import reporting


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """The command as typer takes it: a dataclass parameter is replaced by one option for each field.

    A field's annotation holds its `typer.Option`. Errors end the command as `reporting` says.
    """
    kinds = get_type_hints(command, include_extras=True)
    groups: dict[str, type] = {}
    parameters: list[Parameter] = []
    for name, given in signature(command).parameters.items():
        kind = kinds[name]
        if isinstance(kind, type) and is_dataclass(kind):
            groups[name] = kind
            hints = get_type_hints(kind, include_extras=True)
            parameters += [_parameter(f.name, f.default, hints[f.name]) for f in fields(kind)]
        else:
            parameters.append(_parameter(name, given.default, kind))

    @wraps(command)
    def expanded(**given: Any) -> None:
        with reporting():
            for name, kind in groups.items():
                given[name] = kind(**{f.name: given.pop(f.name) for f in fields(kind)})
            command(**given)

    del expanded.__wrapped__  # typer would look through to the signature
    expanded.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # how inspect is told
    expanded.__annotations__ = {p.name: p.annotation for p in parameters}
    return expanded


def _parameter(name: str, default: Any, annotation: Any) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
