"""tests/unit mirrors the code: each package has a folder of the same name there, with tests in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
UNIT: Final = ROOT / "tests" / "unit"
ELSEWHERE: Final = {
    "pipeline/record/redis": ("tests/integration/pipeline", "its scripts run in Redis"),
    "pipeline/record/memory": ("tests/properties/test_record_twins.py", "driven beside its twin"),
    "files/ifc/writer": ("tests/integration/files/ifc", "what it writes is read by the IFC library"),
}
"""Packages that are tested elsewhere, each with where and why."""


def packages() -> list[str]:
    """Every package of the product, by the folder it should have here."""
    plenum, services = ROOT / "shared" / "plenum", ROOT / "services"
    return sorted(
        str(at.parent.relative_to(base))
        for base, top in ((plenum, plenum), (ROOT, services))
        for at in top.rglob("__init__.py")
    )


def has_tests(folder: Path) -> bool:
    """Whether a folder has a test in it, not only in what lies below."""
    return any(folder.glob("test_*.py"))


@pytest.mark.parametrize("package", packages())
def test_each_package_has_its_tests(package: str) -> None:
    """In the folder of its name, or in the place that stands in for it."""
    place, _ = ELSEWHERE.get(package, (None, ""))
    if place:
        there = ROOT / place
        assert there.is_file() or has_tests(there)
    else:
        assert has_tests(UNIT / package)


def test_no_folder_of_tests_outlives_its_package() -> None:
    """Where a package was moved or removed nobody would look for its tests."""
    known = {*packages(), "support", *(at.name for at in ROOT.iterdir() if at.is_dir())}
    folders = {str(at.parent.relative_to(UNIT)) for at in UNIT.rglob("test_*.py")}
    assert folders - known == set()


def test_nothing_is_excused_that_is_no_package() -> None:
    """An excuse goes with what it excuses."""
    assert set(ELSEWHERE) <= set(packages())
