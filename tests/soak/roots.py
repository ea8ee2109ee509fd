"""The roots of all traces, read as the sink writes them: of an hour's files the oldest are gone."""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Final

from plenum.stack import otlp_files
from plenum.stack.otlp_json import SIGNALS
from tests.support.waiting import HANGS_S

_EVERY_S: Final = 5.0
_HEAD: Final = 256
"""A file's first bytes, which no other begins with: trace ids are random."""


class Roots:
    """Reads on where it left off; a file that is set aside meanwhile is known by what it begins with.

    Its inode is soon another file's: that of the one that is written when the oldest goes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[bytes, int] = {}
        """How far each was read."""
        self._found: defaultdict[str, set[bytes]] = defaultdict(set)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="soak-roots", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Read no more."""
        self._stop.set()
        self._thread.join(HANGS_S)

    def of(self, trace_id: str) -> int:
        """How many roots a trace has, however often each was told."""
        return len(self._found.get(trace_id, ()))

    def look(self) -> None:
        """Read what has come."""
        with self._lock:
            read = {}
            for path in self._folder.glob(f"traces*{otlp_files.SUFFIX}"):
                # The oldest goes at any moment; what was missed is read from its beginning.
                with suppress(FileNotFoundError):
                    with path.open("rb") as file:
                        head = file.read(_HEAD)
                    read[head] = self._on(path, self._read.get(head, 0))
            self._read = read

    def _on(self, path: Path, end: int) -> int:
        read = end
        for body, read in otlp_files.frames(path, end):  # noqa: B007 - where the next look begins
            self._take(body)
        return read

    def _take(self, body: bytes) -> None:
        for resource in SIGNALS["traces"].FromString(body).resource_spans:
            for scope in resource.scope_spans:
                for span in scope.spans:
                    if not span.parent_span_id:
                        self._found[span.trace_id.hex()].add(span.span_id)

    def _run(self) -> None:
        while not self._stop.wait(_EVERY_S):
            self.look()
