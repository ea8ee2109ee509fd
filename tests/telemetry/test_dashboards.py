"""Every query of Grafana's dashboards, asked of the running stack after a real building and some load."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.parse
import urllib.request
from typing import Any

import pytest

from tests.support.dashboards import Query, answers, boards, labels_of, queries, values, variables
from tests.support.system import System
from tests.support.waiting import HANGS_S, eventually


@pytest.fixture(scope="session")
def busy(full: System, lab: dict[str, Any]) -> System:
    """Some seconds of small buildings, and of people who judge what comes of them."""
    assert full.info.gateway
    coming = ("--rate", "120", "--seconds", "10", "--feedback", "1", "--lag", "0.5")
    command = (sys.executable, "-m", "plenum", "simulate", "--url", full.info.gateway, *coming)
    subprocess.run(command, check=True, timeout=HANGS_S, capture_output=True)
    return full


def chosen(prometheus: str, query: Query) -> list[dict[str, str]]:
    """What a person may choose on that board: each value of its one variable, or nothing."""
    offered = variables(boards()[query.board])
    assert len(offered) <= 1
    found = [{name: one} for name, asked in offered.items() for one in values(prometheus, asked)]
    assert found or not offered
    return found or [{}]


@pytest.mark.parametrize("query", [q for q in queries() if "expr" in q.target], ids=str)
def test_a_panels_query_is_answered(busy: System, query: Query) -> None:
    """With a number, whatever its board's variable stands at, and with the labels that its legend names.

    A zero for what only comes with the first failure or the first feedback has no labels.
    """
    prometheus = busy.info.prometheus
    assert prometheus
    for choice in chosen(prometheus, query):
        found = eventually(lambda of=choice: answers(prometheus, query.target, of))  # type: ignore[misc]  # mypy infers no lambda with a default
        assert found, choice
        if "vector(0)" not in query.target["expr"]:
            for label in labels_of(query.target["legendFormat"]):
                assert all(label in series["metric"] for series in found)


@pytest.mark.parametrize("query", [q for q in queries() if "expr" not in q.target], ids=str)
def test_a_panels_traces_are_found(busy: System, query: Query) -> None:
    """As Grafana's Jaeger source asks for them."""
    asked = {name: query.target[name] for name in ("service", "operation", "limit")}
    url = f"{busy.info.jaeger_query}/api/traces?{urllib.parse.urlencode(asked)}"

    def look() -> list[Any]:
        with urllib.request.urlopen(url, timeout=HANGS_S) as answer:
            found: list[Any] = json.load(answer)["data"]
            return found

    assert eventually(look)
