"""What is told of whatever carries messages."""

from __future__ import annotations

import pytest

from plenum.pipeline.host import carrier
from plenum.telemetry import names


@pytest.mark.parametrize(
    ("url", "address", "port"),
    [
        ("redis://user:secret@store.example:7000/0", "store.example", 7000),
        ("rediss://store.example", "store.example", 6379),
        ("unix:///run/redis.sock?db=1", "/run/redis.sock", None),
        ("", None, None),
    ],
)
def test_a_carrier_is_told_by_its_address_and_never_by_its_password(
    url: str, address: str | None, port: int | None
) -> None:
    """Its host and port, or its socket; where there is no server, none."""
    about = carrier("redis", "a worker", url)
    assert (about.get(names.SERVER_ADDRESS), about.get(names.SERVER_PORT)) == (address, port)
    assert (about[names.MESSAGING_SYSTEM], about[names.CLIENT_ID]) == ("redis", "a worker")
    assert "secret" not in str(about)
