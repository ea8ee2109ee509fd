"""The stage graph, one line a stage: name, model, what it places, rules checked, whom it waits for.

A stage whose service needs a library of its own, or other limits than the rest, says so by `own=Own(…)`.
Services that are no stage have a line in SERVICES.
"""

from __future__ import annotations

from plenum.ceiling.room.kinds import Kind
from plenum.deployable import ORDINARY, Own, Service
from plenum.pipeline.graph import Graph, Stage


def _stage(name: str, kind: Kind | None, rules: str = "", after: str = "", own: Own = ORDINARY) -> Stage:
    model = f"{__package__}.{name}.model:place"
    return Stage(name, model, kind, tuple(rules.split()), tuple(after.split()), own)


GRAPH = Graph(
    (
        _stage("light_model_a_dense", Kind.LIGHT, "LGT"),
        _stage("light_model_b_sparse", Kind.LIGHT, "LGT"),
        _stage("light_model_c_balanced", Kind.LIGHT, "LGT"),
        Stage(
            "selector",
            f"{__package__}.selector.model:select",
            after=("light_model_a_dense", "light_model_b_sparse", "light_model_c_balanced"),
        ),
        _stage("air_supply_model", Kind.SUPPLY, "AIR_SUPPLY", after="selector"),
        _stage("air_return_model", Kind.RETURN, "AIR_RETURN", after="air_supply_model"),
        _stage("smoke_detector_model", Kind.DETECTOR, "GEO SMK CLS", after="air_return_model"),
    )
)

LEARNED = GRAPH.competing(_stage("light_model_d_learned", Kind.LIGHT, "LGT", own=Own(registered=True)))
"""With the model that learned from the others: `plenum up --with learned`."""

SERVICES = (
    Service("coordinator", queues=("coordinator", "celery")),
    Service("gateway", own=Own(extra="gateway", modules=("fastapi", "uvicorn", "sqlalchemy")), most=1),
)
