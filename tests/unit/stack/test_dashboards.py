"""Grafana's dashboards are made from their descriptions, and name nothing that is not there.

That each query is answered is asked of a running stack in tests/telemetry/test_dashboards.py.
"""

from __future__ import annotations

import re
import runpy
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from plenum.telemetry.schema import METRICS
from tests.support.dashboards import GRAFANA, Query, boards, labels_of, queries, variables

UNITS: Final = {"short", "s", "percentunit", "ops", "reqps", "bytes"}
OF_OTHERS: Final = re.compile(
    r"(otelcol_\w+|traces_span_metrics_(calls_total|duration_seconds_(bucket|sum|count))|scrape_\w+|up|ALERTS)"
)
"""Series of the collector, of Jaeger and of Prometheus itself."""
WORDS: Final = {"by", "on", "or", "le", "and", "unless", "offset"}
LINKS: Final = {
    "plenum-jobs",
    "plenum-models",
    "plenum-model",
    "plenum-workers",
    "plenum-ceilings",
    "plenum-telemetry",
    "plenum-drift",
}

all_queries = pytest.mark.parametrize("query", [q for q in queries() if "expr" in q.target], ids=str)


def recorded() -> set[str]:
    """The names that Prometheus' rules record."""
    files = (GRAFANA.parent / "prometheus/rules").glob("*.yml")
    groups = [group for file in files for group in yaml.safe_load(file.read_text())["groups"]]
    return {rule["record"] for group in groups for rule in group["rules"] if "record" in rule}


@cache
def known() -> set[str]:
    """What our own series are called."""
    names = recorded()
    for metric in METRICS.values():
        if metric.kind == "histogram":
            names |= {f"{metric.prometheus}_{part}" for part in ("bucket", "sum", "count")}
        else:
            names.add(metric.prometheus)
    return names


def series_of(query: str) -> set[str]:
    """The names of series in PromQL: words that are no function, no label and no keyword."""
    bare = re.sub(r"\[[^\]]*\]", "", re.sub(r"\{[^}]*\}", "", query))
    bare = re.sub(r"\b(by|on|without) ?\([^)]*\)", "", bare)
    return set(re.findall(r"\b[a-zA-Z_][\w:]*\b(?!\s*\()", bare)) - WORDS


def test_the_files_are_current() -> None:
    """Run `python grafana/generate.py` when this fails."""
    made: dict[str, Any] = runpy.run_path(str(GRAFANA / "generate.py"))
    wanted: dict[Path, str] = made["wanted"]()
    there = {file: file.read_text() for file in GRAFANA.glob("dashboards/*.json")}
    assert there == wanted
    assert {board["uid"] for board in boards().values()} == LINKS


@pytest.mark.parametrize("name", boards())
def test_a_board_is_whole(name: str) -> None:
    """Ids once each, no panel upon another, each with a title, words and a unit that Grafana has."""
    panels = boards()[name]["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for one, other in combinations(panels, 2):
        a, b = one["gridPos"], other["gridPos"]
        apart = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
        assert apart or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"], (one["title"], other["title"])
    for panel in panels:
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
        if panel["type"] != "row":
            assert panel["title"]
            assert panel["description"].endswith(".")
            assert panel["targets"]
            assert "expr" not in panel["targets"][0] or panel["fieldConfig"]["defaults"]["unit"] in UNITS


@pytest.mark.parametrize("name", boards())
def test_a_board_names_no_source_of_one_machine(name: str) -> None:
    """Datasources are variables: whoever imports a file chooses their own."""
    board = boards()[name]
    offered = {one["name"] for one in board["templating"]["list"] if one["type"] == "datasource"}
    uids = {target["datasource"]["uid"] for panel in board["panels"] for target in panel.get("targets", ())}
    assert uids == {f"${{{source}}}" for source in offered}


@all_queries
def test_a_query_names_series_that_there_are(query: Query) -> None:
    """Of the catalogue of metrics, of the rules, or of the programs around."""
    names = series_of(query.target["expr"])
    assert names
    assert {name for name in names if not OF_OTHERS.fullmatch(name)} <= known()


@all_queries
def test_a_querys_variables_are_the_boards(query: Query) -> None:
    """And what is grouped by is what the legend tells."""
    expression = query.target["expr"]
    named = set(re.findall(r"\$(\w+)", expression)) - {"__rate_interval"}
    assert named == set(variables(boards()[query.board])) & named
    grouped = set(re.findall(r"\w+", " ".join(re.findall(r"\bby \(([^)]*)\)", expression))))
    if grouped:
        assert set(labels_of(query.target["legendFormat"])) <= grouped


def test_the_provisioned_sources_and_folder_are_those_of_compose() -> None:
    """Names and ports of the network, the folder where the files are mounted."""
    compose = yaml.safe_load((GRAFANA.parent / "docker-compose.yml").read_text())["services"]
    sources = yaml.safe_load((GRAFANA / "provisioning/datasources/plenum.yaml").read_text())["datasources"]
    told = {source["type"]: source["url"].removeprefix("http://").split(":") for source in sources}
    assert told == {"prometheus": ["prometheus", "9090"], "jaeger": ["jaeger", "16686"]}
    for name, port in told.values():
        assert any(published.endswith(f":{port}") for published in compose[name]["ports"])
    (provider,) = yaml.safe_load((GRAFANA / "provisioning/dashboards/plenum.yaml").read_text())["providers"]
    mounts = dict(volume.split(":")[:2] for volume in compose["grafana"]["volumes"])
    assert mounts["./grafana/dashboards"] == provider["options"]["path"]
    assert mounts["./grafana/provisioning"] == "/etc/grafana/provisioning"
