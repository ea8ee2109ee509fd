"""The process that reads one IFC file: options and file on stdin, a building or an error on stdout."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress

from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.bounds import MAX_MEMORY, MAX_SECONDS
from plenum.files.ifc.read import building_of
from plenum.files.settings.options import ReadOptions


def main() -> None:
    """Read, answer, end. Nothing else is written to stdout, whatever the library has to say."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    _bound()
    options = ReadOptions.model_validate_json(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    try:
        building = building_of(_text(content), options)
    except InvalidBuilding as error:
        json.dump({"invalid": error.args}, answer)
    else:
        json.dump({"building": building.to_json()}, answer)
    answer.close()


def _text(content: bytes) -> str:
    """The file's text: by its standard plain ASCII, but exporters write UTF-8 or Latin-1 into names."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _bound() -> None:
    """Bounds on time and memory, where the system has them."""
    try:
        import resource
    except ImportError:
        return
    bounds = ((resource.RLIMIT_CPU, MAX_SECONDS), (resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CORE, 0))
    for which, most in bounds:
        hard = resource.getrlimit(which)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # Some systems take no bound on memory; the time is bounded from outside too.
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (least, least))


if __name__ == "__main__":
    main()
