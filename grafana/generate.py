"""Makes the dashboards of Grafana from their short descriptions: a panel is a title, a unit and its queries.

Grafana's own files repeat some thirty lines a panel, in which a wrong unit or a datasource of one's own
machine is not seen.

- `python grafana/generate.py` writes `grafana/dashboards/*.json` from `grafana/boards/*.yml`
- `python grafana/generate.py --check` only says which are not current, with exit code 1

A board's keys: `uid`, `title`, `about`, `variables` (name: query) and `rows`, each a title with its panels. A
panel has `title`, `about`, `unit`, `queries` (legend: PromQL) or `traces` (service and operation), and where
wanted `kind` (timeseries, stat, table, heatmap), `width` of 24 columns, `min`, `max` and `steps` (values from
which on it is orange, then red).
"""

from __future__ import annotations

import json
import sys
from itertools import count
from pathlib import Path
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).resolve().parent
BOARDS: Final = HERE / "boards"
DASHBOARDS: Final = HERE / "dashboards"
PROMETHEUS: Final = {"type": "prometheus", "uid": "${prometheus_datasource}"}
JAEGER: Final = {"type": "jaeger", "uid": "${jaeger_datasource}"}
COLUMNS: Final = 24
HEIGHTS: Final = {"stat": 4, "table": 8, "timeseries": 8, "heatmap": 8}
COLOURS: Final = ("green", "orange", "red")
SCHEMA: Final = 41
"""Of Grafana 12's files, which 13 reads as they are."""


def dashboard(board: dict[str, Any]) -> dict[str, Any]:
    """A board as Grafana's file has it."""
    return {
        "uid": board["uid"],
        "title": board["title"],
        "description": board["about"],
        "tags": ["plenum"],
        "schemaVersion": SCHEMA,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "10s",
        "time": {"from": "now-30m", "to": "now"},
        "timezone": "browser",
        "links": [_to_the_others()],
        "templating": {"list": _variables(board)},
        "annotations": {"list": [_alerts()]},
        "panels": _panels(board["rows"]),
    }


def _to_the_others() -> dict[str, Any]:
    return {
        "type": "dashboards",
        "title": "Plenum",
        "tags": ["plenum"],
        "icon": "dashboard",
        "tooltip": "The other boards",
        "targetBlank": False,
        "asDropdown": True,
        "includeVars": False,
        "keepTime": True,
    }


def _alerts() -> dict[str, Any]:
    return {
        "name": "Alerts",
        "datasource": PROMETHEUS,
        "enable": True,
        "iconColor": "red",
        "expr": 'ALERTS{alertstate="firing"}',
        "titleFormat": "{{alertname}}",
        "step": "10s",
    }


