"""What a stage may answer: the one definition for the code, the wire and the record.

For a room an answer, a selection or a failure; for a batch an output, or an absence where the stage was
given up. Each says by its `type` what it is.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from plenum.ceiling.room.layout import Layout
from plenum.ceiling.whole.competition import Candidate as Entrant
from plenum.ceiling.whole.competition import Stay
from plenum.files.completed.schema import Candidate, EvidenceFields, KeptFields, SmallestChange


class Answer(Struct, frozen=True, kw_only=True, tag="answer"):
    """A model's result for one room, with what a verifier made of it."""

    room_id: str
    model_name: str
    model_version: str
    confidence: float
    """0 to 1; 0 where a hard rule is broken."""
    valid: bool
    """Whether every hard rule of the stage holds."""
    execution_time: float
    """s, without the verifier."""
    layout: Layout
    evidence: tuple[EvidenceFields, ...]
    kept: KeptFields | UnsetType = UNSET
    """Where the room had an earlier layout."""
    relaxation: SmallestChange | UnsetType = UNSET
    """From the last stage, where the room breaks a hard rule."""

    def entrant(self, over_power: int = 0) -> Entrant:
        """The answer as the selector sees it; `over_power`: lights beyond the room's share of the power."""
        stay = Stay(self.kept.previous, self.kept.kept) if self.kept else None
        evidence = tuple(fields.evidence() for fields in self.evidence)
        return Entrant(self.model_name, self.layout, evidence, self.confidence, self.valid, stay, over_power)

    def candidate(self) -> Candidate:
        """The answer as the result lists it."""
        return Candidate(
            model_name=self.model_name,
            model_version=self.model_version,
            confidence=self.confidence,
            valid=self.valid,
            counts={self.layout.kind: len(self.layout.terminals)},
            execution_time=self.execution_time,
        )


class Selection(Struct, frozen=True, kw_only=True, tag="selection"):
    """The selector's choice for one room: the winner's layout, and everybody's scores."""

    room_id: str
    selected_model: str | None
    reason: str
    candidates: tuple[Candidate, ...]
    model_version: str
    layout: Layout | None = None
    evidence: tuple[EvidenceFields, ...] = ()
    kept: KeptFields | UnsetType = UNSET


class Failure(Struct, frozen=True, kw_only=True, tag="failure"):
    """A stage that gave no answer for a room, and why."""

    room_id: str
    error: str
    """The exception's class, `WorkerKilled`, or `Absent` where the whole stage was given up."""
    message: str
    traceback: str = ""
    dead_letter: str = ""

    def __str__(self) -> str:
        """In one line."""
        return f"{self.error}: {self.message}"


RoomAnswer = Answer | Selection | Failure


class Output(Struct, frozen=True, kw_only=True, tag="output"):
    """What a stage committed for a batch: one answer a room, in the batch's order."""

    stage: str
    rooms: tuple[RoomAnswer, ...]
    span: str = ""
    """Its `process` span as a traceparent, for the links of those that read it."""
    since_ns: int = 0
    """When its message began to wait, and when this was ready to be committed, ns since the epoch."""
    ended_ns: int = 0

    def of_room(self, index: int, room_id: str) -> RoomAnswer:
        """The answer for the batch's room at this place."""
        del room_id
        return self.rooms[index]


class Absence(Struct, frozen=True, kw_only=True, tag="absence"):
    """A stage that was given up for a batch, so that the others could go on."""

    stage: str
    reason: str

    def of_room(self, index: int, room_id: str) -> RoomAnswer:
        """A failure for whichever room."""
        del index
        return Failure(room_id=room_id, error="Absent", message=self.reason)


StageOutput = Output | Absence
