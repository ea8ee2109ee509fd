"""Answers of stages as a test needs them, without a model."""

from __future__ import annotations

from typing import Any, Final

from plenum.ceiling.room.grid import Tile
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Layout, Terminal
from plenum.files.completed.schema import EvidenceFields
from plenum.pipeline.answers import Answer, Failure, Selection

CHECKED: Final = {"confidence": 0.5, "valid": True, "execution_time": 0.25}


def evidence(
    rule: str, *, passed: bool = True, hard: bool = True, detail: str | None = None, **more: Any
) -> EvidenceFields:
    """A checked rule: 4 m where 3 m are asked for, or 2 m where they are not reached."""
    value = 4.0 if passed else 2.0
    figures = {"value": value, "limit": 3.0, "unit": "m", "margin": value - 3.0, **more}
    detailed = {} if detail is None else {"detail": detail}
    return EvidenceFields(
        rule=rule, passed=passed, hard=hard, source="a standard", confidence="H", **figures, **detailed
    )


def layout(kind: Kind, *tiles: Tile, **more: Any) -> Layout:
    """Components of a kind on these tiles."""
    return Layout(kind, tuple(Terminal(tile) for tile in tiles), **more)


def answer(model: str, room_id: str = "office", **more: Any) -> Answer:
    """A model's, with one detector unless a layout is given."""
    given = {
        "layout": layout(Kind.DETECTOR, (5, 4)),
        "evidence": (),
        "valid": True,
        "confidence": 0.5,
        **more,
    }
    return Answer(room_id=room_id, model_name=model, model_version="7", **{**CHECKED, **given})


def selection(room_id: str = "office", **more: Any) -> Selection:
    """Of the left model, with one light unless a layout is given."""
    given = {"selected_model": "left", "reason": "the fewest", "layout": layout(Kind.LIGHT, (0, 0)), **more}
    return Selection(room_id=room_id, candidates=(), model_version="7", **given)


def failure(room_id: str = "office", **more: Any) -> Failure:
    """A model that had no idea."""
    return Failure(**{"room_id": room_id, "error": "ValueError", "message": "no idea", **more})
