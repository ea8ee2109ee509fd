"""Writes the manifests that come from the stack's description: .venv/bin/python kubernetes/generate.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml
from manifests import NAMESPACE, Object, scaled, worker

from plenum.pipeline.graph import installed_graph
from plenum.stack import graph

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
HEADER: Final = (
    "# Made by kubernetes/generate.py from the stack's own description; a test says when it is not current.\n"
)


class _Plain(yaml.SafeDumper):
    """Long texts as blocks, no anchors: what people read and diff."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 PyYAML gives it
        """Each object whole."""
        return True


_Plain.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


def config_map(name: str, files: dict[str, str]) -> Object:
    """Files of the repository, which kustomize takes from no folder but its own."""
    metadata = {"name": name, "labels": {"app.kubernetes.io/part-of": NAMESPACE}}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": files}


def _texts(*patterns: str) -> dict[str, str]:
    return {at.name: at.read_text() for pattern in patterns for at in sorted(ROOT.glob(pattern))}


def files() -> dict[str, str]:
    """What is written, by path in this folder."""
    stages = [stage.name for stage in installed_graph().stages]
    made: dict[str, list[Object]] = {
        "base/workers.yaml": [part for service in graph.worker_names() for part in worker(service)],
        "base/redis-start.yaml": [config_map("redis-start", _texts("valkey/start.sh"))],
        "components/keda/scaled.yaml": [scaled(stage) for stage in stages],
        "components/observability/configurations.yaml": [
            config_map("otel-collector", _texts("otel-collector/config.yaml")),
            config_map("jaeger", _texts("jaeger/config.yaml")),
            config_map("prometheus", _texts("prometheus/prometheus.yml")),
            config_map("prometheus-rules", _texts("prometheus/rules/*.yml")),
            config_map("prometheus-targets", _texts("prometheus/targets/*.yml")),
        ],
    }
    return {
        path: HEADER + yaml.dump_all(objects, Dumper=_Plain, sort_keys=False, width=110, allow_unicode=True)
        for path, objects in made.items()
    }


if __name__ == "__main__":
    for path, text in files().items():
        (HERE / path).write_text(text)
