"""The completed building, `plenum.completed/1`: what a result promises to hold.

Open where a building file is strict: a later version of Plenum may add fields, never take one away,
and a reader of results must not break on them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from plenum.ceiling.settings import FireCode
from plenum.files.building.schema import Rows

Figure = float | None
"""A measured value; null where it could not be measured."""
Kind = Literal["light", "air_supply", "air_return", "smoke_detector"]
RoomStatus = Literal["complete", "unsolved", "infeasible", "failed", "cancelled"]


class _Open(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class EvidenceFields(_Open):
    """One checked rule; `margin` is positive when it holds with room to spare, in `unit`."""

    rule: str
    value: Figure
    limit: Figure
    unit: str
    margin: Figure
    passed: bool
    hard: bool
    source: str
    confidence: Annotated[str, Field(description="Of the limit itself: H, M or L.")]
    detail: str = ""


class Candidate(_Open):
    """One light model's entry in the competition."""

    model_name: str
    model_version: str
    confidence: Annotated[float, Field(ge=0, le=1)]
    valid: bool
    counts: dict[str, int]
    execution_time: Annotated[float, Field(ge=0, description="s")]


class KindCount(_Open):
    """How many Plenum placed, and how many were there before."""

    placed: Annotated[int, Field(ge=0)]
    existing: Annotated[int, Field(ge=0)]


class ProofFields(_Open):
    """No layout with fewer than `lower_bound` can hold the rules."""

    count: int
    lower_bound: int
    proven: bool


class KeptFields(_Open):
    """How many of an earlier layout's components are where they were."""

    previous: Annotated[int, Field(ge=0)]
    kept: Annotated[int, Field(ge=0)]


class SiteFrame(_Open):
    """Where the grid stands on the site."""

    origin_m: Annotated[list[float], Field(min_length=3, max_length=3)]
    rotation_deg: float


class CompletedRoom(_Open):
    """One room with everything on its grid."""

    room_id: str
    name: str
    room_type: str
    story: str
    rows: Rows
    tile_m: Annotated[list[float], Field(min_length=2, max_length=2)]
    ceiling_height_m: float
    outline_m: list[list[float]]
    holes_m: list[list[list[float]]]
    frame: SiteFrame
    luminaire: str | None = None
    existing: Annotated[list[list[int]], Field(description="[x, y] of tiles that arrived occupied.")] = []
    flows: Annotated[list[list[float]], Field(description="[x, y, L/s] of air terminals.")] = []
    status: RoomStatus
    degraded: list[str]
    reasons: list[str]
    assumptions: list[str]
    selected_model: str | None
    candidates: list[Candidate]
    counts: dict[Kind, KindCount]
    evidence: list[EvidenceFields]
    proof: dict[Kind, ProofFields]
    input_digest: Annotated[
        str, Field(description="Of all that this room's result depends on: equal digests, equal results.")
    ] = ""
    kept: Annotated[dict[Kind, KeptFields], Field(description="Where an earlier layout was given.")] = {}


class Totals(_Open):
    """Sums over the rooms."""

    rooms: int
    statuses: dict[RoomStatus, int]
    counts: dict[Kind, KindCount]


class CarriedOver(_Open):
    """Rooms that were taken unchanged from an earlier result; that result's ids."""

    job_id: str
    trace_id: str
    room_ids: list[str]


class CompletedFields(_Open):
    """A completed building."""

    schema_: Annotated[Literal["plenum.completed/1"], Field(alias="schema")]
    job_id: str
    trace_id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    building_id: str
    name: str
    status: Literal["complete", "incomplete", "failed", "cancelled"]
    rule_set: Annotated[str, Field(description="The rule set and its version, as in 'US v1'.")]
    code: FireCode
    settings: dict[str, Any]
    waivers: list[dict[str, str]]
    totals: Totals
    evidence: list[EvidenceFields]
    duration_s: Annotated[float, Field(ge=0)]
    left_out: Annotated[
        list[str], Field(description="What the file calls a room and is none, each with the reason.")
    ] = []
    carried_over: CarriedOver | None = None
    rooms: list[CompletedRoom]
