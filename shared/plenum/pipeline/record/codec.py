"""The record's texts: what of a job, a batch and an answer is kept as JSON, decoded and checked in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.whole.reservation import Reservation
from plenum.pipeline.answers import Absence, Output, StageOutput
from plenum.pipeline.batch import BatchRoom, Reserves, TravellingRoom
from plenum.pipeline.graph import Graph, Stage, installed_graph
from plenum.pipeline.job import Head, Job
from plenum.pipeline.weights import Weights

BATCHES: Final = 2
OUTPUTS: Final = 8
"""That were read last, which the stages of one process read again: few, for a hall's take some MB."""


class _StageFields(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stage as a job's record names it; its model is whichever is installed under that name."""

    name: str
    kind: Kind | None
    rules: tuple[str, ...]
    after: tuple[str, ...]
    weights: Weights | None = None


_rooms = msgspec.json.Decoder(tuple[TravellingRoom, ...])
_output = msgspec.json.Decoder(Output | Absence)
_reserves = msgspec.json.Decoder(dict[int, Reservation])
_settings = msgspec.json.Decoder(Settings)
_graph = msgspec.json.Decoder(tuple[_StageFields, ...])
_head = msgspec.json.Decoder(Head)


class UnreadableRecordError(Exception):
    """A job's record is not in the form of this version: another version wrote it, or somebody else did."""


def text(value: Any) -> str:
    """Anything of ours as JSON."""
    return msgspec.json.encode(value).decode()


def rooms_text(rooms: Sequence[BatchRoom]) -> str:
    """A batch's rooms as they are kept."""
    return text([entry.travelling() for entry in rooms])


@lru_cache(maxsize=BATCHES)
def rooms_of(raw: str | bytes) -> tuple[BatchRoom, ...]:
    """A batch's rooms again; the stages of one process share them, and what was found of them. Raises
    UnreadableRecordError, as all of these do."""
    return tuple(map(BatchRoom.arrived, _read(_rooms, raw)))


@lru_cache(maxsize=OUTPUTS)
def output_of(raw: str | bytes) -> StageOutput:
    """A stage's output again; nobody changes it."""
    output: StageOutput = _read(_output, raw)
    return output


def reserves_of(parts: Iterable[str | bytes | None]) -> Reserves:
    """A batch's reserve again, from the parts that its stages found."""
    found: dict[int, Reservation] = {}
    for raw in parts:
        if raw:
            found.update(_read(_reserves, raw))
    return found


@lru_cache(maxsize=64)
def graph_of(raw: str | bytes) -> Graph:
    """A job's graph with the models that are installed here; jobs of one version share it."""
    installed = {stage.name: stage.model for stage in installed_graph().stages}
    try:
        return Graph(
            tuple(
                Stage(
                    row.name,
                    installed.get(row.name, ""),
                    row.kind,
                    row.rules,
                    row.after,
                    weights=row.weights,
                )
                for row in _read(_graph, raw)
            )
        )
    except ValueError as error:
        raise UnreadableRecordError(f"a job's graph: {error}") from error


def graph_text(graph: Graph) -> str:
    """A job's graph as it is kept: who works after whom, by which weights, not where a model's code lies."""
    return text([_StageFields(s.name, s.kind, s.rules, s.after, s.weights) for s in graph.stages])


@lru_cache(maxsize=64)
def settings_of(raw: str | bytes) -> Settings:
    """A building's settings; its batches share them. Never to be changed, as no settings are."""
    settings: Settings = _read(_settings, raw)
    return settings


def job_fields(job: Job) -> dict[str, str]:
    """A new job as the fields of a hash, its state apart, which the record keeps."""
    return {
        "job_id": job.job_id,
        "root": job.root,
        "parent": job.parent,
        "caller": job.caller,
        "begin_ns": str(job.begin_ns),
        "building": text(job.building),
        "settings": text(job.settings),
        "graph": graph_text(job.graph),
        "rooms": str(job.rooms),
        "batches": str(job.batches),
        "batches_left": str(job.batches),
        "answers": job.answers,
        "priority": str(job.priority),
        "submitted_by": job.submitted_by,
        **({"track_started": "true"} if job.track_started else {}),
    }


def job_of(fields: Mapping[str, str]) -> Job:
    """The job in such a hash."""
    try:
        return msgspec.convert(
            {
                **fields,
                "building": _read(_head, fields["building"]),
                "settings": settings_of(fields["settings"]),
                "graph": graph_of(fields["graph"]),
            },
            Job,
            strict=False,
        )
    except (KeyError, msgspec.ValidationError) as error:
        raise UnreadableRecordError(f"a job's record: {error}") from error


def _read(decoder: msgspec.json.Decoder[Any], raw: str | bytes) -> Any:
    try:
        return decoder.decode(raw)
    except msgspec.DecodeError as error:
        raise UnreadableRecordError(str(error)) from error
