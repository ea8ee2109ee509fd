"""What was answered, judged as it comes: a soak of an hour has more results than memory for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.system import essence, sums


class Tally:
    """Answers beside those of peace, by kind of job."""

    def __init__(self, peace: Mapping[str, dict[str, Any]]) -> None:
        self._wanted = {kind: essence(result) for kind, result in peace.items()}
        self._unlike: Counter[str] = Counter()
        self._failed: list[str] = []
        self.traces: list[str] = []
        """Of the jobs that were done."""
        self.sums: Counter[str] = Counter()
        """What the counters must have risen by."""
        self.ended: Counter[str] = Counter()
        """Jobs and rooms by status, as the counters call them."""

    def take(self, task_id: str, kind: str, meta: Mapping[str, Any]) -> None:
        """A task's metadata, as Celery stores it."""
        result = meta["result"]
        if meta["status"] != "SUCCESS":
            self._failed.append(f"{task_id}: {kind}, {meta['status']}: {str(result)[:200]}")
            return
        self.traces.append(result["trace_id"])
        self.sums.update(sums([result]))
        self.ended[f"ended:{result['status']}"] += 1
        self.ended.update({f"rooms:{name}": n for name, n in result["totals"]["statuses"].items() if n})
        if essence(result) != self._wanted[kind]:
            statuses = Counter(room["status"] for room in result["rooms"])
            degraded = Counter(str(why) for room in result["rooms"] for why in room["degraded"])
            self._unlike[f"{kind}: rooms {dict(statuses)}, degraded {dict(degraded)}"] += 1

    def wrongs(self) -> Iterator[str]:
        """One sentence for each thing that is not as in peace."""
        yield from self._failed
        for what, n in self._unlike.items():
            yield f"{n} results unlike those of peace, {what}"
