"""What a page names of the code is there: files, folders, modules and what they define."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from plenum.telemetry import names
from tests.support.pages import PAGES

ROOT: Final = Path(__file__).parents[3]
HISTORY: Final = "CHANGELOG.md"
"""It names what is gone."""
TRUE_NOW: Final = [page for page in PAGES if page.name != HISTORY]
BASES: Final = ("", "shared/plenum", "shared/plenum/pipeline", "shared/plenum/ceiling")
"""What a path may be relative to, beside the page's own folder."""
PATH: Final = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
SOURCES: Final = (".py", ".lua", ".yml", ".toml", ".lock", ".sh")
EXAMPLES: Final = re.compile("light_model_d_(darkest|onnx)")
"""What adding a model would add."""
MODULES: Final = {
    path.stem for path in (ROOT / "shared/plenum").iterdir() if path.is_dir() or path.suffix == ".py"
}


def code(page: Path) -> Iterator[str]:
    """Everything between backticks."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    yield from (span for span in re.findall(r"`([^`\n]+)`", text) if not EXAMPLES.search(span))


def paths(page: Path) -> Iterator[str]:
    """What is a path in this repository: it begins in one of its folders, or names a source file."""
    for span in code(page):
        first = span.partition("/")[0]
        inside = any((ROOT / base / first).is_dir() for base in BASES) and "/" in span.rstrip("/")
        if PATH.fullmatch(span) and not span.startswith("..") and (inside or span.endswith(SOURCES)):
            yield span


def there(path: str, page: Path) -> bool:
    """Whether a path, stars and all, leads to something."""
    return any(next(base.glob(path.rstrip("/")), None) for base in (page.parent, *(ROOT / b for b in BASES)))


@pytest.mark.parametrize("page", TRUE_NOW, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    """From the repository's root, the package, the pipeline, the domain, or the page's own folder."""
    assert [path for path in paths(page) if not there(path, page)] == []


def test_every_folder_of_the_package_says_what_it_is() -> None:
    """On the architecture page a row each, the folders of the domain and of the files in their pictures."""
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for folder in ("shared/plenum", "shared/plenum/pipeline", "shared/plenum/ceiling", "shared/plenum/files"):
        name = folder.rpartition("/")[2]
        picture = ROOT / "docs/pictures" / f"{name}.svg"
        drawn = picture.read_text(encoding="utf-8") if picture.exists() else ""
        for inner in (ROOT / folder).iterdir():
            if (inner / "__init__.py").exists():
                rows = (f"| `{folder}/{inner.name}/` |", f"| `{name}/{inner.name}/` |")
                assert any(row in page for row in rows) or f">{inner.name}</text>" in drawn, inner


def missing(name: str) -> bool:
    """Whether a dotted name is neither a module nor an attribute of one."""
    parts = name.split(".")
    found: object = import_module(parts[0])
    for at, part in enumerate(parts[1:], 2):
        if not hasattr(found, part):
            try:
                import_module(".".join(parts[:at]))
            except ImportError:
                return True
        found = getattr(found, part)
    return False


@pytest.mark.parametrize("page", TRUE_NOW, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_that_a_page_names_exists(page: Path) -> None:
    """`plenum.…` with a module of ours behind the dot; names of telemetry have none."""
    named = {
        span.rstrip("()")
        for span in code(page)
        if re.fullmatch(r"(?:plenum|services)(?:\.\w+)+(?:\(\))?", span)
        and span not in vars(names).values()
        and (span.startswith("services.") or span.split(".")[1] in MODULES)
    }
    assert {name for name in named if missing(name)} == set()


def test_a_wrong_path_would_be_found(tmp_path: Path) -> None:
    """And a wrong module: these tests look at something."""
    page = tmp_path / "page.md"
    page.write_text("`shared/plenum/gone.py` and `pipeline/scripts/start.lua`, `record/port.py`")
    assert [path for path in paths(page) if not there(path, page)] == [
        "shared/plenum/gone.py",
        "pipeline/scripts/start.lua",
    ]
    assert missing("plenum.pipeline.client")
    assert not missing("plenum.client.Client")
