"""The process that reads one IFC file: options and file on stdin, what was asked or an error on stdout.

Its arguments are what is asked, and the seconds of a processor that it may take.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.asked import BUILDING, COMPONENTS
from plenum.files.ifc.bounds import MAX_MEMORY
from plenum.files.ifc.opening import text_of
from plenum.files.ifc.read import building_of, components_in
from plenum.files.settings.options import ReadOptions


def main() -> None:
    """Read, answer, end. Nothing else is written to stdout, whatever the library has to say."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    asked, seconds = sys.argv[1:]
    bound(int(seconds))
    options = ReadOptions.model_validate_json(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    try:
        found = _ASKED[asked](text_of(content), options)
    except InvalidBuilding as error:
        json.dump({"invalid": error.args}, answer)
    else:
        json.dump({asked: found}, answer)
    answer.close()


def _building(content: str, options: ReadOptions) -> Any:
    return building_of(content, options).to_json()


def _components(content: str, options: ReadOptions) -> Any:
    del options
    return [asdict(component) for component in components_in(content)]


_ASKED: Final = {BUILDING: _building, COMPONENTS: _components}


def bound(seconds: int) -> None:
    """Bounds on the processor's time and memory of this process, where the system has them."""
    try:
        import resource
    except ImportError:
        return
    bounds = ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CORE, 0))
    for which, most in bounds:
        hard = resource.getrlimit(which)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # Some systems take no bound on memory; the time is bounded from outside too. The hard one stays:
        # where both bounds on time are the same, the signal is not the one that tells them.
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (least, hard))


if __name__ == "__main__":
    main()
