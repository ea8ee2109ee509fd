"""What a commit adds to the counters: exactly what the completed building's totals will say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from plenum.pipeline.graph import Graph, Stage


def counters(
    graph: Graph, stage: Stage, outputs: Mapping[str, dict[str, Any]], answers: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """`executions:<model>`, `selected:<model>`, and with the last stage `placed:<kind>`."""
    raised: Counter[str] = Counter()
    for index, answer in enumerate(answers):
        if "model_name" in answer:
            raised[f"executions:{answer['model_name']}"] += 1
        if stage.kind is None and answer.get("selected_model"):
            raised[f"selected:{answer['selected_model']}"] += 1
        if stage == graph.last:
            before = [outputs[name]["rooms"][index] for name in graph.needs(stage.name)]
            parts = [*before, answer]
            if all("error" not in part for part in parts) and parts[0].get("selected_model"):
                for part in parts:
                    layout = part["layout"]
                    raised[f"placed:{layout['kind']}"] += len(layout["terminals"])
    return {name: count for name, count in raised.items() if count}


def placed(answers: Sequence[Mapping[str, Any]]) -> int:
    """Terminals placed by one stage in one batch."""
    return sum(len(a["layout"]["terminals"]) for a in answers if a.get("layout"))
