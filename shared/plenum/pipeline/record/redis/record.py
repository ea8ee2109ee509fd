"""The job's record in Redis: what was asked, what is committed, and who works on what.

Each method is one script and so one atomic step. Calls outlast a Redis restart: they are repeated for
`patience_s` seconds. docs/record.md tells what each key holds and how long.
"""

from __future__ import annotations

from plenum.pipeline.record.redis.jobs import JobsInRedis
from plenum.pipeline.record.redis.ledger import LedgerInRedis
from plenum.pipeline.record.redis.registry import RegistryInRedis
from plenum.pipeline.record.redis.work import WorkInRedis


class RedisRecord(JobsInRedis, WorkInRedis, LedgerInRedis, RegistryInRedis):
    """All jobs' records behind one Redis client. Safe to share between threads."""
