"""What processes hold in memory, as the kernel counts it."""

from __future__ import annotations

import contextlib
import subprocess
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

_PROC = Path("/proc")


def resident_mib(pids: Collection[int]) -> dict[int, tuple[float, ...]]:
    """MiB of each process and, after it, of each of its children; without those that ended meanwhile.

    Where the kernel tells it, a page that n processes share counts 1/n for each (PSS), so that the sum
    is what all hold together; elsewhere (macOS) the whole resident set.
    """
    if not (_PROC / "self" / "smaps_rollup").exists():
        return {pid: sizes for pid in pids if (sizes := _from_ps(pid))}
    children = _children()
    found = {}
    for pid in pids:
        own, *others = (_pss_mib(each) for each in (pid, *children[pid]))
        if own:
            found[pid] = (own, *filter(None, others))
    return found


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                # After the name, which may hold anything, in parentheses: state, parent.
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                found[int(parent)].append(int(folder.name))
    return found


def _pss_mib(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def _from_ps(pid: int) -> tuple[float, ...]:
    listing = subprocess.run(["ps", "-axo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True)
    rows = [tuple(map(int, line.split())) for line in listing.stdout.splitlines()]
    return tuple(
        round(rss / 1024, 1)
        for own, parent, rss in sorted(rows, key=lambda row: row[0] != pid)
        if pid in (own, parent)
    )
