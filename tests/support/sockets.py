"""Which TCP sockets a process has, from the kernel's own tables: proc(5), /proc/net/tcp."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from pathlib import Path
from typing import Final

LISTEN: Final = "0A"


def listening_addresses(pid: int) -> set[tuple[str, int]]:
    """Host and port of each listening socket of a process."""
    return {address for address, state in _sockets(pid) if state == LISTEN}


def local_addresses(pid: int) -> set[tuple[str, int]]:
    """Host and port of each socket's own end, as the process' network namespace has them."""
    return {address for address, _ in _sockets(pid)}


def _sockets(pid: int) -> set[tuple[tuple[str, int], str]]:
    """The own end and the state of each."""
    process = Path(f"/proc/{pid}")
    inodes = set()
    for handle in (process / "fd").iterdir():
        # It may be closed meanwhile.
        with suppress(FileNotFoundError):
            target = str(handle.readlink())
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    found = set()
    for table, size in (("tcp", 8), ("tcp6", 32)):
        for line in (process / "net" / table).read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            if rest[5] in inodes:
                host, port = local.split(":")
                assert len(host) == size
                found.add(((_host(host), int(port, 16)), state))
    return found


def _host(hexadecimal: str) -> str:
    """The address as people write it: the kernel prints 32-bit words in the machine's byte order."""
    words = [int(hexadecimal[start : start + 8], 16) for start in range(0, len(hexadecimal), 8)]
    packed = struct.pack(f"={len(words)}I", *words)
    return socket.inet_ntop(socket.AF_INET if len(words) == 1 else socket.AF_INET6, packed)
