"""The second verifier is one only as long as it stands on its own."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "support" / "naive"


def test_the_naive_verifier_imports_itself_and_the_standard_library_alone() -> None:
    """No line of the product, no numpy, no shapely: a shared mistake would pass unseen."""
    files = list(FOLDER.glob("*.py"))
    assert files
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in names:
                own = name.startswith("tests.support.naive")
                assert own or name.split(".")[0] in sys.stdlib_module_names, f"{file.name}: {name}"
