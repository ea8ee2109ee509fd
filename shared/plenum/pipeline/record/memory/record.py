"""The job's record in memory: for pipelines without a broker, and beside Redis in tests."""

from __future__ import annotations

from plenum.pipeline.record.memory.jobs import JobsInMemory
from plenum.pipeline.record.memory.ledger import LedgerInMemory
from plenum.pipeline.record.memory.registry import RegistryInMemory
from plenum.pipeline.record.memory.sweep import SweepInMemory
from plenum.pipeline.record.memory.work import WorkInMemory


class MemoryRecord(JobsInMemory, WorkInMemory, SweepInMemory, LedgerInMemory, RegistryInMemory):
    """All jobs' records of one process. Safe to share between threads."""
