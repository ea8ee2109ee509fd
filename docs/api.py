"""Tables of what a Python program may call: signatures and docstrings, as they stand in the code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from plenum import client
from plenum.client import AsyncClient, Client, JobEntry, Progress
from plenum.pipeline.options import PlaceOptions
from plenum.pipeline.runner import PipelineRunner

CLASSES: Final = {each.__name__: each for each in (Client, AsyncClient, PipelineRunner)}
FIELDS: Final = {each.__name__: each for each in (PlaceOptions, Progress, JobEntry)}


class _Unsaid:
    """A default that is a function has no name that helps."""

    def __repr__(self) -> str:
        return "…"


def signature(call: Any) -> str:
    """Without `self`, and without the quotes of annotations that are read later."""
    found = inspect.signature(call)
    told = [
        each.replace(default=_Unsaid()) if inspect.isfunction(each.default) else each
        for each in found.parameters.values()
        if each.name != "self"
    ]
    return str(found.replace(parameters=told)).replace("'", "")


def said(of: Any) -> str:
    """A docstring on one line."""
    return " ".join((inspect.getdoc(of) or "").split())


def calls(name: str) -> Iterator[tuple[str, str]]:
    """How one of these classes is made, and each of its public methods."""
    of = CLASSES[name]
    yield f"`{name}{signature(of)}`", said(of)
    for method, call in vars(of).items():
        if inspect.isfunction(call) and not method.startswith("_"):
            yield f"`{method}{signature(call)}`", said(call)


def fields(name: str) -> Iterator[tuple[str, str, str]]:
    """What one of these has in it, with its type and the words under it."""
    parsed = ast.parse(inspect.getsource(FIELDS[name]))
    body = next(each.body for each in parsed.body if isinstance(each, ast.ClassDef))
    for line, after in pairwise([*body, ast.Pass()]):
        match line, after:
            case ast.AnnAssign(target=field, annotation=type_), ast.Expr(value=ast.Constant(value=words)):
                yield f"`{ast.unparse(field)}`", f"`{ast.unparse(type_)}`", str(words)
            case ast.AnnAssign(target=field, annotation=type_), _:
                yield f"`{ast.unparse(field)}`", f"`{ast.unparse(type_)}`", ""


def errors() -> Iterator[tuple[str, str]]:
    """What the clients raise of their own."""
    for name in client.__all__:
        found = getattr(client, name)
        if inspect.isclass(found) and issubclass(found, Exception):
            yield f"`{name}`", said(found)
