"""Where the test data is: real buildings that are not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real input: PLENUM_TEST_DATA, or `../shared/data` beside the checkout."""
    folder = Path(os.environ.get("PLENUM_TEST_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "lab_building.hbjson").is_file():
        pytest.fail(f"no test data in {folder}: set PLENUM_TEST_DATA to the folder that holds it")
    return folder
