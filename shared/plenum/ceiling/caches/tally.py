"""How often what is remembered was asked for and found, in this process: kept here, told by others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass
class Lookups:
    """Of one cache. Threads may lose a count between them: a figure is not worth a lock on each look."""

    hits: int = 0
    misses: int = 0


_ALL: dict[str, Lookups] = {}


def of(function: Callable[..., Any]) -> Lookups:
    """The lookups of a function's cache, told under its module's and its own name."""
    name = f"{function.__module__.removeprefix('plenum.ceiling.')}.{function.__name__.lstrip('_')}"
    return _ALL.setdefault(name, Lookups())


def by_cache() -> dict[str, Lookups]:
    """Of each cache by its name."""
    return dict(_ALL)
