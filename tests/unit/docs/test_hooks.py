"""The page's program with hooks does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def test_the_program_sums_up_what_it_heard(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it stands in docs/telemetry.md, from the checkout's folder."""
    page = (ROOT / "docs/telemetry.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(ROOT)
    exec(compile(code, "docs/telemetry.md", "exec"), {})  # noqa: S102 - our own page
    assert "jobs      complete: 1" in capsys.readouterr().out
