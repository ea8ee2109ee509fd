"""What is true of all jobs together, in memory: who lives and leads, counters, gauges, dead letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from plenum.pipeline.record.calls import Ages, Gauges, SampleRun, Worker
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.record.memory.state import State


class LedgerInMemory(State):
    """The ledger's part of the port."""

    def beat(self, worker: Worker, lifetime_ms: float) -> bool:
        """As in the port."""
        with self._changed:
            now = self._clock()
            for owner in worker.owners():
                self._beats[owner] = now + lifetime_ms
            self._workers[worker.service, worker.token] = now + lifetime_ms
            self._seen[worker.service] = now
            return True

    def note_sample_run(self, stage: str, made: SampleRun) -> None:
        """As in the port."""
        with self._changed:
            self._sample_runs[stage] = replace(made, at_ms=self._clock())

    def sample_runs(self) -> Mapping[str, SampleRun]:
        """As in the port."""
        with self._changed:
            return dict(self._sample_runs)

    def counters(self) -> Mapping[str, int]:
        """As in the port."""
        with self._changed:
            return dict(self._counters)

    def gauges(self, queues: Sequence[str], services: Sequence[str]) -> Gauges:
        """As in the port."""
        with self._changed:
            workers = dict.fromkeys(services, 0)
            for (service, _), until in self._workers.items():
                workers[service] = workers.get(service, 0) + (until > self._clock())
            depths = {queue: len(self._queues[queue]) for queue in queues}
            return Gauges(depths, workers, len(self.running()), len(self._letters))

    def ages(self, stages: Sequence[str], services: Sequence[str]) -> Ages:
        """As in the port."""
        with self._changed:
            now = self._clock()
            heads = {stage: self._queues[stage][0][1] if self._queues[stage] else now for stage in stages}
            running = [e.job.accepted_ms for e in self._entries.values() if e.lapses_ms == inf]
            return Ages(
                {stage: max(0.0, now - pushed) / 1000 for stage, pushed in heads.items()},
                max(0.0, now - min(running, default=now)) / 1000,
                self._pauses.at or 0.0,
                {service: self._seen[service] for service in services if service in self._seen},
            )

    def identity(self) -> str:
        """As in the port."""
        return self._identity

    def lead(self, owner: str, lease_ms: int) -> bool:
        """As in the port."""
        with self._changed:
            holder, until = self._lead
            if holder not in ("", owner) and until > self._clock():
                return False
            self._lead = (owner, self._clock() + lease_ms)
            return True

    def resign(self, owner: str) -> None:
        """As in the port."""
        with self._changed:
            if self._lead[0] == owner:
                self._lead = ("", -inf)

    def letter(self, letter_id: str) -> DeadLetter | None:
        """As in the port."""
        return self._letters.get(letter_id)

    def letters(self) -> Sequence[DeadLetter]:
        """As in the port."""
        with self._changed:
            return sorted(self._letters.values(), key=lambda letter: letter.id)

    def remove_letter(self, letter_id: str) -> None:
        """As in the port."""
        with self._changed:
            self._drop_letter(letter_id)
