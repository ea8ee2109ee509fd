"""The collector's configuration: one file, and what somebody wants laid over it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from plenum.stack import configs
from plenum.stack.errors import UsageError

ROOT = Path(__file__).parents[3]


def config(name: str) -> dict[str, object]:
    """One of the collector's files."""
    loaded: dict[str, object] = yaml.safe_load((ROOT / f"otel-collector/{name}.yaml").read_text())
    return loaded


def test_what_is_wanted_is_laid_over_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later file's words hold."""
    monkeypatch.setenv("PLENUM_COLLECTOR_WITH", "own-telemetry,tail-sampling")
    names = [path.name for path in configs.collector()]
    assert names == ["config.yaml", "own-telemetry.yaml", "tail-sampling.yaml"]
    monkeypatch.delenv("PLENUM_COLLECTOR_WITH")
    assert [path.name for path in configs.collector()] == ["config.yaml"]
    assert [path.name for path in configs.collector(["logs"])] == ["config.yaml", "log-store.yaml"]


def test_what_is_no_overlay_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """With those that there are."""
    monkeypatch.setenv("PLENUM_COLLECTOR_WITH", "head-sampling")
    with pytest.raises(UsageError, match="head-sampling: give some of tail-sampling"):
        configs.collector()


def test_every_overlay_is_a_file_and_every_file_an_overlay() -> None:
    """None is forgotten in the list."""
    files = {path.stem for path in (ROOT / "otel-collector").glob("*.yaml")} - {"config", "builder"}
    assert files == set(configs.OVERLAYS)


@pytest.mark.parametrize("name", ["config", *configs.OVERLAYS])
def test_the_memory_limiter_comes_first_and_what_is_exported_was_redacted(name: str) -> None:
    """Past the limit nothing is worked on; nothing goes on with its secrets, but figures made of spans."""
    service = config(name).get("service")
    assert isinstance(service, dict)
    for pipeline in service.get("pipelines", {}).values():
        assert pipeline["processors"][0] == "memory_limiter"
        assert "redaction" in pipeline["processors"] or pipeline["exporters"] == ["span_metrics"]


@pytest.mark.parametrize("name", ["config", "forward", "log-store"])
def test_every_exporter_that_pushes_keeps_its_queue_on_disk_and_never_gives_up(name: str) -> None:
    """A kill loses nothing that was acknowledged, an absence nothing that fits the queue."""
    exporters = config(name)["exporters"]
    assert isinstance(exporters, dict)
    pushing = {kind: about for kind, about in exporters.items() if kind.startswith("otlp")}
    assert pushing
    for about in pushing.values():
        assert about["sending_queue"]["storage"] == "file_storage/queues"
        assert about["retry_on_failure"]["max_elapsed_time"] == 0
