"""What several commands are asked about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plenum.files.read import read_building
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building


@pytest.fixture(scope="session")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A completed building in a file."""
    path = tmp_path_factory.mktemp("result") / "result.json"
    path.write_text(json.dumps(PipelineRunner().run_full_pipeline(read_building(building(2)))))
    return path
