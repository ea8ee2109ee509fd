"""Bytes with their length before them."""

from __future__ import annotations

import pytest

from plenum.telemetry.delimited import delimited


@pytest.mark.parametrize("length", [0, 1, 127, 128, 16_383, 16_384, 3_000_000])
def test_a_length_is_a_varint(length: int) -> None:
    """Seven bits a byte, the lowest first."""
    data = delimited(bytes(length))
    head = data[: len(data) - length]
    assert sum((byte & 0x7F) << 7 * place for place, byte in enumerate(head)) == length
    assert [byte < 0x80 for byte in head] == [False] * (len(head) - 1) + [True]
