"""Files of OTLP requests: kept as they come, decoded when somebody reads them.

Receiving must cost little, for it happens with every export; reading is rare. So the sink appends each
request's protobuf with its length before it (OpenTelemetry's file exporter specification, "Protobuf file
requirements"). The collector writes JSON lines. Both are read here, as OTLP's JSON has them.

`python -m plenum.stack.otlp_files FILE…` prints files as JSON lines.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from plenum.stack.otlp_json import SIGNALS, to_json, to_line

SUFFIX: Final = ".binpb"
_NESTED: Final = {
    "traces": ("resource_spans", "scope_spans", "spans"),
    "metrics": ("resource_metrics", "scope_metrics", "metrics"),
    "logs": ("resource_logs", "scope_logs", "log_records"),
}
_TRACE_ID_DIGITS: Final = 32
_LONGEST_VARINT: Final = 5


def frames(path: Path, start: int = 0) -> Iterator[tuple[bytes, int]]:
    """Each whole request from where one ends, and where in the file it ends itself.

    What a killed writer left unfinished is none.
    """
    with path.open("rb") as file:
        size, end = path.stat().st_size, start
        while end < size:
            file.seek(end)
            head = file.read(_LONGEST_VARINT)
            length = used = 0
            for used, byte in enumerate(head, 1):
                length |= (byte & 0x7F) << 7 * (used - 1)
                if byte < 0x80:
                    break
            else:
                return
            file.seek(end + used)
            body = file.read(length)
            if len(body) < length:
                return
            end += used + length
            yield body, end


def mend(path: Path) -> None:
    """Cut off a request that was not written to its end, or what follows could not be read."""
    if path.is_file():
        end = max((end for _, end in frames(path)), default=0)
        if end < path.stat().st_size:
            with path.open("r+b") as file:
                file.truncate(end)


def exports(folder: Path, signal: str, about: str = "") -> Iterator[dict[str, Any]]:
    """A signal's requests in a folder, in OTLP's JSON mapping, the older files' included.

    `about`: only those that name this trace or job; of the sink's requests only the spans or records
    that do. Whoever asks for one looks again: a link names a trace too.
    """
    yield from lines(folder, signal, about)
    yield from map(to_json, requests(folder, signal, about))


def lines(folder: Path, signal: str, about: str = "") -> Iterator[dict[str, Any]]:
    """Those of them that the collector wrote."""
    for path in sorted(folder.glob(f"{signal}*.jsonl")):
        with path.open(encoding="utf-8") as file:
            # The collector may be in the midst of the last line.
            yield from (json.loads(line) for line in file if about in line and line.endswith("\n"))


def requests(folder: Path, signal: str, about: str = "") -> Iterator[Any]:
    """Those of them that the sink keeps, as protobuf's own messages."""
    needles = _needles(about)
    for path in sorted(folder.glob(f"{signal}*{SUFFIX}")):
        for body, _ in frames(path):
            if _holds(body, needles):
                yield _decoded(signal, body, needles)


def _needles(about: str) -> Sequence[bytes]:
    """What to look for in protobuf, where a trace's id is bytes while attributes are text."""
    needles = [about.encode()]
    if len(about) == _TRACE_ID_DIGITS:
        with contextlib.suppress(ValueError):
            needles.append(bytes.fromhex(about))
    return needles


def _holds(data: bytes, needles: Sequence[bytes]) -> bool:
    return any(needle in data for needle in needles)


def _decoded(signal: str, body: bytes, needles: Sequence[bytes]) -> Any:
    """A request without the spans or records that do not hold what is looked for.

    They are left out before the costly part: one request has thousands, of many jobs.
    """
    request = SIGNALS[signal].FromString(body)
    of_resource, of_scope, items = _NESTED[signal]
    if needles[0]:
        for resource in getattr(request, of_resource):
            for scope in getattr(resource, of_scope):
                found = getattr(scope, items)
                kept = [item for item in found if _holds(item.SerializeToString(), needles)]
                del found[:]
                found.extend(kept)
    return request


def main() -> None:
    """Print files of requests as JSON lines, the signal told by the name's beginning."""
    parser = argparse.ArgumentParser(prog="plenum.stack.otlp_files", description=main.__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    for path in parser.parse_args().files:
        signal = path.name.split(".")[0]
        if signal not in SIGNALS:
            parser.error(f"{path}: the name begins with none of {', '.join(SIGNALS)}")
        for body, _ in frames(path):
            sys.stdout.write(to_line(signal, body) + "\n")


if __name__ == "__main__":
    main()
