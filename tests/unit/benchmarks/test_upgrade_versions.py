"""Whether a version has a service: an engine that cannot tell is not one that says no."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.upgrade_versions import Image

ENGINE = """#!/bin/sh
while [ "$1" != plenum:1 ]; do
    test $# -gt 0 || { echo "no such image" >&2; exit 125; }
    shift
done
shift
exec "$@"
"""
"""Runs on this machine what follows the image's name."""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """One with an image whose services are a coordinator alone."""
    (tmp_path / "plenum_services" / "coordinator").mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    script = tmp_path / "engine"
    script.write_text(ENGINE)
    script.chmod(0o755)
    return str(script)


def test_an_image_has_the_services_whose_modules_it_has(engine: str) -> None:
    """A version before the gateway has none, and is compared without."""
    image = Image(engine, "plenum:1")
    assert image.has("coordinator")
    assert not image.has("gateway")


def test_what_hinders_the_answer_is_told(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No such image; an image of something else. Neither is a version without a gateway."""
    with pytest.raises(RuntimeError, match="no such image"):
        Image(engine, "plenum:2").has("gateway")
    monkeypatch.delenv("PYTHONPATH")
    with pytest.raises(RuntimeError, match="plenum_services"):
        Image(engine, "plenum:1").has("gateway")
