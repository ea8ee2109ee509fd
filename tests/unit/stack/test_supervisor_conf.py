"""The process manager's configuration, read back by supervisord's own parser."""

from __future__ import annotations

from pathlib import Path

import pytest
from supervisor.options import ServerOptions

from plenum.stack.errors import UsageError
from plenum.stack.folder import StateFolder
from plenum.stack.parts import Part
from plenum.stack.supervisor_conf import render


def read_back(folder: StateFolder, parts: list[Part]) -> dict[str, object]:
    """The programs as supervisord understands them, by name."""
    folder.create()
    folder.supervisor_conf.write_text(render(folder, "id", parts))
    options = ServerOptions()
    options.realize(["-c", str(folder.supervisor_conf)], doc="supervisord")
    return {
        config.name: config for group in options.process_group_configs for config in group.process_configs
    }


def test_commands_and_variables_arrive_unchanged(tmp_path: Path) -> None:
    """Percent signs, spaces, commas and empty arguments survive supervisord's own syntax."""
    command = ("/bin/run", "-n", "selector-1@%h", "--save", "", "a b", "it's")
    environment = {"URL": "redis://h:1/0?a=%20b", "LIST": "a,b=c", "PATH_LIKE": "/it's here/x"}
    programs = read_back(StateFolder(tmp_path / "with space"), [Part("p", command, environment)])
    import shlex

    assert tuple(shlex.split(programs["p"].command)) == command  # type: ignore[attr-defined]  # supervisor's options have no types
    assert programs["p"].environment == environment  # type: ignore[attr-defined]  # supervisor's options have no types


def test_a_worker_is_asked_alone_and_killed_with_its_children(tmp_path: Path) -> None:
    """Its pool's children would die of a signal meant for the parent, with the work in them."""
    worker = Part("w-1", ("run",), stop_s=30, whole_group=False)
    programs = read_back(StateFolder(tmp_path), [worker, Part("redis", ("run",))])
    assert not programs["w-1"].stopasgroup  # type: ignore[attr-defined]  # supervisor's options have no types
    assert programs["w-1"].killasgroup  # type: ignore[attr-defined]  # supervisor's options have no types
    assert programs["w-1"].stopwaitsecs == 30  # type: ignore[attr-defined]  # supervisor's options have no types
    assert programs["redis"].stopasgroup  # type: ignore[attr-defined]  # supervisor's options have no types


def test_what_supervisord_cannot_be_told_is_refused(tmp_path: Path) -> None:
    """A path that would silently be cut at a comment sign stops with its name."""
    with pytest.raises(UsageError, match="a ;b"):
        render(StateFolder(tmp_path / "a ;b"), "id", [])
    with pytest.raises(UsageError, match="has quotes"):
        render(StateFolder(tmp_path), "id", [Part("p", ("run",), {"X": 'a"b'})])
