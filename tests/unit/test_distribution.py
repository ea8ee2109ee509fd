"""Nobody is told to install a stranger's package: `plenum` on the package index is not ours."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from plenum import distribution
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
