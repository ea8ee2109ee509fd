"""Bytes with their length before them, as protobuf nests messages and as its streams separate them."""

from __future__ import annotations


def delimited(data: bytes) -> bytes:
    """The length as a varint (seven bits a byte, the lowest first), then the bytes."""
    left = len(data)
    if left < 0x80:
        return b"%c%b" % (left, data)
    length = bytearray()
    while left > 0x7F:
        length.append(left & 0x7F | 0x80)
        left >>= 7
    length.append(left)
    return bytes(length) + data
