"""Where things stand: placements as 4 × 4 matrices, in the file's own unit of length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.bounds import MAX_CHAIN
from plenum.files.ifc.sound import place

Matrix = NDArray[np.float64]
_Z: Final = (0.0, 0.0, 1.0)
_X: Final = (1.0, 0.0, 0.0)


def frame(origin: Sequence[float], z: Sequence[float], x: Sequence[float]) -> Matrix:
    """The frame with this origin and z axis, its x axis the part of `x` that is square to z.

    Raises ValueError for directions without length or along each other.
    """
    up = _unit(np.asarray(z, dtype=float))
    along = _of_a_size(np.asarray(x, dtype=float))
    along = along - (along @ up) * up
    if np.linalg.norm(along) < 1e-9:
        # As the standard has it: no direction given fits, so take the x axis, or else the z axis.
        along = np.array(_X if abs(up[0]) < 0.9 else _Z)
        along = along - (along @ up) * up
    along = _unit(along)
    matrix = np.eye(4)
    matrix[:3, 0], matrix[:3, 1], matrix[:3, 2] = along, np.cross(up, along), up
    matrix[:3, 3] = origin
    return matrix


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return vector / np.linalg.norm(_of_a_size(vector))


def _of_a_size(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """The vector, which has a length. Written so that NaN fails too."""
    if not 1e-12 < np.abs(vector).max() < 1e12:
        raise ValueError("a direction without length")
    return vector


def axes(placement: Any) -> Matrix:
    """The matrix of an IfcAxis2Placement2D or 3D."""
    origin = _three(placement.Location.Coordinates)
    toward = getattr(placement, "RefDirection", None)
    axis = getattr(placement, "Axis", None)
    if toward is None and axis is None:
        matrix = np.eye(4)
        matrix[:3, 3] = origin
        return matrix
    return frame(
        origin,
        _three(axis.DirectionRatios) if axis else _Z,
        _three(toward.DirectionRatios) if toward else _X,
    )


def _three(values: Sequence[float]) -> tuple[float, float, float]:
    x, y, z = (*values, 0.0)[:3]
    return float(x), float(y), float(z)


def transformation(operator: Any) -> Matrix:
    """The matrix of an IfcCartesianTransformationOperator3D: turned, mirrored, scaled, moved."""
    axis1, axis2, axis3 = (getattr(operator, f"Axis{n}", None) for n in (1, 2, 3))
    matrix = frame(
        _three(operator.LocalOrigin.Coordinates),
        _three(axis3.DirectionRatios) if axis3 else _Z,
        _three(axis1.DirectionRatios) if axis1 else _X,
    )
    if axis2 and matrix[:3, 1] @ np.asarray(_three(axis2.DirectionRatios)) < 0:
        matrix[:3, 1] *= -1
    first = _scale(operator, "Scale", 1.0)
    scales = (first, _scale(operator, "Scale2", first), _scale(operator, "Scale3", first))
    matrix[:3, :3] *= np.array(scales)
    return matrix


def _scale(operator: Any, name: str, otherwise: float) -> float:
    value = getattr(operator, name, None)
    return otherwise if value is None else float(value)


class Placements:
    """Object placements in the file's frame, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[int, Matrix] = {}

    def of(self, placement: Any) -> Matrix:
        """The matrix of an object's placement, that of no placement being the file's frame.

        Raises InvalidBuilding where placements hang on each other in a ring, or on an axis grid.
        """
        chain: list[Any] = []
        while placement is not None and placement.id() not in self._known:
            chain.append(placement)
            if len(chain) > MAX_CHAIN:
                raise InvalidBuilding(
                    place(chain[0]), "placements that hang on each other without end", "export the file again"
                )
            placement = placement.PlacementRelTo if hasattr(placement, "PlacementRelTo") else None
        matrix = np.eye(4) if placement is None else self._known[placement.id()]
        for link in reversed(chain):
            matrix = matrix @ self._own(link)
            self._known[link.id()] = matrix
        return matrix

    def _own(self, placement: Any) -> Matrix:
        if placement.is_a("IfcLocalPlacement"):
            return axes(placement.RelativePlacement)
        stated = getattr(placement, "CartesianPosition", None)
        if stated is not None:
            return axes(stated)
        raise InvalidBuilding(
            place(placement),
            f"a place along a grid or an alignment ({placement.is_a()})",
            "export it with local placements",
        )
