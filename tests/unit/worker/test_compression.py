"""How much a compressed message may become: bounded for each of kombu's ways to compress."""

from __future__ import annotations

import pytest
from kombu import compression

from plenum.worker import compression as module
from plenum.worker.compression import TooLargeError, bound

KINDS = ["application/x-gzip", "application/x-bz2", "application/x-lzma"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_within_the_bound_is_unpacked(kind: str) -> None:
    """To the byte."""
    bound()
    body = b'[["building"], {}, {}]' * 100
    packed, named = compression.compress(body, kind)
    assert compression.decompress(packed, named) == body


@pytest.mark.parametrize("kind", KINDS)
def test_what_passes_the_bound_is_not(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a byte."""
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    bound()
    packed, _ = compression.compress(bytes(1000), kind)
    assert len(compression.decompress(packed, kind)) == 1000
    packed, _ = compression.compress(bytes(1001), kind)
    with pytest.raises(TooLargeError):
        compression.decompress(packed, kind)


def test_a_decoder_that_cannot_be_stopped_is_no_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is installed beside us registers its own with kombu."""
    compression.register(bytes, bytes, "application/x-of-a-stranger")
    bound()
    with pytest.raises(KeyError):
        compression.get_decoder("application/x-of-a-stranger")
