"""Who a process belongs to, and what is shown of its log."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenum.stack import health


@pytest.mark.parametrize(
    ("process", "part"),
    [
        ("selector-1", "selector"),
        ("light_model_a_dense-12", "light_model_a_dense"),
        ("otel-collector", "otel-collector"),
        ("otlp-sink", "otlp-sink"),
        ("redis", "redis"),
    ],
)
def test_a_replica_belongs_to_its_service_and_any_other_process_to_itself(process: str, part: str) -> None:
    """A dash in a name is no replica number."""
    assert health.part_of(process) == part


def test_the_tail_of_a_log_is_its_last_lines(tmp_path: Path) -> None:
    """However long the log; none where there is no log."""
    log = tmp_path / "x.log"
    assert health.tail(log) == []
    log.write_text("".join(f"line {number}\n" for number in range(50_000)))
    assert health.tail(log, 2) == ["line 49998", "line 49999"]
