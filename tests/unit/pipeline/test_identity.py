"""Who answered: what moves a model's identity, and what does not."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import invalidate_caches
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest

from plenum.ceiling import ENGINE_VERSION
from plenum.pipeline.identity import DIGITS, Identity, identity

FILES = {
    "__init__.py": '"""A model of our own."""\n',
    "model.py": 'VERSION = "2.3.4"\n',
    "search.py": "STEPS = 8\n",
    "tables/weights.bin": "0 1 2",
    "README.md": "A model.",
}
Identify = Callable[..., Identity]


@pytest.fixture
def identify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Identify:
    """Writes a service's folder, its files as given beside `FILES`, and asks who would answer."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def asked(**changed: str) -> Identity:
        # A name of its own: what a process imported stays with it, and so does its identity.
        name = f"model_{uuid4().hex}"
        for place, content in (FILES | changed).items():
            path = tmp_path / name / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        invalidate_caches()
        return identity(f"{name}.model")

    return asked


def test_it_is_the_version_the_folder_and_the_engine(identify: Identify) -> None:
    """Three parts, and one text of them."""
    found = identify()
    assert found.version == "2.3.4"
    assert len(found.folder_digest) == DIGITS
    assert found.engine_version == ENGINE_VERSION
    assert str(found) == f"2.3.4+{found.folder_digest}.{ENGINE_VERSION}"


@pytest.mark.parametrize("place", ["__init__.py", "search.py", "tables/weights.bin", "another.py"])
def test_any_file_of_the_folder_moves_the_digest_though_no_version_does(
    identify: Identify, place: str
) -> None:
    """The model's own search, its weights, a file that was not there."""
    before, after = identify(), identify(**{place: "# changed\n"})
    assert before.version == after.version
    assert before.folder_digest != after.folder_digest


@pytest.mark.parametrize("place", ["README.md", "__pycache__/model.cpython-311.pyc"])
def test_pages_and_bytecode_move_nothing(identify: Identify, place: str) -> None:
    """No answer depends on them."""
    assert identify() == identify(**{place: "changed"})


def test_the_folders_own_name_does_not_matter(identify: Identify) -> None:
    """The services are installed under another name than they have in a checkout."""
    assert identify() == identify()


def test_a_file_that_moves_moves_the_digest(identify: Identify) -> None:
    """The same contents under another name are another folder."""
    assert identify(**{"a.py": "x", "b.py": ""}) != identify(**{"a.py": "", "b.py": "x"})


def test_it_is_found_once(identify: Identify, tmp_path: Path) -> None:
    """What is edited while a process runs is not what the process imported."""
    before = identify()
    (folder,) = tmp_path.iterdir()
    (folder / "search.py").write_text("STEPS = 9\n", encoding="utf-8")
    assert identity(f"{folder.name}.model") is before


def test_a_module_outside_a_services_folder_answers_for_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies beside a lone module is not its own; a module without a file has no digest."""
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("lone_one", "lone_two"):
        (tmp_path / f"{name}.py").write_text("X = 1\n", encoding="utf-8")
    invalidate_caches()
    assert identity("lone_one").folder_digest != identity("lone_two").folder_digest
    assert identity("lone_one").version == "1"
    monkeypatch.setitem(sys.modules, "without_a_file", ModuleType("without_a_file"))
    assert identity("without_a_file") == Identity("1", "", ENGINE_VERSION)
