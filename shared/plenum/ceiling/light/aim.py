"""The design margin: models aim beyond the limits, so that the last decimal of a figure does not decide."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import TypeVar

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.hall.field import HallField
from plenum.ceiling.room.layout import Layout

AnyField = TypeVar("AnyField", LightField, HallField)


def aimed(field: AnyField) -> AnyField:
    """The field with its limits raised by the design margin."""
    brief = field.brief
    beyond = 1.0 + brief.margin
    raised = copy(field)
    raised.aimed = True
    raised.brief = replace(brief, em_lx=brief.em_lx * beyond, u0=min(1.0, brief.u0 * beyond), margin=0.0)
    raised.__dict__.pop("lower_bound", None)
    return raised


def with_margin(field: AnyField, search: Callable[[AnyField], Layout]) -> Layout:
    """What a search finds beyond the limits; within them where it finds nothing there, or none that the
    building's power allows.

    The bound of the answer's proof then is of layouts that keep the margin, too.
    """
    if field.brief.margin > 0.0:
        answer = search(aimed(field))
        if not answer.notes and answer.infeasible is None:
            if not field.brief.over_power(len(field.existing) + len(answer.terminals)):
                return answer
            nearer = search(field)
            return nearer if len(nearer.terminals) < len(answer.terminals) else answer
    return search(field)
