"""Prometheus' configuration and rules, by its own tool."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from plenum.telemetry.schema import METRICS
from tests.support.rules import alerts, rules
from tests.support.waiting import HANGS_S

FOLDER = Path(__file__).parents[3] / "prometheus"
TESTS = sorted((FOLDER / "tests").glob("*.yml"))


@pytest.mark.parametrize(
    "command",
    [("check", "config", "prometheus.yml"), *(("test", "rules", f"tests/{at.name}") for at in TESTS)],
    ids=["the configuration is valid", *(f"{at.stem} fire when they should" for at in TESTS)],
)
def test_promtool_agrees(command: tuple[str, ...]) -> None:
    """The rules' own tests stand in prometheus/tests."""
    done = subprocess.run(["promtool", *command], cwd=FOLDER, capture_output=True, text=True, timeout=HANGS_S)
    assert done.returncode == 0, done.stdout + done.stderr


def test_rules_speak_of_metrics_that_exist() -> None:
    """A renamed metric would leave an alert that can never fire."""
    known = {metric.prometheus for metric in METRICS.values()}
    named = r"(?<![\w:.\"])(?:plenum|ml|redis|app|messaging|system)_\w+"
    labels = {label.replace(".", "_") for metric in METRICS.values() for label in metric.labels}
    used = {name for rule in rules() for name in re.findall(named, rule["expr"])} - labels
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in used - known} <= known
    assert len(used) > 25


def test_every_alert_is_made_to_fire_and_all_are_seen_to_be_quiet() -> None:
    """An alert without a test may have the wrong sign; each file of alerts has tests of the same name."""
    fired, silent = set(), set()
    for at in TESTS:
        for test in yaml.safe_load(at.read_text())["tests"]:
            for case in test["promql_expr_test"]:
                if case["expr"].startswith("ALERTS"):
                    named = re.findall(r'alertname="(\w+)"', str(case["exp_samples"]))
                    fired |= set(named)
                    silent |= set() if named else {at.name}
    assert fired == set(alerts())
    assert silent == {at.name for at in TESTS} - {"figures.yml", "faults.yml"}
