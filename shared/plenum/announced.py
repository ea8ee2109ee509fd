"""Where the installed services are: they announce their stage graph as entry points of `plenum.graph`.

A checkout has them as the package `services`; a wheel as `plenum_services`, since a package of so
common a name would meet strangers in site-packages. Both are announced, one of them is there.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from typing import Final

from plenum.deployable import Service

GROUP: Final = "plenum.graph"
_CHECKOUT: Final = "checkout"
"""Asked last: beside a wheel, a package `services` is somebody else's."""


@cache
def _announced() -> tuple[EntryPoint, ...]:
    """Asked once: it reads a file of every package that is installed."""
    return tuple(entry_points(group=GROUP))


def announced_graphs() -> list[EntryPoint]:
    """The entry points whose package can be imported here."""
    there = [entry for entry in _announced() if find_spec(entry.module.partition(".")[0])]
    return sorted(there, key=lambda entry: entry.name == _CHECKOUT)


def announced_services() -> tuple[Service, ...]:
    """The services that are no stage. Raises LookupError where none are installed."""
    for entry in announced_graphs():
        found: tuple[Service, ...] = import_module(entry.module).SERVICES
        return found
    raise LookupError("no services are installed: run `make setup`")


def services_package() -> str:
    """The package that holds the services. Raises LookupError where none is installed."""
    for entry in announced_graphs():
        return entry.module.rpartition(".")[0]
    raise LookupError("no services are installed: run `make setup`")
