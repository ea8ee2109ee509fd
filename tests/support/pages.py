"""The project's pages: every Markdown file that is not in a hidden folder or one that tools make."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
MADE: Final = frozenset({"out", "node_modules", "build", "dist"})


def _ours(page: Path) -> bool:
    folders = page.relative_to(ROOT).parts[:-1]
    return not any(name.startswith(".") or name in MADE for name in folders)


PAGES: Final = sorted(page for page in ROOT.rglob("*.md") if _ours(page))
