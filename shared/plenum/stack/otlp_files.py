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
Ends = dict[int, int]
"""How far files have been read, by their inodes: one that is full gets another name and stays the same."""
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


def lines(folder: Path, signal: str, about: str = "", ends: Ends | None = None) -> Iterator[dict[str, Any]]:
    """Those of them that the collector wrote, from where `ends` says; it is moved on."""
    ends = {} if ends is None else ends
    needle = about.encode()
    for path in sorted(folder.glob(f"{signal}*.jsonl")):
        inode, end = _begins(path, ends)
        with path.open("rb") as file:
            file.seek(end)
            for line in file:
                # The collector may be in the midst of the last one.
                if line.endswith(b"\n"):
                    end += len(line)
                    ends[inode] = end
                    if needle in line:
                        yield json.loads(line)


def requests(folder: Path, signal: str, about: str = "", ends: Ends | None = None) -> Iterator[Any]:
    """Those of them that the sink keeps, as protobuf's own messages; `ends` as of `lines`."""
    ends = {} if ends is None else ends
    needles = _needles(about)
    for path in sorted(folder.glob(f"{signal}*{SUFFIX}")):
        inode, start = _begins(path, ends)
        for body, end in frames(path, start):
            ends[inode] = end
            if _holds(body, needles):
                yield _decoded(signal, body, needles)


def _begins(path: Path, ends: Ends) -> tuple[int, int]:
    """A file's inode, and where what was not read of it begins."""
    about = path.stat()
    if ends.get(about.st_ino, 0) > about.st_size:
        # It is another one: the inode of a file that went is soon a new one's.
        ends[about.st_ino] = 0
    return about.st_ino, ends.get(about.st_ino, 0)


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
