"""What several commands share: the talk on stderr, the connection, how errors end a command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisGone
from rich.console import Console

from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.missing import MissingLibraryError
from plenum.pipeline.client import Client
from plenum.pipeline.errors import PlenumError
from plenum.settings import WrongSettingError
from plenum.stack.errors import StackError, UsageError
from plenum.stack.info import StackInfo

talk = Console(stderr=True)
"""For people; results go to stdout."""

RedisUrl = Annotated[
    str | None,
    typer.Option("--redis-url", envvar="PLENUM_REDIS_URL", help="The running Plenum; default: the stack's."),
]
State = Annotated[
    Path | None,
    typer.Option("--state", envvar="PLENUM_STATE", help="The stack's folder; default: .plenum."),
]
Luminaires = Annotated[
    list[str] | None,
    typer.Option(
        "--luminaire",
        help="NAME=FILE: a luminaire of the catalogue (A, B, C) or of the building as an IES or EULUMDAT file"
        " describes it. May be repeated.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", envvar="PLENUM_JSON", help="For machines, on stdout.")]


def stack_info(state: Path | None) -> StackInfo | None:
    """The stack that was brought up here, if there is one."""
    from plenum.stack.folder import StateFolder

    return StackInfo.load(StateFolder.at(state))


def connect(redis_url: str | None, state: Path | None) -> Client:
    """A client of the named Plenum, of the stack in the state folder, or of the default address."""
    info = stack_info(state)
    return Client(redis_url or (info.redis_url if info else "redis://127.0.0.1:6379/0"))


@contextmanager
def told() -> Iterator[None]:
    """Turn what goes wrong into one sentence and a code: 2 for wrong asking, 130 for Ctrl-C, else 1."""
    try:
        yield
    except KeyboardInterrupt:
        _end("interrupted", "`plenum status` shows what goes on", 130)
    except InvalidBuilding as error:
        _end("not a building", error, 2)
    except WrongSettingError as error:
        _end("a wrong setting", error, 2)
    except MissingLibraryError as error:
        _end("not installed", error, 2)
    except (RedisGone, OperationalError) as error:
        _end("no Plenum answers", f"{str(error).rstrip('.')}; start one with `plenum up`", 1)
    except PlenumError as error:
        _end("refused", error, 1)
    except StackError as error:
        _end("plenum", error, 2 if isinstance(error, UsageError) else 1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _end(
            "cannot read or write",
            f"{where}{error.strerror or error}; check the path, its rights and the disk",
            1,
        )


def relit(building: Building, asked: list[str] | None) -> Building:
    """The building with the luminaires that `--luminaire` names. Raises InvalidBuilding."""
    if not asked:
        return building
    from plenum.files.building.luminaires import with_luminaires

    files: dict[str, Path] = {}
    for text in asked:
        name, equals, file = text.partition("=")
        if not (name and equals and file):
            raise typer.BadParameter(f"--luminaire {text!r}: give NAME=FILE")
        files[name] = Path(file)
    return with_luminaires(building, files)


def tell_left_out(building: Building) -> None:
    """Say what the input calls a room and is none."""
    from rich.markup import escape

    for text in building.left_out:
        talk.print(f"left out: {escape(text)}", highlight=False)


def _end(what: str, error: BaseException | str, code: int) -> NoReturn:
    from rich.markup import escape

    talk.print(f"[bold red]{what}[/]: {escape(str(error))}", highlight=False, soft_wrap=True)
    raise typer.Exit(code) from None


def write_json(data: Any, path: Path | None) -> None:
    """A result, to a file or to stdout; one line a top-level value is enough for both."""
    text = json.dumps(data, ensure_ascii=False)
    if path is None or str(path) == "-":
        typer.echo(text)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
