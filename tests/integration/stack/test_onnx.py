"""The page's ONNX model in the workers of a running stack."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pytest

from tests.support import onnx_files
from tests.support.buildings import building
from tests.support.waiting import HANGS_S

from .conftest import plenum

PAGE: Final = Path(__file__).parents[3] / "docs" / "learning.md"
NAME: Final = "light_model_d_onnx"
STAGES: Final = f"""
from plenum.ceiling.room.kinds import Kind
from plenum.deployable import Own
from plenum.pipeline.graph import Stage
from services.stages import GRAPH as INSTALLED

own = Own(extra="onnx", registered=True, modules=("onnxruntime",))
GRAPH = INSTALLED.competing(Stage("{NAME}", "page_onnx.model:place", Kind.LIGHT, ("LGT",), own=own))
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page's model as a package of its own, with its network and a graph."""
    folder = tmp_path / "page_onnx"
    folder.mkdir()
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (code,) = [block for block in blocks if f'NAME: Final = "{NAME}"' in block]
    for name, text in (("__init__.py", ""), ("model.py", code), ("stages.py", STAGES)):
        (folder / name).write_text(text)
    (folder / "pitch.onnx").write_bytes(onnx_files.pitch((0.0, 0.0, 1.0), 1.2))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_a_network_of_another_maker_competes_in_a_running_stack(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the limits of any worker: a candidate in each room, with version and score."""
    monkeypatch.setenv("PLENUM_GRAPH", "page_onnx.stages:GRAPH")
    state, source, result = page / "state", page / "rooms.json", page / "done.json"
    source.write_text(json.dumps(building(2)))
    try:
        began = plenum("up", "--embedded", "--cores", "1", "--ready-within", str(HANGS_S), state=state)
        assert began.returncode == 0, began.stderr
        placed = plenum("place", str(source), "-o", str(result), state=state)
        assert placed.returncode == 0, placed.stderr
    finally:
        plenum("down", state=state)
    for room in json.loads(result.read_text())["rooms"]:
        (candidate,) = [each for each in room["candidates"] if each["model_name"] == NAME]
        assert candidate["counts"]["light"] > 0
        assert candidate["model_version"].startswith("1.0.0+")
