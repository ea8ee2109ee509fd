"""A job: what was asked once and for all, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from msgspec import Struct

from plenum.ceiling.asked.settings import Settings
from plenum.files.building.building import Building, SourceFormat, Waiver
from plenum.pipeline.graph import Graph

Status = Literal["running", "finishing", "cancelled", "done"]
COORDINATOR: Final = "coordinator"
"""The service, and its queue, that takes jobs in and ends them."""
FINISH: Final = "finish"
"""The pseudo stage under which a job's ending is due."""
ENDING: Final = "-"
"""In the place of a batch: what is due is of the whole job."""
EndedBy = Literal["", "cancelled", "revoked", "overdue"]
"""Why a job ended before its last batch did."""


class Slot(NamedTuple):
    """One stage of one batch of one job: what a message is for, and what is committed once."""

    job_id: str
    batch: str
    stage: str

    @property
    def message_id(self) -> str:
        """The id of the message that sends the batch there."""
        return f"{self.job_id}.{self.batch}.{self.stage}"

    def at(self, stage: str) -> Slot:
        """The same batch at another stage."""
        return self._replace(stage=stage)


class Head(Struct, frozen=True, kw_only=True):
    """A building without its rooms."""

    building_id: str
    name: str
    waivers: tuple[Waiver, ...] = ()
    assumptions: dict[str, tuple[str, ...]] = {}
    left_out: tuple[str, ...] = ()
    source_model: dict[str, Any] = {}

    @classmethod
    def of(cls, building: Building) -> Head:
        """The head of a building that was read."""
        return cls(
            building_id=building.building_id,
            name=building.name,
            waivers=building.waivers,
            assumptions=dict(building.assumptions),
            left_out=building.left_out,
            source_model=dict(building.source_model),
        )


class Job(Struct, frozen=True, kw_only=True):
    """A job's record apart from its rooms and answers. Spans are traceparents, empty for none."""

    job_id: str
    root: str
    """The `place job` span."""
    parent: str = ""
    """The caller's span where it is sampled."""
    caller: str = ""
    begin_ns: int = 0
    building: Head
    settings: Settings
    graph: Graph
    """The one it started with."""
    rooms: int
    batches: int
    answers: SourceFormat = "building"
    """What came in, and so what goes out: a grid for a grid, else a completed building."""
    priority: int = 0
    submitted_by: str = ""
    """Whom a door took it from; empty where nobody says."""
    track_started: bool = False
    """Whether its task is told how many rooms are done, as each batch ends."""
    status: Status = "running"
    accepted_ms: float = 0.0
    ended_ms: float = 0.0
    ended_by: EndedBy = ""
    replays: int = 0
    """Rooms that were given up and done again in it."""
    reopened: int = 0
    """How often that was when it had ended."""
    form: int = 0
    """In which it is written (`pipeline/forms.py`), as Redis keeps it; 0: one that every version reads."""

    @property
    def trace_id(self) -> str:
        """32 hexadecimal digits."""
        return self.root.split("-")[1]


@dataclass(frozen=True)
class Progress:
    """How far a job is: stages of batches committed, of all there are."""

    status: str
    """`running`, `finishing`, `done` or `cancelled`."""
    rooms: int
    """Of the building."""
    done: int
    """Stages of batches that are committed."""
    total: int
    """All that there are."""
    trace_id: str
    """32 hexadecimal digits."""
