"""From chosen tiles to a light layout: counts, proofs, certificates and what binds where none holds."""

from __future__ import annotations

import numpy as np

from plenum.ceiling.light.field import LightField
from plenum.ceiling.light.field_protocol import FieldLike
from plenum.ceiling.light.illuminance import light_field
from plenum.ceiling.light.local_search import Nodes, holds, only_choice
from plenum.ceiling.light.uniformity_certificate import uneven_at_best
from plenum.ceiling.room.kinds import Kind
from plenum.ceiling.room.layout import Infeasible, Layout, Proof, Terminal


def settled(field: FieldLike) -> Layout | None:
    """The layout where there is nothing to choose; None where a model has work to do."""
    chosen = only_choice(field)
    return None if chosen is None else layout(field, chosen)


def certificate(field: FieldLike) -> Infeasible | None:
    """Proof that no layout of this luminaire can hold the rules, if there is one.

    Three relaxations are looked at: the luminaire's glare class, which no placing changes; every
    free tile lit at once, which no layout can outshine; and lights of any strength between. Tiles
    kept for a return or a detector count as free: others might be kept in their place. Of limits raised by
    the margin only the first is: that they cannot be held is no proof of anything.
    """
    lamp, brief = field.brief.luminaire, field.brief
    if lamp.ugr > brief.ugr_limit:
        return Infeasible(
            "LGT-13",
            f"luminaire {lamp.name} is of class UGR {lamp.ugr:g}, the room allows {brief.ugr_limit:g}",
            relaxation=f"a luminaire of class UGR {brief.ugr_limit:g} or below",
        )
    if field.aimed:
        return None
    if len(field.spots) < field.room.empty:
        return certificate(light_field(field.room, brief))
    if field.lower_bound > len(field.spots):
        reached = float(field.at(slice(None)).mean())
        return Infeasible(
            "LGT-1",
            f"all {len(field.spots)} free tiles lit give a mean of {reached:.1f} lx,"
            f" {brief.em_lx:g} lx are asked",
            relaxation=_more_flux(field, reached),
        )
    return uneven_at_best(field) if isinstance(field, LightField) else None


def _more_flux(field: FieldLike, reached: float) -> str:
    if reached <= 0.0:
        return "one tile freed for a light"
    lumens = field.brief.luminaire.lumens * field.brief.em_lx / reached
    return f"luminaires of {lumens:.0f} lm, or more free tiles"


def layout(field: FieldLike, chosen: Nodes, lower_bound: int | None = None) -> Layout:
    """The layout of these tiles, row by row; notes name what binds where the rules do not hold."""
    tiles = [(x, y) for x, y in field.spots[np.sort(chosen)].tolist()]
    bound = field.lower_bound if lower_bound is None else lower_bound
    held, lamp = holds(field, field.at(chosen)), field.brief.luminaire
    return Layout(
        kind=Kind.LIGHT,
        terminals=tuple(Terminal(tile) for tile in tiles),
        proof=Proof(len(tiles), min(bound, len(tiles))),
        infeasible=None if held and lamp.ugr <= field.brief.ugr_limit else certificate(field),
        notes=() if held else _binding(field, chosen),
    )


def _binding(field: FieldLike, chosen: Nodes) -> tuple[str, ...]:
    lit = field.at(chosen)
    mean, brief = float(lit.mean()), field.brief
    notes = []
    if mean < brief.em_lx:
        notes.append(f"LGT-1: mean {mean:.0f} lx of {brief.em_lx:g} with {len(chosen)} lights placed")
    if float(lit.min()) < brief.u0 * mean:
        x, y = field.points[int(lit.argmin())]
        notes.append(
            f"LGT-2: uniformity {float(lit.min()) / mean:.2f} of {brief.u0:g};"
            f" darkest at ({x:.2f}, {y:.2f}) m"
        )
    return tuple(notes)
