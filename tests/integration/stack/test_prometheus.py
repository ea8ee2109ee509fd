"""Prometheus' configuration and rules, by its own tool."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from plenum.telemetry.schema import METRICS
from tests.support.waiting import HANGS_S

FOLDER = Path(__file__).parents[3] / "prometheus"


@pytest.mark.parametrize(
    "command",
    [("check", "config", "prometheus.yml"), ("test", "rules", "tests/plenum.yml")],
    ids=["the configuration is valid", "each alert fires when it should and not otherwise"],
)
def test_promtool_agrees(command: tuple[str, ...]) -> None:
    """The rules' own tests stand in prometheus/tests."""
    done = subprocess.run(["promtool", *command], cwd=FOLDER, capture_output=True, text=True, timeout=HANGS_S)
    assert done.returncode == 0, done.stdout + done.stderr


def test_rules_speak_of_metrics_that_exist() -> None:
    """A renamed metric would leave an alert that can never fire."""
    rules = [
        rule
        for group in yaml.safe_load((FOLDER / "rules/plenum.yml").read_text())["groups"]
        for rule in group["rules"]
    ]
    used = {name for rule in rules for name in re.findall(r"(?<![\w:.])(?:plenum|ml)_\w+", rule["expr"])}
    known = {metric.prometheus for metric in METRICS.values()}
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in used} <= known
    assert len(used) > 6


def test_every_alert_is_made_to_fire_and_not_to_fire() -> None:
    """An alert without a test may have the wrong sign."""
    alerts = set(re.findall(r"- alert: (\w+)", (FOLDER / "rules/plenum.yml").read_text()))
    fired, silent = set(), set()
    for test in yaml.safe_load((FOLDER / "tests/plenum.yml").read_text())["tests"]:
        for case in test.get("alert_rule_test", []):
            (fired if case["exp_alerts"] else silent).add(case["alertname"])
    assert alerts == fired == silent
