"""What Redis refuses is a sentence with a cure, and still an error of redis-py's."""

from __future__ import annotations

import pytest
from kombu.exceptions import OperationalError
from redis import exceptions

from plenum.client import NotPermittedError, PlenumError, UnwritableError
from plenum.client.refused import explained, explaining


@pytest.mark.parametrize(
    ("refusal", "kind", "words"),
    [
        (exceptions.NoPermissionError("this user has no permissions"), NotPermittedError, "addresses.redis"),
        (exceptions.ResponseError("MISCONF No space left on device"), UnwritableError, "room on its disk"),
        (exceptions.OutOfMemoryError("command not allowed"), UnwritableError, "maxmemory"),
        (exceptions.ReadOnlyError("You can't write against a replica."), UnwritableError, "plenum doctor"),
    ],
)
def test_a_refusal_is_told_with_its_cure(
    refusal: exceptions.ResponseError, kind: type[Exception], words: str
) -> None:
    """Whoever catches redis-py's errors, or ours, has it."""
    with pytest.raises(kind, match=words) as caught, explaining():
        raise refusal
    assert isinstance(caught.value, PlenumError)
    assert isinstance(caught.value, exceptions.ResponseError)
    assert str(refusal).rstrip(".") in str(caught.value)


def test_what_kombu_wraps_is_told_as_well() -> None:
    """It takes a refusal for a connection that was lost."""
    wrapped = OperationalError("MISCONF")
    wrapped.__cause__ = exceptions.ResponseError("MISCONF No space left on device")
    assert isinstance(explained(wrapped), UnwritableError)


@pytest.mark.parametrize(
    "error",
    [exceptions.ResponseError("WRONGTYPE"), exceptions.ConnectionError("away"), OperationalError("away")],
)
def test_other_errors_stay_what_they_are(error: Exception) -> None:
    """A fault of ours is not dressed up, and an absence has its own words."""
    assert explained(error) is error
