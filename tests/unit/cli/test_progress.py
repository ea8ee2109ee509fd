"""What is shown while a large file is read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from plenum.cli import progress


@pytest.mark.parametrize(("terminal", "size", "said"), [(True, 2, True), (True, 0, False), (False, 2, False)])
def test_a_large_file_is_named_while_it_is_read(
    terminal: bool, size: int, said: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal alone: a pipe or a log gets no line of it."""
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=terminal, width=80)
    monkeypatch.setattr(progress, "talk", lambda: console)
    source = tmp_path / "tower [2].ifc"
    source.write_bytes(b" " * size * 1_000_000)
    with progress.reading(source):
        pass
    assert ("reading tower [2].ifc, 2 MB" in shown.getvalue()) is said
    assert bool(shown.getvalue()) is said
