"""One place for what a broken file does to a library: anything but a clear error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from shapely.errors import ShapelyError

from plenum.files.errors import InvalidBuilding, pointer

_THROWN: Final = (
    *(RuntimeError, AttributeError, TypeError, ValueError, LookupError, ArithmeticError),
    ShapelyError,
)


def place(instance: Any) -> str:
    """An instance as the pointer of an error: its number in the file and its class."""
    return pointer(f"#{instance.id()}={instance.is_a()}")


@contextmanager
def sound(at: str) -> Iterator[None]:
    """Whatever the library or an attribute that is missing throws becomes InvalidBuilding at this place.

    The library checks attributes only when they are asked for, by exceptions of many kinds.
    """
    try:
        yield
    except _THROWN as error:
        raise InvalidBuilding(
            at, f"this does not fit the schema of the file: {error}", "export the file again"
        ) from None
