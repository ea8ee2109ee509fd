"""What a request brings: a file as its body, or several as a form; nothing of them is read here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from plenum.files.errors import InvalidBuilding
from plenum.files.parsing.json_text import load

from .problems import ProblemError

FORM: Final = "multipart/form-data"
RAW: Final = (
    *("application/json", "application/xml", "text/xml", "application/x-step", "model/ifc"),
    *("application/octet-stream", "text/plain"),
)
"""Media types of a body that is a file; its format shows in its content, as for `plenum place`."""
_BODY_S: Final = 60.0
"""How long a body may take to come."""
_MOST_FILES: Final = 20
_LUMINAIRE: Final = "luminaire."


@dataclass(frozen=True)
class Upload:
    """A building's file and what came with it."""

    content: bytes
    name: str = ""
    luminaires: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    """By the luminaire's name: a file's name and content."""
    beside: tuple[tuple[str, bytes], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


async def uploaded(request: Request) -> Upload:
    """The request's files. Raises ProblemError: 408, 413, 415 or 422."""
    kind = _media_type(request, FORM, *RAW)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise ProblemError(415, "encoding", "the body is encoded", cure="send it as it is")
    try:
        async with asyncio.timeout(_BODY_S):
            return await (_form(request) if kind == FORM else _raw(request))
    except TimeoutError:
        raise ProblemError(408, "slow", f"the body did not come within {_BODY_S:g} s") from None


async def json_body(request: Request, most_bytes: int) -> Any:
    """A small body's data, read in this process. Raises ProblemError and InvalidBuilding."""
    _media_type(request, "application/json")
    content = (await uploaded(request)).content
    if len(content) > most_bytes:
        raise ProblemError(413, "too_large", f"larger than {most_bytes // 2**20} MiB", cure="use /v1/jobs")
    return load(content)


def _media_type(request: Request, *known: str) -> str:
    """The body's, one of these. Raises ProblemError."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in known:
        first, *others = known
        cure = f"send {first} or {', '.join(others)}" if others else f"send {first}"
        raise ProblemError(415, "media_type", f"{kind or 'no media type'} is not known", cure=cure)
    return kind


async def _raw(request: Request) -> Upload:
    content = await request.body()
    if not content:
        raise InvalidBuilding("", "there is nothing in it", "send a building, a grid or a model")
    return Upload(content)


async def _form(request: Request) -> Upload:
    """`file` is the building; `luminaire.NAME` describes one; other files are what the building names."""
    buildings: list[tuple[str, bytes]] = []
    luminaires: dict[str, tuple[str, bytes]] = {}
    beside: list[tuple[str, bytes]] = []
    settings: Any = {}
    try:
        async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FILES) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    file = (value.filename or "", await value.read())
                    if name == "file":
                        buildings.append(file)
                    elif name.startswith(_LUMINAIRE):
                        luminaires[name.removeprefix(_LUMINAIRE)] = file
                    else:
                        beside.append(file)
                elif name == "settings":
                    settings = load(value)
                else:
                    raise ProblemError(
                        422, "invalid_request", f"there is no field {name!r}", cure="see /openapi.json"
                    )
    except HTTPException as error:
        # What the parser refuses, as starlette raises it.
        raise ProblemError(
            422, "invalid_request", str(error.detail), cure="send a well-formed form"
        ) from None
    if len(buildings) != 1:
        raise ProblemError(
            422,
            "invalid_request",
            f"{len(buildings)} files are named `file`",
            cure="send one building a job as `file`; luminaires as `luminaire.NAME`",
        )
    if not isinstance(settings, Mapping):
        raise InvalidBuilding("/settings", "not an object", "give an object, or leave it out")
    return Upload(buildings[0][1], buildings[0][0], luminaires, tuple(beside), settings)
