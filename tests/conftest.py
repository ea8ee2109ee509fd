"""Where the test data is: real buildings that are not part of the project."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: the garbage collector need not walk them again and again."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def notes_of_stacks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Stacks of tests are noted in a folder of their own, which processes side by side share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp().parent / "plenum-state-home"))
        yield


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real input: PLENUM_TEST_DATA, or `../shared/data` beside the checkout."""
    folder = Path(os.environ.get("PLENUM_TEST_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "lab_building.hbjson").is_file():
        pytest.fail(f"no test data in {folder}: set PLENUM_TEST_DATA to the folder that holds it")
    return folder
