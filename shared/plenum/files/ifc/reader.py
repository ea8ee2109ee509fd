"""The door to IFC files: they are read in a process of its own, with bounds on its time and memory.

The library is C++ and follows references without looking: a file that is broken in the right way ends
its process. The process that asked goes on, and says what it was.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from importlib.util import find_spec
from typing import Any, Final

from plenum.distribution import cure
from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.asked import BUILDING, COMPONENTS
from plenum.files.ifc.bounds import MAX_SECONDS, MAX_SECONDS_OF_TEXT
from plenum.files.ifc.component import Component
from plenum.files.limits import MAX_BYTES
from plenum.files.settings.options import ReadOptions

_BEGINS: Final = "ISO-10303-21"
_READER: Final = ("-P", "-m", "plenum.files.ifc.process")
"""-P: a module of the working directory must not stand in for one of ours."""
MISSING: Final = cure("ifc")
"""The cure where the extra is not installed."""


def is_ifc(content: bytes | str) -> bool:
    """Whether this is meant to be a STEP file, which IFC files are."""
    start = content[:1000] if isinstance(content, str) else content[:1000].decode("latin-1")
    return start.lstrip("\ufeff\xef\xbb\xbf \t\r\n").upper().startswith(_BEGINS)


def read_ifc(content: bytes | str, options: ReadOptions) -> Building:
    """A building from an IFC file's content. Raises InvalidBuilding, where the extra is missing too."""
    return Building.from_json(_answer(content, BUILDING, options)[BUILDING])


def read_components(content: bytes | str) -> list[Component]:
    """What hangs in the ceilings of an IFC file's content, rooms or not. Raises InvalidBuilding."""
    if not is_ifc(content):
        raise InvalidBuilding("", "this is no IFC file", "give the model of the services as IFC")
    found = _answer(content, COMPONENTS, ReadOptions())[COMPONENTS]
    return [Component(**{**each, "at_m": tuple(each["at_m"])}) for each in found]


def _answer(content: bytes | str, what: str, options: ReadOptions) -> dict[str, Any]:
    """What the process that reads answers. Raises InvalidBuilding."""
    if find_spec("ifcopenshell") is None:
        raise InvalidBuilding("", "IFC files need ifcopenshell, which is not installed", MISSING)
    sent = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
    if len(sent) > MAX_BYTES:
        raise InvalidBuilding(
            "", f"larger than {MAX_BYTES // 2**20} MiB", "export the spaces and the terminals alone"
        )
    seconds = MAX_SECONDS if isinstance(content, bytes) else MAX_SECONDS_OF_TEXT
    asked = options.model_dump_json(exclude_unset=True).encode()
    try:
        ended = subprocess.run(
            [sys.executable, *_READER, what, str(seconds)],
            input=asked + b"\n" + sent,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _late(MAX_SECONDS) from None
    if ended.returncode == -signal.SIGXCPU:
        raise _late(seconds)
    try:
        answer: dict[str, Any] = json.loads(ended.stdout)
    except ValueError:
        raise InvalidBuilding(
            "",
            f"the library ended on this file (exit code {ended.returncode})",
            "export it again, the spaces and the terminals alone",
        ) from None
    if "invalid" in answer:
        raise InvalidBuilding(*answer["invalid"])
    return answer


def _late(seconds: float) -> InvalidBuilding:
    advice = "export the spaces and the terminals alone, or `plenum convert` it"
    return InvalidBuilding("", f"not read within {seconds} s", advice)
