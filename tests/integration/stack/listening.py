"""Which TCP sockets a process listens on, from the kernel's own tables."""

from __future__ import annotations

import socket
import struct
from pathlib import Path


def listening_addresses(pid: int) -> set[tuple[str, int]]:
    """Host and port of each listening socket of a process."""
    process = Path(f"/proc/{pid}")
    inodes = set()
    for handle in (process / "fd").iterdir():
        target = str(handle.readlink())
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = set()
    for table, size in (("tcp", 8), ("tcp6", 32)):
        for line in (process / "net" / table).read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            if state == "0A" and rest[5] in inodes:
                host, port = local.split(":")
                assert len(host) == size
                found.add((_host(host), int(port, 16)))
    return found


def _host(hexadecimal: str) -> str:
    """The address as people write it: the kernel prints 32-bit words in the machine's byte order."""
    words = [int(hexadecimal[start : start + 8], 16) for start in range(0, len(hexadecimal), 8)]
    packed = struct.pack(f"={len(words)}I", *words)
    return socket.inet_ntop(socket.AF_INET if len(words) == 1 else socket.AF_INET6, packed)
