"""One room's part of a result, from what the stages answered for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET, structs

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Infeasible, Proof
from plenum.ceiling.room.room import Room
from plenum.files.building.building import Waiver
from plenum.files.completed.schema import (
    CompletedRoom,
    EvidenceFields,
    KeptFields,
    KindCount,
    ProofFields,
    RoomFields,
    RoomStatus,
    SmallestChange,
)
from plenum.pipeline.answers import Answer, Failure, RoomAnswer, Selection
from plenum.pipeline.graph import Graph
from plenum.pipeline.job import Job
from plenum.pipeline.result.whole import UNFINISHED

Waivers = Mapping[tuple[str, str], Waiver]
"""By rule and room."""
Placed = Answer | Selection


@dataclass(frozen=True)
class RoomEnd:
    """Where a room came to when its job ended."""

    index: int
    """Its place in the building."""
    original: Room
    answers: Mapping[str, RoomAnswer]
    """By stage, in the graph's order."""
    absent: Mapping[str, str]
    """Stages that were given up, each with the reason."""


@dataclass
class _Ceiling:
    """What the deciding stages made of the room, one after the other."""

    room: Room
    evidence: list[EvidenceFields] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    proof: dict[Kind, ProofFields] = field(default_factory=dict)
    infeasible: list[Infeasible] = field(default_factory=list)
    kept: dict[Kind, KeptFields] = field(default_factory=dict)

    def add(self, answer: Placed, waivers: Waivers) -> None:
        """One more answer, its layout on the grid."""
        room_id = self.room.room_id
        self.evidence += [waived(e, waivers.get((e.rule, room_id))) for e in answer.evidence]
        layout = answer.layout
        if layout is None:
            return
        self.room = self.room.with_layout(layout)
        self.notes += layout.notes
        if layout.proof:
            self.proof[layout.kind] = _proof(layout.proof)
        if layout.infeasible and not _leans_onwaived(layout.infeasible, waivers, room_id):
            self.infeasible.append(layout.infeasible)
        if answer.kept:
            self.kept[layout.kind] = answer.kept

    @property
    def failing(self) -> list[EvidenceFields]:
        """The hard rules that are broken."""
        return [e for e in self.evidence if e.hard and not e.passed]


def completed_room(
    job: Job, end: RoomEnd, waivers: Waivers, assumptions: list[str], digest: str
) -> tuple[Room, CompletedRoom]:
    """The room with everything on its grid, and its part of the result."""
    ceiling = _Ceiling(end.original)
    for stage in job.graph.deciding():
        answer = end.answers.get(stage.name)
        if answer is not None and not isinstance(answer, Failure):
            ceiling.add(answer, waivers)
    status, why = _status(job, end, ceiling)
    infeasible = ceiling.infeasible
    if status in UNFINISHED:
        # Nothing that was not checked to the end is handed out as placed.
        ceiling = _Ceiling(end.original)
    helps = _smallest_change(job.graph, end) if status in ("unsolved", "infeasible") else None
    selection = _selection(job.graph, end)
    return ceiling.room, CompletedRoom(
        **_described(ceiling.room),
        status=status,
        degraded=_degraded(job.graph, end),
        reasons=[
            *map(in_words, ceiling.failing),
            *why,
            *([f"would complete it: {helps.text}"] if helps else []),
        ],
        assumptions=assumptions,
        infeasible=infeasible,
        relaxation=helps or UNSET,
        dead_letters=[failure.dead_letter for failure in _fatal(job.graph, end) if failure.dead_letter],
        selected_model=selection.selected_model,
        selection_reason=selection.reason,
        candidates=list(selection.candidates),
        counts={Kind(kind): KindCount(**count) for kind, count in ceiling.room.counts().items()},
        evidence=ceiling.evidence,
        proof=ceiling.proof,
        input_digest=digest,
        kept=ceiling.kept or UNSET,
    )


def _smallest_change(graph: Graph, end: RoomEnd) -> SmallestChange | None:
    """What would complete the room, where the last stage found it."""
    last = end.answers.get(graph.last.name)
    return (last.relaxation or None) if isinstance(last, Answer) else None


def _selection(graph: Graph, end: RoomEnd) -> Selection:
    """The selector's answer, or one that selects nobody where it gave none."""
    found = end.answers.get(graph.selector)
    if isinstance(found, Selection):
        return found
    return Selection(
        room_id=end.original.room_id, selected_model=None, reason="", candidates=(), model_version=""
    )


def _status(job: Job, end: RoomEnd, ceiling: _Ceiling) -> tuple[RoomStatus, Sequence[str]]:
    """How the room ended, and why in words beside the rules that it breaks."""
    if len(end.answers) + len(end.absent) < len(job.graph.stages):
        met = {*end.answers, *end.absent}
        waiting = [stage.name for stage in job.graph.stages if stage.name not in met]
        status: RoomStatus = "cancelled" if job.ended_by in ("cancelled", "revoked") else "failed"
        return status, [f"ended before {', '.join(waiting)} had worked on it"]
    if fatal := _fatal(job.graph, end):
        return "failed", [str(failure) for failure in fatal]
    selection = end.answers.get(job.graph.selector)
    if not isinstance(selection, Selection) or not selection.selected_model:
        return "failed", ["no light model answered"]
    if not ceiling.failing:
        return "complete", ceiling.notes
    return "infeasible" if ceiling.infeasible else "unsolved", ceiling.notes


def _fatal(graph: Graph, end: RoomEnd) -> list[Failure]:
    """Failures of stages that nobody stands in for."""
    return [
        answer
        for name, answer in end.answers.items()
        if isinstance(answer, Failure) and not graph.competes(name)
    ]


def _degraded(graph: Graph, end: RoomEnd) -> list[str]:
    """Candidates that the room had to do without."""
    failed = [
        f"{name}: {answer}"
        for name, answer in end.answers.items()
        if isinstance(answer, Failure) and graph.competes(name)
    ]
    return [f"{name}: {reason}" for name, reason in end.absent.items()] + failed


def _described(room: Room) -> dict[str, Any]:
    """The parts of a building file's room, with its grid as it now is."""
    fields = structs.asdict(RoomFields.of(room))
    return {**fields, "flows": tuple((x, y, round(flow, 1)) for x, y, flow in fields["flows"])}


def _proof(proof: Proof) -> ProofFields:
    ordered = UNSET if proof.ordered_lower_bound is None else proof.ordered_lower_bound
    return ProofFields(
        count=proof.count, lower_bound=proof.lower_bound, proven=proof.proven, ordered_lower_bound=ordered
    )


def _leans_onwaived(why: Infeasible, waivers: Waivers, room_id: str) -> bool:
    """Whether a rule that a certificate was drawn from does not decide in this room."""
    return any((rule, room_id) in waivers for rule in (why.rule, *why.leans_on))


def waived(evidence: EvidenceFields, waiver: Waiver | None) -> EvidenceFields:
    """A waived rule no longer decides; the evidence keeps its figures and says who waived it and why."""
    if waiver is None or evidence.passed:
        return evidence
    note = f"waived by {waiver.by}: {waiver.reason}"
    return structs.replace(
        evidence, hard=False, detail=" — ".join(filter(None, [evidence.detail or "", note]))
    )


def in_words(e: EvidenceFields) -> str:
    """A broken hard rule."""
    value, limit = (f"{figure:.4g}" if figure is not None else "none" for figure in (e.value, e.limit))
    detail = f" ({e.detail})" if e.detail else ""
    return f"{e.rule}: {value} {e.unit}".rstrip() + f", limit {limit}{detail}"
