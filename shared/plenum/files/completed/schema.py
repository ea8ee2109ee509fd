"""The completed building, `plenum.completed/1`: the one definition for code, wire and JSON Schema.

The assembly fills these structs, readers of results check against them, and the published schema is made
from them. Open where a building file is strict: a later version of Plenum may add fields, never take
one away, and a reader of results must not break on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, nan
from typing import Annotated, Any, Final, Literal, Self

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field

from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Infeasible
from plenum.ceiling.room.room import Frame, Room
from plenum.ceiling.rules.evidence import Evidence
from plenum.ceiling.rules.fire_code import FireCode

SCHEMA: Final = "plenum.completed/1"
Figure = float | None
"""A measured value; null where it could not be measured."""
RoomStatus = Literal["complete", "unsolved", "infeasible", "failed", "cancelled"]
STATUSES: Final[tuple[RoomStatus, ...]] = ("complete", "unsolved", "infeasible", "failed", "cancelled")
BuildingStatus = Literal["complete", "incomplete", "failed", "cancelled"]
Count = Annotated[int, Meta(ge=0)]
At = tuple[int, int]
Point = tuple[float, float]


class EvidenceFields(Struct, frozen=True, kw_only=True):
    """One checked rule; `margin` is positive when it holds with room to spare, in `unit`.

    Figures have six significant digits, more than any rule.
    """

    rule: str
    value: Figure
    limit: Figure
    unit: str
    margin: Figure
    passed: bool
    hard: bool
    source: str
    confidence: Annotated[str, Meta(description="Of the limit itself: H, M or L.")]
    detail: str | UnsetType = UNSET

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceFields:
        """The evidence as it travels, without an empty detail."""
        return cls(
            rule=evidence.rule,
            value=_figure(evidence.value),
            limit=_figure(evidence.limit),
            unit=evidence.unit,
            margin=_figure(evidence.margin),
            passed=evidence.passed,
            hard=evidence.hard,
            source=evidence.source,
            confidence=evidence.confidence,
            detail=evidence.detail or UNSET,
        )

    def evidence(self) -> Evidence:
        """The evidence again, as exact as it travelled."""
        return Evidence(
            rule=self.rule,
            value=nan if self.value is None else self.value,
            limit=nan if self.limit is None else self.limit,
            unit=self.unit,
            margin=nan if self.margin is None else self.margin,
            passed=self.passed,
            hard=self.hard,
            source=self.source,
            confidence=self.confidence,
            detail=self.detail or "",
        )


def _figure(value: float) -> Figure:
    return float(f"{value:.6g}") if isfinite(value) else None


class Candidate(Struct, frozen=True, kw_only=True):
    """One light model's entry in the competition."""

    model_name: str
    model_version: str
    confidence: Annotated[float, Meta(ge=0, le=1)]
    valid: bool
    counts: dict[Kind, Count]
    execution_time: Annotated[float, Meta(ge=0, description="s")]


class KindCount(Struct, frozen=True, kw_only=True):
    """How many Plenum placed, and how many were there before."""

    placed: Count
    existing: Count


class ProofFields(Struct, frozen=True, kw_only=True):
    """No layout with fewer than `lower_bound` can hold the rules."""

    count: int
    lower_bound: int
    proven: bool
    ordered_lower_bound: (
        Annotated[int, Meta(description="No array with fewer lights holds them with the design margin.")]
        | UnsetType
    ) = UNSET


class KeptFields(Struct, frozen=True, kw_only=True):
    """How many of an earlier layout's components are where they were."""

    previous: Count
    kept: Count


class Waive(Struct, frozen=True, kw_only=True):
    """A rule's limit that somebody would have to waive, lowered to what the placed layout reaches."""

    rule: str
    limit: Figure


class SmallestChange(Struct, frozen=True, kw_only=True):
    """What would complete a room that is not complete: `text` for people, one of the others as data."""

    text: str
    luminaire: str | UnsetType = UNSET
    free: Annotated[list[At], Meta(description="Tiles to free.")] | UnsetType = UNSET
    waive: list[Waive] | UnsetType = UNSET
    tried: Annotated[int, Meta(ge=0, description="Changes that were placed and judged before one held.")]


class SiteFrame(Struct, frozen=True, kw_only=True):
    """Where the grid stands on the site."""

    origin_m: tuple[float, float, float]
    rotation_deg: float


