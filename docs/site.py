"""The hook of mkdocs.yml: the site's files are the repository's own pages, where they lie.

Pages outside of docs/ are part of it, README is its home, and what a page links to comes along; so a link is
the same on the site as in the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT: Final = Path(__file__).resolve().parents[1]
MADE: Final = frozenset({"out", "node_modules", "build", "dist"})
"""Folders whose pages are not the project's."""
_LINK: Final = re.compile(r"\]\(([^)\s#]+)")

_ROW: Final = re.compile(r"^\|.*$", re.MULTILINE)
_CODE: Final = re.compile(r"`[^`\n]*`")


def pages() -> Iterator[Path]:
    """Every page of the repository."""
    yield from ROOT.glob("*.md")
    for folder in ROOT.iterdir():
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in MADE:
            yield from folder.rglob("*.md")


def linked(page: Path) -> Iterator[Path]:
    """Pictures, schemas and other files that a page links to."""
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        file = (page.parent / target).resolve()
        if "://" not in target and file.suffix != ".md" and file.is_file():
            yield file


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """In place of what MkDocs found under docs/; the theme's own files stay."""
    from mkdocs.structure.files import File

    for found in [file for file in files if file.src_dir == config.docs_dir]:
        files.remove(found)
    there = sorted(pages())
    for path in dict.fromkeys([*there, *(file for page in there for file in linked(page))]):
        name = path.relative_to(ROOT).as_posix()
        files.append(File(name, str(ROOT), config.site_dir, config.use_directory_urls))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """In a table's code GitHub wants a bar escaped, and Python-Markdown wants it as it is."""
    return _ROW.sub(lambda row: _CODE.sub(lambda code: code[0].replace("\\|", "|"), row[0]), markdown)
