"""SCIP on small programs: another solver than the product's, for another opinion."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from numpy.typing import NDArray
from pyscipopt import Model, quicksum


def has_solution(rows: Sequence[tuple[float, Mapping[Any, float]]]) -> bool:
    """Whether 0 and 1 can be chosen so that each row's weighted sum is at least its value."""
    if any(low > 0 and not terms for low, terms in rows):
        return False
    model = _quiet()
    variables: dict[Hashable, Any] = {}
    for _, terms in rows:
        for name in terms:
            if name not in variables:
                variables[name] = model.addVar(vtype="B")
    for low, terms in rows:
        if terms:
            model.addCons(quicksum(value * variables[name] for name, value in terms.items()) >= low)
    model.optimize()
    status = model.getStatus()
    assert status in ("optimal", "infeasible"), f"SCIP ended with {status}"
    return bool(status == "optimal")


def greatest_margin(rows: NDArray[Any], least: NDArray[Any], count: int) -> float:
    """The greatest t for which shares of 0 to 1, `count` in all, give each row its least and t more."""
    model = _quiet()
    shares = [model.addVar(lb=0.0, ub=1.0) for _ in range(rows.shape[1])]
    margin = model.addVar(lb=None)
    model.addCons(quicksum(shares) == count)
    for row, low in zip(rows, least, strict=True):
        terms = quicksum(float(value) * share for value, share in zip(row, shares, strict=True))
        model.addCons(terms - margin >= float(low))
    model.setObjective(margin, "maximize")
    model.optimize()
    assert model.getStatus() == "optimal"
    return float(model.getObjVal())


def _quiet() -> Any:
    model = Model()
    model.hideOutput()
    return model