def _variables(board: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = ["prometheus"]
    if any("traces" in panel for row in board["rows"] for panel in row["panels"]):
        kinds.append("jaeger")
    return [
        *(_source(kind) for kind in kinds),
        *(
            {
                "name": name,
                "type": "query",
                "datasource": PROMETHEUS,
                "definition": query,
                "query": {"query": query, "refId": name, "qryType": 1},
                "refresh": 2,
                "sort": 1,
            }
            for name, query in board.get("variables", {}).items()
        ),
    ]


def _source(kind: str) -> dict[str, Any]:
    """Named as Grafana's linter wants it, where a board has several."""
    return {
        "name": f"{kind}_datasource",
        "label": f"{kind.capitalize()} data source",
        "type": "datasource",
        "query": kind,
    }


def _panels(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Row by row, left to right; ids are given in that order."""
    ids, made, y = count(1), list[dict[str, Any]](), 0
    for row in rows:
        at = {"x": 0, "y": y, "w": COLUMNS, "h": 1}
        made.append(
            {
                "id": next(ids),
                "type": "row",
                "title": row["title"],
                "gridPos": at,
                "collapsed": False,
                "panels": [],
            }
        )
        x, y, tallest = 0, y + 1, 0
        for panel in row["panels"]:
            kind = panel.get("kind", "timeseries")
            width, height = panel.get("width", COLUMNS // len(row["panels"])), HEIGHTS[kind]
            if x + width > COLUMNS:
                x, y, tallest = 0, y + tallest, 0
            place = {"x": x, "y": y, "w": width, "h": height}
            made.append({"id": next(ids), "type": kind, "gridPos": place, **_panel(panel, kind)})
            x, tallest = x + width, max(tallest, height)
        y += tallest
    return made


def _panel(panel: dict[str, Any], kind: str) -> dict[str, Any]:
    made = {"title": panel["title"], "description": panel["about"]}
    if "traces" in panel:
        target = {"refId": "A", "datasource": JAEGER, "queryType": "search", "limit": 20, **panel["traces"]}
        return {
            **made,
            "datasource": JAEGER,
            "targets": [target],
            "fieldConfig": {"defaults": {}, "overrides": []},
        }
    return {
        **made,
        "datasource": PROMETHEUS,
        "targets": [_target(n, kind, *query) for n, query in enumerate(panel["queries"].items())],
        "fieldConfig": {"defaults": _field(panel, kind), "overrides": []},
        "options": _options(kind),
    }


def _target(number: int, kind: str, legend: str, query: str) -> dict[str, Any]:
    now = kind in ("stat", "table")
    return {
        "refId": chr(ord("A") + number),
        "datasource": PROMETHEUS,
        "editorMode": "code",
        "expr": " ".join(query.split()),
        "legendFormat": legend,
        "instant": now,
        "range": not now,
        "exemplar": kind == "timeseries" and "_bucket" in query,
        "format": {"table": "table", "heatmap": "heatmap"}.get(kind, "time_series"),
    }


def _field(panel: dict[str, Any], kind: str) -> dict[str, Any]:
    steps = [None, *panel.get("steps", [])]
    of_lines = {"lineWidth": 1, "fillOpacity": 10, "showPoints": "never", "spanNulls": False}
    return {
        "unit": panel["unit"],
        **{bound: panel[bound] for bound in ("min", "max") if bound in panel},
        **({"custom": of_lines} if kind == "timeseries" else {}),
        "thresholds": {
            "mode": "absolute",
            "steps": [{"value": at, "color": colour} for at, colour in zip(steps, COLOURS, strict=False)],
        },
    }


def _options(kind: str) -> dict[str, Any]:
    if kind == "stat":
        return {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "background", "graphMode": "none"}
    if kind == "timeseries":
        legend = {
            "displayMode": "table",
            "placement": "bottom",
            "showLegend": True,
            "calcs": ["lastNotNull", "max"],
        }
        return {"legend": legend, "tooltip": {"mode": "multi", "sort": "desc"}}
    if kind == "heatmap":
        return {"calculate": False, "yAxis": {"unit": "s"}, "tooltip": {"mode": "single"}}
    return {"showHeader": True}


def text(made: dict[str, Any]) -> str:
    """A dashboard's file: a line a key, and a line a panel, so that a change is seen where it is."""
    panels = ",\n  ".join(json.dumps(panel) for panel in made["panels"])
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in made.items() if key != "panels"]
    return "{\n" + ",\n".join([*lines, f' "panels": [\n  {panels}\n ]']) + "\n}\n"


def wanted() -> dict[Path, str]:
    """Each dashboard's file and what is to be in it."""
    return {
        DASHBOARDS / f"{file.stem}.json": text(dashboard(yaml.safe_load(file.read_text())))
        for file in sorted(BOARDS.glob("*.yml"))
    }


def main() -> None:
    """Write them, or say which are not current."""
    current = wanted()
    stale = [file for file, told in current.items() if not file.exists() or file.read_text() != told]
    stale += [file for file in DASHBOARDS.glob("*.json") if file not in current]
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(f"{file.name} is not current: python grafana/generate.py" for file in stale) or 0)
    for file in stale:
        if file in current:
            file.write_text(current[file])
        else:
            file.unlink()


if __name__ == "__main__":
    main()
