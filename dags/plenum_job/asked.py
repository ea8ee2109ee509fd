"""What a DAG run asks of Plenum, by its parameters and GRID_INPUT_PATH; checked before it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

INPUT_PATH: Final = "GRID_INPUT_PATH"
MOST_BYTES: Final = 32 * 2**20
"""A larger file is refused: no gateway of Plenum's takes one either."""
KNOWN: Final = frozenset(
    {"grid", "input_path", "code", "priority", "deadline_s", "wait_s", "allow_incomplete"}
)


class WrongParameterError(ValueError):
    """A parameter, or what it names, is not what Plenum can be asked for."""


@dataclass(frozen=True)
class Asked:
    """A building or a grid with what `plenum.place` takes beside it."""

    building: dict[str, Any] | str
    """A grid or a building as JSON has it, or the text of a file in any format that Plenum reads."""
    options: dict[str, Any]
    priority: int
    deadline_s: float | None
    """Within so long the job has to be done, s; None: Plenum's default."""

    def content(self) -> bytes:
        """What tells this wish from another one."""
        return json.dumps([self.building, self.options, self.deadline_s], sort_keys=True).encode()


def asked(params: Mapping[str, Any], environ: Mapping[str, str]) -> Asked:
    """What the parameters ask for. Raises WrongParameterError."""
    unknown = sorted(params.keys() - KNOWN)
    if unknown:
        raise WrongParameterError(
            f"no such parameter: {', '.join(unknown)}; there are {', '.join(sorted(KNOWN))}"
        )
    code = params.get("code")
    if code is not None and not (isinstance(code, str) and code):
        raise WrongParameterError(f"code is {code!r}, not the name of a fire code such as NFPA72")
    return Asked(
        building=_building(params.get("grid"), params.get("input_path"), environ),
        options={"code": code} if code else {},
        priority=int(_number("priority", params.get("priority", 0), -10, 10)),
        deadline_s=_seconds("deadline_s", params.get("deadline_s")),
    )


def wait_s(params: Mapping[str, Any], default: float) -> float:
    """How long a run waits for its job, s. Raises WrongParameterError."""
    return _seconds("wait_s", params.get("wait_s")) or default


def _building(grid: object, path: object, environ: Mapping[str, str]) -> dict[str, Any] | str:
    if grid is not None and path:
        raise WrongParameterError("give grid or input_path, not both")
    if grid is not None:
        if not isinstance(grid, dict) or not grid:
            raise WrongParameterError(f"grid is {type(grid).__name__}, not an object with cells or rooms")
        return grid
    found = path or environ.get(INPUT_PATH)
    if not found:
        raise WrongParameterError(f"neither grid nor input_path is given, and {INPUT_PATH} is not set")
    if not isinstance(found, str):
        raise WrongParameterError(f"input_path is {type(found).__name__}, not a text")
    return _text(Path(found))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise WrongParameterError(f"{path} is larger than {MOST_BYTES // 2**20} MiB")
        text = path.read_text("utf-8")
    except OSError as error:
        raise WrongParameterError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise WrongParameterError(
            f"{path} is no text in UTF-8: {error.reason} at byte {error.start}"
        ) from error
    if not text.strip():
        raise WrongParameterError(f"{path} is empty")
    return text


def _number(name: str, value: object, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise WrongParameterError(f"{name} is {value!r}, not a number from {least:g} to {most:g}")
    return float(value)


def _seconds(name: str, value: object) -> float | None:
    return None if value is None else _number(name, value, 1, 86_400)
