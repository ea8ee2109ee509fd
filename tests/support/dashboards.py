"""Grafana's dashboards as their files have them, and their queries asked as Grafana would ask them."""

from __future__ import annotations

import json
import math
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.support.waiting import HANGS_S

GRAFANA: Final = Path(__file__).parents[2] / "grafana"
RATE_INTERVAL: Final = "20s"
"""Four times the datasource's `timeInterval`, which is what Grafana takes for a short time range."""
STEP_S: Final = 5
BACK_S: Final = 900


class Query(NamedTuple):
    """One of a panel."""

    board: str
    panel: str
    target: dict[str, Any]

    def __str__(self) -> str:
        """For the test's name."""
        return f"{self.board}: {self.panel} {self.target['refId']}"


@cache
def boards() -> dict[str, dict[str, Any]]:
    """Each dashboard by its file's name."""
    return {file.stem: json.loads(file.read_text()) for file in sorted(GRAFANA.glob("dashboards/*.json"))}


def queries() -> list[Query]:
    """Every panel's, of every board."""
    return [
        Query(name, panel["title"], target)
        for name, board in boards().items()
        for panel in board["panels"]
        for target in panel.get("targets", ())
    ]


def variables(board: dict[str, Any]) -> dict[str, str]:
    """A board's own by name: the query of each."""
    return {
        found["name"]: found["query"]["query"]
        for found in board["templating"]["list"]
        if found["type"] == "query"
    }


def values(prometheus: str, query: str) -> list[str]:
    """What a variable offers: `label_values(SERIES, LABEL)`."""
    found = re.fullmatch(r"label_values\((.+), (\w+)\)", query)
    assert found, query
    return sorted(_get(prometheus, f"label/{found[2]}/values", {"match[]": found[1]}))


def answers(prometheus: str, target: dict[str, Any], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """The series of a query that have a number: now, or within the last minutes where it draws a line."""
    asked = target["expr"].replace("$__rate_interval", RATE_INTERVAL)
    for name, value in chosen.items():
        asked = asked.replace(f"${name}", value)
    assert "$" not in asked
    if target["instant"]:
        series = _get(prometheus, "query", {"query": asked})["result"]
        return [one for one in series if _number(one["value"])]
    now = time.time()
    period = {"start": str(now - BACK_S), "end": str(now), "step": str(STEP_S)}
    series = _get(prometheus, "query_range", {"query": asked, **period})["result"]
    return [one for one in series if any(map(_number, one["values"]))]


def labels_of(legend: str) -> Iterator[str]:
    """The labels that a legend names."""
    return iter(re.findall(r"\{\{(\w+)\}\}", legend))


def _number(point: list[Any]) -> bool:
    return math.isfinite(float(point[1]))


def _get(prometheus: str, what: str, asked: dict[str, str]) -> Any:
    with urllib.request.urlopen(
        f"{prometheus}/api/v1/{what}?{urllib.parse.urlencode(asked)}", timeout=HANGS_S
    ) as answer:
        return json.load(answer)["data"]
