"""What a client's call raises while Redis is away or does not answer: of redis-py, kombu and Celery."""

from __future__ import annotations

from typing import Final

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

AWAY: Final[tuple[type[Exception], ...]] = (RedisError, OperationalError, ConnectionError)
