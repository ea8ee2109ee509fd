"""Models' breakers in memory: what speaks against a model, and how the next batch meets it."""

from __future__ import annotations

from collections.abc import Mapping

from plenum.pipeline.record.breaker import Breaker, BreakerTerms, Change, Evidence, after, due
from plenum.pipeline.record.memory.state import State


class BreakersInMemory(State):
    """The breakers' part of the port, and of a turn."""

    def breakers(self) -> Mapping[str, Breaker]:
        """As in the port."""
        with self._changed:
            now = self._clock()
            return {stage: due(kept, now) for stage, kept in self._breakers.items()}

    def _note(self, evidence: Evidence, terms: BreakerTerms) -> None:
        known = self._breakers.get(evidence.stage)
        self._keep(evidence.stage, after(known, evidence, terms, self._clock()))

    def _met(self, stage: str) -> Breaker | None:
        """The breaker as a batch that is begun now meets it."""
        known = self._breakers.get(stage)
        if known is None:
            return None
        met = due(known, self._clock())
        self._keep(stage, met)
        return met

    def _keep(self, stage: str, now: Breaker | None) -> None:
        before = self._breakers.pop(stage, None) or Breaker()
        if now:
            self._breakers[stage] = now
        state = now.state if now else "closed"
        if state != before.state:
            self._changes.append(Change(stage, state, (now or before).reason))

    def _told_changes(self) -> tuple[Change, ...]:
        """Of the breakers that changed since this was asked."""
        changes, self._changes = tuple(self._changes), []
        return changes
