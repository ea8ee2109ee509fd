"""Runs a notebook's code as Jupyter would and keeps what each cell shows, without Jupyter."""

from __future__ import annotations

import ast
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec


def run(path: Path) -> dict[str, Any]:
    """The notebook with the outputs of its cells as they are now, from its own folder."""
    notebook: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    namespace: dict[str, Any] = {}
    with chdir(path.parent):
        for number, cell in enumerate((c for c in notebook["cells"] if c["cell_type"] == "code"), 1):
            cell["execution_count"] = number
            cell["outputs"] = _outputs("".join(cell["source"]), namespace, number)
    return notebook


def save(notebook: dict[str, Any], path: Path) -> None:
    """As Jupyter writes it."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(notebook), indent=1) + b"\n")


def _outputs(code: str, namespace: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """What the cell prints, and the value of its last line."""
    body = ast.parse(code)
    last = body.body.pop() if isinstance(body.body[-1], ast.Expr) else None
    with redirect_stdout(StringIO()) as printed:
        exec(compile(body, "<cell>", "exec"), namespace)  # noqa: S102 - our own notebook
        value = eval(ast.unparse(last), namespace) if last else None  # noqa: S307 - likewise
    found: list[dict[str, Any]] = []
    if printed.getvalue():
        text = printed.getvalue().splitlines(keepends=True)
        found.append({"name": "stdout", "output_type": "stream", "text": text})
    if hasattr(value, "_repr_svg_"):
        data = {"image/svg+xml": [value._repr_svg_()], "text/plain": [f"<{type(value).__name__}>"]}
        result = {"output_type": "execute_result", "execution_count": number, "metadata": {}}
        found.append({**result, "data": data})
    return found
