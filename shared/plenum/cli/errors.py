"""How what goes wrong ends a command: one sentence on stderr, and a code that scripts can tell apart."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NoReturn

import typer

FAILED: Final = 1
"""Failed or refused, not complete, not ready, nobody answers."""
WRONG: Final = 2
"""Wrong input or wrong usage."""
UNREAD: Final = 3
"""Done, but spaces of the model could not be read and are left out."""
INTERRUPTED: Final = 130

_OPTIONS: Final = "/options/"
"""Where an error's place begins that is none in the file."""
_KINDS: Final = (
    ("plenum.files.errors", "InvalidBuilding", "not a building", WRONG),
    ("plenum.settings", "WrongSettingError", "a wrong setting", WRONG),
    ("plenum.files.parsing.missing", "MissingLibraryError", "not installed", WRONG),
    ("redis.exceptions", "AuthenticationError", "Redis refuses", FAILED),
    ("redis.exceptions", "ConnectionError", "no Plenum answers", FAILED),
    ("redis.exceptions", "TimeoutError", "no Plenum answers", FAILED),
    ("kombu.exceptions", "OperationalError", "no Plenum answers", FAILED),
    ("plenum.pipeline.errors", "PlenumError", "refused", FAILED),
    ("plenum.stack.errors", "UsageError", "plenum", WRONG),
    ("plenum.stack.errors", "StackError", "plenum", FAILED),
)
"""Module and name of an error, what it is called, its code. Of a module that is not loaded there is none."""


@contextmanager
def reporting() -> Iterator[None]:
    """Turn what goes wrong into one sentence and a code; what nobody foresaw stays a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        _end("interrupted", "`plenum status` shows what goes on", INTERRUPTED)
    except (typer.Exit, BrokenPipeError):
        raise  # typer ends both: whoever read the output had enough of it
    except Exception as raised:
        refused = sys.modules.get("plenum.client.refused")
        error: Exception = refused.explained(raised) if refused else raised
        for module, name, what, code in _KINDS:
            if isinstance(error, getattr(sys.modules.get(module), name, ())):
                _end(*(_option(error) or (what, _words(what, error))), code)
        if isinstance(error, OSError):
            where = f"{error.filename}: " if error.filename else ""
            why = f"{where}{error.strerror or error}; check the path, its rights and the disk"
            _end("cannot read or write", why, FAILED)
        raise


def _option(error: Any) -> tuple[str, str] | None:
    """What is wrong with an option of reading, by its name; none where the file is at fault."""
    name = getattr(error, "pointer", "").removeprefix(_OPTIONS)
    if name == getattr(error, "pointer", ""):
        return None
    return "a wrong option", f"{name}: {error.message}; {error.cure}"


def _words(what: str, error: Exception) -> str:
    if what == "no Plenum answers":
        return f"{str(error).rstrip('.')}; start one with `plenum up`"
    if what == "Redis refuses":
        return (
            f"{str(error).rstrip('.')}; name user and password: --redis-url redis://USER:PASSWORD@HOST:PORT/0"
        )
    return str(error)


def _end(what: str, why: str, code: int) -> NoReturn:
    from rich.markup import escape

    from plenum.cli.talk import talk

    talk().print(f"[bold red]{what}[/]: {escape(why)}", highlight=False, soft_wrap=True)
    raise typer.Exit(code) from None
