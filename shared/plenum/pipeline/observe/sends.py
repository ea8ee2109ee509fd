"""The messages that may follow a step: their spans are named before, and told of those that were pushed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from msgspec import structs
from opentelemetry.trace import SpanKind

from plenum.pipeline.graph import Graph, Stage
from plenum.pipeline.job import ENDING, Slot
from plenum.pipeline.messages import StageMessage
from plenum.pipeline.record.calls import Push
from plenum.telemetry import names
from plenum.telemetry.spans import Attributes, OwnAttributes, SpanData, SpanRef


def messaging(operation: str, slot: Slot, carrier: Attributes) -> OwnAttributes:
    """The semantic conventions' attributes of a span that has to do with a slot's message."""
    return {
        **carrier,
        names.OPERATION_NAME: operation,
        names.OPERATION_TYPE: operation,
        names.DESTINATION: slot.stage,
        names.MESSAGE_ID: slot.message_id,
        names.CONVERSATION_ID: slot.job_id,
    }


ALONE: Final = "alone"
"""The batch of a stage that somebody runs by itself, without a job."""


@lru_cache(maxsize=256)
def batch_span(root: SpanRef, batch: str) -> SpanRef:
    """The span under which all of a batch stands; the job's for what is of no batch of it."""
    return root if batch in (ALONE, ENDING) else root.named(batch)


def measured(operation: str, stage: str, system: str) -> dict[str, str]:
    """The conventions' attributes of a message's metrics: those that are few."""
    return {
        names.OPERATION_NAME: operation,
        names.MESSAGING_SYSTEM: system,
        names.DESTINATION: stage,
    }


@dataclass
class Sends:
    """One batch's messages to some stages."""

    job_id: str
    batch: str
    root: SpanRef
    """The `place job` span."""
    carrier: Attributes
    """What the conventions say of what carries them."""
    refs: dict[str, SpanRef] = field(default_factory=dict)
    """Send spans by stage."""

    def pushes(self, graph: Graph, stages: Iterable[Stage]) -> tuple[Push, ...]:
        """The messages, each due when what its stage waits for is committed."""
        return tuple(Push(self.message(stage.name), graph[stage.name].after) for stage in stages)

    def message(self, stage: str) -> StageMessage:
        """The message to one stage, its send span named in it."""
        message = StageMessage.of(Slot(self.job_id, self.batch, stage), str(self.root))
        ref = self.refs.setdefault(stage, SpanRef.parse(message.traceparent))
        return structs.replace(message, traceparent=str(ref))

    def spans(self, pushed: Sequence[str], during_ns: tuple[int, int]) -> list[SpanData]:
        """A span for each message that was really pushed; the others never happened."""
        return [
            SpanData(
                names.send(stage),
                ref,
                batch_span(self.root, self.batch),
                *during_ns,
                {
                    **messaging("send", Slot(self.job_id, self.batch, stage), self.carrier),
                    names.JOB_ID: self.job_id,
                    names.BATCH_ID: self.batch,
                },
                SpanKind.PRODUCER,
            )
            for stage, ref in self.refs.items()
            if stage in pushed
        ]
