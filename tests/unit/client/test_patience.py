"""How long who waits for an answer bears a Redis that is away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kombu.exceptions import OperationalError
from redis import exceptions

from plenum.client.patience import Patience


def raising(error: Exception) -> Callable[[], int]:
    """A question that is answered by an error."""

    def ask() -> int:
        raise error

    return ask


PASSING = [
    exceptions.ConnectionError("refused"),
    exceptions.TimeoutError("silent"),
    exceptions.BusyLoadingError("loading"),
    OperationalError("kombu's word for these"),
]


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_what_passes_is_borne(error: Exception) -> None:
    """There is nothing new meanwhile, and the error is told until Redis answers again."""
    patience = Patience()
    assert patience.bear(raising(error), 1) == 1
    assert patience.error is error
    assert patience.bear(lambda: 2, 1) == 2
    assert patience.error is None


@pytest.mark.parametrize(
    "error", [exceptions.AuthenticationError("wrong password"), exceptions.ResponseError("WRONGTYPE")]
)
def test_what_does_not_pass_is_raised_at_once(error: Exception) -> None:
    """Time mends neither."""
    with pytest.raises(type(error)):
        Patience().bear(raising(error), 1)


def test_patience_ends_with_a_word_on_how_long_redis_was_away() -> None:
    """At the first question after it that is not answered."""
    patience = Patience(0)
    refused = raising(exceptions.ConnectionError("refused"))
    patience.bear(refused, 1)
    with pytest.raises(exceptions.ConnectionError, match="not answered for 0 s: refused"):
        patience.bear(refused, 1)


def test_patience_is_full_again_once_redis_has_answered() -> None:
    """However often it goes away."""
    patience = Patience(0)
    for _ in range(3):
        patience.bear(raising(exceptions.ConnectionError("refused")), 1)
        patience.bear(lambda: 2, 1)
