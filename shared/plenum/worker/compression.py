"""Bounds on what a compressed message may become, on every queue: a few MB can unpack to gigabytes.

kombu decompresses a body in the worker's main process, whole, before anybody has looked at it. Here its
decoders stop at a bound; a message that goes past it is refused as one that cannot be decoded.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Any, Final

from kombu import compression

from plenum.files.limits import MAX_BYTES

MOST_BYTES: Final = MAX_BYTES * 5 // 4
"""Of a body unpacked: the largest input text, and what JSON adds to a text within a text."""


class TooLargeError(ValueError):
    """A body is larger than any that is read, unpacked or as it came."""


def bound() -> None:
    """Let no decoder of this process unpack more than MOST_BYTES; what cannot be stopped is taken away."""
    made: dict[str, tuple[Callable[[bytes], bytes], Callable[[], Any]]] = {
        "application/x-gzip": (zlib.compress, zlib.decompressobj),
        "application/x-bz2": (bz2.compress, bz2.BZ2Decompressor),
        "application/x-lzma": (lzma.compress, lzma.LZMADecompressor),
    }
    for kind in list(compression._decoders):
        if kind not in made:
            del compression._decoders[kind]
    for kind, (encoder, decompressor) in made.items():
        compression.register(encoder, _bounded(decompressor), kind)


def _bounded(decompressor: Callable[[], Any]) -> Callable[[bytes], bytes]:
    def decode(packed: bytes) -> bytes:
        one = decompressor()
        unpacked: bytes = one.decompress(packed, MOST_BYTES)
        if not one.eof:
            raise TooLargeError(f"more than {MOST_BYTES} bytes unpacked, or cut off")
        return unpacked

    return decode
