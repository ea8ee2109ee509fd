"""What a commit adds to the counters: exactly what the completed building's totals will say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from plenum.pipeline.answers import Answer, Failure, RoomAnswer, Selection, StageOutput
from plenum.pipeline.graph import Graph, Stage


def counters(
    graph: Graph, stage: Stage, outputs: Mapping[str, StageOutput], answers: Sequence[RoomAnswer]
) -> dict[str, int]:
    """`executions:<model>`, `selected:<model>`, and with the last stage `placed:<kind>`."""
    raised: Counter[str] = Counter()
    for index, answer in enumerate(answers):
        if isinstance(answer, Answer):
            raised[f"executions:{answer.model_name}"] += 1
        elif isinstance(answer, Selection) and answer.selected_model:
            raised[f"selected:{answer.selected_model}"] += 1
        if stage == graph.last:
            before = [outputs[name].of_room(index, answer.room_id) for name in graph.needs(stage.name)]
            raised.update(_finished([*before, answer]))
    return {name: count for name, count in raised.items() if count}


def _finished(parts: Sequence[RoomAnswer]) -> dict[str, int]:
    """What was placed in a room, from its selection on; nothing where a part of it failed."""
    if any(isinstance(part, Failure) or part.layout is None for part in parts):
        return {}
    placed: Counter[str] = Counter()
    for part in parts:
        if not isinstance(part, Failure) and part.layout:
            placed[f"placed:{part.layout.kind}"] += len(part.layout.terminals)
    return placed


def placed(answers: Sequence[RoomAnswer]) -> int:
    """Terminals placed by one stage in one batch."""
    return sum(
        len(a.layout.terminals) for a in answers if not isinstance(a, Failure) and a.layout is not None
    )
