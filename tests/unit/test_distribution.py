"""Nobody is told to install a stranger's package: `plenum` on the package index is not ours."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from plenum import beside_code, distribution
from plenum.files.parsing.missing import MissingLibraryError

ROOT = Path(__file__).parents[2]
PLACES = {
    "docker-compose.yml": r"\bplenum:(\d+\.\d+\.\d+)\b",
    "DEPLOYMENT.md": r"\bplenum_ceilings-(\d+\.\d+\.\d+)-py3",
}
"""Files that name the version of the distribution, and how."""


def test_the_name_is_the_one_that_the_wheel_gets() -> None:
    """And its version is found by it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == distribution.NAME
    assert project["version"] == distribution.version()


def test_a_cure_installs_ours() -> None:
    """With the extra that is missing."""
    error = MissingLibraryError("DXF files", "ezdxf", "dxf")
    assert str(error).endswith(": pip install 'plenum-ceilings[dxf]'")
    assert distribution.cure("ifc", "dxf") == "pip install 'plenum-ceilings[ifc,dxf]'"


@pytest.mark.slow
def test_no_page_and_no_message_installs_the_strangers() -> None:
    """Neither by its name nor by an extra it does not have."""
    files = [*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *(ROOT / "shared").rglob("*.py"), ROOT / "Dockerfile"]
    wrong = re.compile(r"(?<![\w-])plenum\[|pip install(?: -\S+)* '?plenum(?![\w-])")
    assert [path.name for path in files if wrong.search(path.read_text(encoding="utf-8"))] == []


def test_every_place_that_names_the_version_names_this_one() -> None:
    """The CHANGELOG's newest section with its day, the image's tag, the wheel's name on the page."""
    version = re.escape(distribution.version())
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (?!Unreleased)(.*)$", changelog, re.MULTILINE)
    assert newest
    assert re.fullmatch(rf"{version} - \d{{4}}-\d\d-\d\d", newest[1])
    for name, pattern in PLACES.items():
        assert set(re.findall(pattern, (ROOT / name).read_text(encoding="utf-8"))) <= {distribution.version()}


def test_a_library_that_an_extra_brings_is_asked_for_with_the_cure() -> None:
    """What misses is named; a module of ours that misses is a defect, and stays one."""
    cure = r"^nowhere is missing.*: pip install 'plenum-ceilings\[stack\]'$"
    with pytest.raises(ModuleNotFoundError, match=cure), distribution.brought_by("stack"):
        import_module("nowhere.at_all")
    with pytest.raises(ModuleNotFoundError, match=r"^No module named"), distribution.brought_by("stack"):
        import_module("plenum.nowhere")


def test_what_comes_beside_the_code_is_found_or_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout's files without a word; another root where one is named."""
    assert beside_code.find("examples/small_office.json") == ROOT / "examples" / "small_office.json"
    monkeypatch.setenv("PLENUM_ROOT", "/nowhere")
    with pytest.raises(FileNotFoundError, match="PLENUM_ROOT=/nowhere names no checkout"):
        beside_code.find("examples/small_office.json")
