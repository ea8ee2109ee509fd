"""What Redis refuses a client, in a sentence with a cure: what its user may not do, and writes.

Both stay errors of redis-py's too, for whoever catches those.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kombu.exceptions import OperationalError
from redis import exceptions

from plenum.pipeline.errors import PlenumError
from plenum.pipeline.record.redis.reaching import is_unwritable


class NotPermittedError(PlenumError, exceptions.NoPermissionError):
    """The client's user of Redis may submit and wait for results, and no more."""

    def __init__(self, refusal: str) -> None:
        super().__init__(refusal)

    def __str__(self) -> str:
        """What was refused and what to do."""
        return (
            f"Redis' user may not do that: {self.args[0].rstrip('.')}; with `addresses.redis` of"
            " `plenum status --json` it may, who has `addresses.redis_submit` may submit and wait for results"
        )


class UnwritableError(PlenumError, exceptions.ResponseError):
    """Redis answers and takes no writes: its disk or its memory is full, or it is a replica."""

    def __init__(self, refusal: str) -> None:
        super().__init__(refusal)

    def __str__(self) -> str:
        """What was refused and what to do."""
        return (
            f"Redis takes no writes: {self.args[0].rstrip('.')}; give it room on its disk or a higher"
            " maxmemory (`plenum doctor` says which), then try again"
        )


def explained(error: Exception) -> Exception:
    """The same error, in a sentence where it is one of these, or kombu's word for one."""
    refusal = error.__cause__ if isinstance(error, OperationalError) else error
    if refusal is None or isinstance(refusal, PlenumError):
        return error
    if isinstance(refusal, exceptions.NoPermissionError):
        return NotPermittedError(str(refusal))
    return UnwritableError(str(refusal)) if is_unwritable(refusal) else error


@contextmanager
def explaining() -> Iterator[None]:
    """Raise what Redis refuses as one of these."""
    try:
        yield
    except (exceptions.ResponseError, OperationalError) as error:
        raise explained(error) from None
