"""GLPK on a small integer program: another solver than the product's, for another opinion."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import swiglpk as glpk


def has_solution(rows: Sequence[tuple[float, Mapping[Any, float]]]) -> bool:
    """Whether 0 and 1 can be chosen so that each row's weighted sum is at least its value."""
    if any(low > 0 and not terms for low, terms in rows):
        return False
    variables: dict[Hashable, int] = {}
    for _, terms in rows:
        for name in terms:
            variables.setdefault(name, len(variables) + 1)
    problem = glpk.glp_create_prob()
    glpk.glp_term_out(glpk.GLP_OFF)
    try:
        glpk.glp_add_cols(problem, max(1, len(variables)))
        for column in range(1, len(variables) + 1):
            glpk.glp_set_col_kind(problem, column, glpk.GLP_BV)
        for low, terms in rows:
            _add(problem, low, {variables[name]: value for name, value in terms.items()})
        options = glpk.glp_iocp()
        glpk.glp_init_iocp(options)
        options.presolve = glpk.GLP_ON
        ended = glpk.glp_intopt(problem, options)
        if ended == glpk.GLP_ENOPFS:
            return False
        assert ended == 0, f"GLPK ended with {ended}"
        status = glpk.glp_mip_status(problem)
        assert status in (glpk.GLP_OPT, glpk.GLP_FEAS, glpk.GLP_NOFEAS)
        return bool(status != glpk.GLP_NOFEAS)
    finally:
        glpk.glp_delete_prob(problem)


def _add(problem: Any, low: float, terms: Mapping[int, float]) -> None:
    if not terms:
        return
    row = glpk.glp_add_rows(problem, 1)
    glpk.glp_set_row_bnds(problem, row, glpk.GLP_LO, low, 0.0)
    columns, values = glpk.intArray(len(terms) + 1), glpk.doubleArray(len(terms) + 1)
    for i, (column, value) in enumerate(terms.items(), 1):
        columns[i], values[i] = column, value
    glpk.glp_set_mat_row(problem, row, len(terms), columns, values)