class RoomFields(Struct, frozen=True, kw_only=True):
    """A room with its grid as it is, as plain data: what travels to the stages, and what a result shows."""

    room_id: str
    rows: Annotated[tuple[str, ...], Meta(min_length=1)]
    tile_m: tuple[float, float]
    ceiling_height_m: float
    room_type: str
    name: str
    story: str
    outline_m: tuple[Point, ...]
    holes_m: tuple[tuple[Point, ...], ...]
    frame: SiteFrame
    luminaire: str | None = None
    beams_m2: Annotated[float, Meta(description="Of the holes' area, the floor below beams.")] | UnsetType = (
        UNSET
    )
    existing: (
        Annotated[tuple[At, ...], Meta(description="[x, y] of tiles that arrived occupied.")] | UnsetType
    ) = UNSET
    flows: Annotated[
        tuple[tuple[int, int, float], ...], Meta(description="[x, y, L/s] of air terminals.")
    ] = ()

    @classmethod
    def of(cls, room: Room, **more: Any) -> Self:
        """The room as plain data, and whatever else a subclass holds."""
        return cls(
            room_id=room.room_id,
            rows=room.rows,
            tile_m=room.tile_m,
            ceiling_height_m=room.ceiling_height_m,
            room_type=room.room_type,
            name=room.name,
            story=room.story,
            outline_m=room.outline_m,
            holes_m=room.holes_m,
            frame=SiteFrame(origin_m=room.frame.origin_m, rotation_deg=room.frame.rotation_deg),
            luminaire=room.luminaire,
            beams_m2=room.beams_m2 or UNSET,
            existing=tuple(sorted(room.existing)) or UNSET,
            flows=tuple((x, y, flow) for (x, y), flow in room.flows.items()),
            **more,
        )

    def room(self) -> Room:
        """The room again."""
        return Room(
            room_id=self.room_id,
            rows=self.rows,
            tile_m=self.tile_m,
            ceiling_height_m=self.ceiling_height_m,
            room_type=self.room_type,
            name=self.name,
            story=self.story,
            outline_m=self.outline_m,
            holes_m=self.holes_m,
            frame=Frame(self.frame.origin_m, self.frame.rotation_deg),
            luminaire=self.luminaire,
            beams_m2=self.beams_m2 or 0.0,
            existing=frozenset(self.existing or ()),
            flows={(x, y): flow for x, y, flow in self.flows},
        )


class Alternative(Struct, frozen=True, kw_only=True):
    """A complete ceiling with one light alternative's lights; without `rows` where it broke a hard rule."""

    name: Annotated[str, Meta(description="dense, sparse or balanced.")]
    selected: Annotated[bool, Meta(description="Whether it is the room's own.")]
    status: RoomStatus
    reasons: list[str] = field(default_factory=list)
    rows: tuple[str, ...] | UnsetType = UNSET
    flows: tuple[tuple[int, int, float], ...] = ()
    counts: dict[Kind, KindCount] | UnsetType = UNSET
    power_w_m2: float | UnsetType = UNSET
    mean_lx: float | UnsetType = UNSET
    uniformity: float | UnsetType = UNSET
    order: Annotated[float, Meta(description="LGT-12.")] | UnsetType = UNSET


class CompletedRoom(RoomFields, frozen=True, kw_only=True):
    """One room with everything on its grid."""

    status: RoomStatus
    degraded: list[str]
    reasons: list[str]
    assumptions: list[str]
    infeasible: Annotated[
        list[Infeasible], Meta(description="Certificates that no layout can hold these rules.")
    ] = field(default_factory=list)
    relaxation: SmallestChange | UnsetType = UNSET
    dead_letters: list[str] = field(default_factory=list)
    selected_model: str | None
    selection_reason: str = ""
    candidates: list[Candidate]
    counts: dict[Kind, KindCount]
    evidence: list[EvidenceFields]
    proof: dict[Kind, ProofFields]
    input_digest: Annotated[
        str,
        Meta(description="Of all that the result depends on but the room's share of the building's power."),
    ] = ""
    kept: (
        Annotated[dict[Kind, KeptFields], Meta(description="Where an earlier layout was given.")] | UnsetType
    ) = UNSET
    alternatives: (
        Annotated[list[Alternative], Meta(description="All light alternatives, where they were asked for.")]
        | UnsetType
    ) = UNSET


class Totals(Struct, frozen=True, kw_only=True):
    """Sums over the rooms."""

    rooms: int
    statuses: dict[RoomStatus, int]
    degraded: int = 0
    counts: dict[Kind, KindCount]
    executions: Annotated[dict[str, int], Meta(description="Rooms that each model worked on.")] = field(
        default_factory=dict
    )
    selected: Annotated[dict[str, int], Meta(description="Rooms that each light model won.")] = field(
        default_factory=dict
    )


class CarriedOver(Struct, frozen=True, kw_only=True):
    """Rooms that were taken unchanged from an earlier result; that result's ids."""

    job_id: str
    trace_id: str
    room_ids: list[str]


class CompletedFields(Struct, frozen=True, kw_only=True):
    """A completed building."""

    schema_: Literal["plenum.completed/1"] = field(name="schema")
    job_id: str
    trace_id: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    building_id: str
    name: str
    status: BuildingStatus
    rule_set: Annotated[str, Meta(description="The rule set and its version, as in 'US v1'.")]
    code: FireCode
    settings: Mapping[str, Any]
    waivers: list[dict[str, str]]
    totals: Totals
    evidence: list[EvidenceFields]
    duration_s: Annotated[float, Meta(ge=0)]
    carried_over: CarriedOver | UnsetType = UNSET
    left_out: (
        Annotated[
            list[str], Meta(description="What the file calls a room and is none, each with the reason.")
        ]
        | UnsetType
    ) = UNSET
    source_model: (
        Annotated[Mapping[str, Any], Meta(description="What exports keep of the model it was made from.")]
        | UnsetType
    ) = UNSET
    rooms: list[CompletedRoom]


def plain(fields: Struct) -> dict[str, Any]:
    """Any of these as the objects that its JSON has: what a Celery result or a file's reader holds."""
    data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(fields))
    return data
