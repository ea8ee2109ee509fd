"""How far a job is, folded from the gateway's events; knows neither HTTP nor Airflow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any


class Progress:
    """One task's view of its job: the stages that are its own, the last of which ends its wait."""

    def __init__(self, stages: Iterable[str]) -> None:
        self._stages = tuple(stages)
        self._rooms: set[str] | None = None
        self._through: set[str] = set()
        self._told: set[tuple[str, str]] = set()
        self.status = "not seen"

    @property
    def reached(self) -> bool:
        """Whether the last stage has committed every room; one that was given up never does."""
        return self._rooms is not None and self._through >= self._rooms

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status in {"done", "cancelled"}

    def take(self, name: str, data: Any) -> str | None:
        """One event, and what is worth a line in the task's log; an event that comes again is not."""
        if name == "rooms":
            self._rooms = {room["room_id"] for room in data}
            return None
        if name == "step":
            return self._step(data)
        if name in {"job", "end"}:
            return self._job(data)
        return data.get("detail") if name in {"away", "gone"} else None

    def _job(self, data: Mapping[str, Any]) -> str | None:
        before, self.status = self.status, str(data["status"])
        if before == self.status:
            return None
        trace = f", trace {data['trace_id']}" if data.get("trace_id") else ""
        return f"job {data['job_id']} is {self.status}, {data['done']} of {data['total']} steps{trace}"

    def _step(self, data: Mapping[str, Any]) -> str | None:
        stage, batch, rooms = data["stage"], data["batch"], data["rooms"]
        if stage == self._stages[-1]:
            self._through |= {room["room_id"] for room in rooms}
        if (stage, batch) in self._told or not any(fnmatchcase(stage, own) for own in self._stages):
            return None
        self._told.add((stage, batch))
        placed = Counter[str]()
        for room in rooms:
            placed[room["kind"]] += len(room["tiles"])
        what = ", ".join(f"{tiles} × {kind}" for kind, tiles in placed.items() if kind)
        errors = [f"{room['room_id']}: {room['error']}" for room in rooms if room["error"]]
        return f"{stage}, batch {batch}, {len(rooms)} rooms: {'; '.join([what or 'nothing placed', *errors])}"
