"""Finding programs, and building each once."""

from __future__ import annotations

import re
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from plenum.stack import binaries
from plenum.stack.errors import MissingProgramError, StackError
from plenum.stack.found_program import FoundProgram
from plenum.stack.go_program import GoProgram

MODULE = "tool"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one Go module, an empty cache, and a PATH with a `go` that counts its runs."""
    module = tmp_path / "repository" / MODULE
    module.mkdir(parents=True)
    (module / "go.mod").write_text("module x\n")
    (module / "go.sum").write_text("")
    tools = tmp_path / "bin"
    tools.mkdir()
    monkeypatch.setenv("PLENUM_ROOT", str(tmp_path / "repository"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    put_go(tmp_path, 'echo run >> "$RUNS"; sleep 0.2; while [ "$1" != -o ]; do shift; done; echo x > "$2"')
    monkeypatch.setenv("RUNS", str(tmp_path / "runs"))
    return tmp_path


def put_go(machine: Path, script: str) -> None:
    """Replace the `go` on PATH."""
    go = machine / "bin" / "go"
    go.write_text(f"#!/bin/sh\n{script}\n")
    go.chmod(go.stat().st_mode | stat.S_IXUSR)


PROGRAM = GoProgram("tool", MODULE, ".")


@pytest.mark.slow
def test_several_processes_at_once_build_a_program_once(machine: Path) -> None:
    """They wait for the one that builds and take its result."""
    found: list[Path] = []
    threads = [
        threading.Thread(target=lambda: found.append(binaries.build(PROGRAM, print))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert found[0].exists()
    assert (machine / "runs").read_text().split() == ["run"]


def test_a_changed_lock_file_is_another_program(machine: Path) -> None:
    """A program is named after its sources, so that none outlives them."""
    before = binaries.built(PROGRAM)
    (machine / "repository" / MODULE / "go.sum").write_text("example.org/x v1.0.0 h1:abc\n")
    assert binaries.built(PROGRAM) != before


def test_a_failing_build_tells_what_go_said_and_leaves_nothing(machine: Path) -> None:
    """The next try builds again."""
    put_go(machine, "echo 'checksum mismatch' >&2; exit 1")
    with pytest.raises(StackError, match="checksum mismatch"):
        binaries.build(PROGRAM, print)
    assert not binaries.built(PROGRAM).exists()


def test_without_go_the_cure_is_named(machine: Path) -> None:
    """What to install, and what does without."""
    (machine / "bin" / "go").unlink()
    with pytest.raises(MissingProgramError, match=r"install Go .*--embedded"):
        binaries.build(PROGRAM, print)


def test_without_prometheus_the_full_stack_cannot_run_and_says_why(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is the sentence that the command line prints when it falls back."""
    monkeypatch.setenv("PATH", str(machine / "bin"))
    assert "prometheus is missing" in str(binaries.lacks_for_full())


@pytest.mark.slow
def test_redis_comes_with_a_package_where_none_is_installed(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The embedded stack needs nothing that pip does not bring."""
    monkeypatch.setenv("PATH", str(machine / "bin"))
    server = binaries.redis_server()
    assert server.name == "valkey-server"
    assert server.is_file()


def test_the_server_that_pip_brings_is_at_a_security_release(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """9.1.2 closes what was published up to August 2026, CVE-2024-46981 and CVE-2025-49844 long before."""
    monkeypatch.setenv("PATH", str(machine / "bin"))
    said = subprocess.run([binaries.redis_server(), "--version"], capture_output=True, text=True, check=True)
    (version,) = re.findall(r"v=(\d+)\.(\d+)\.(\d+)", said.stdout)
    assert tuple(map(int, version)) >= (9, 1, 2)


def test_an_installed_valkey_is_taken_before_the_one_of_the_package(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine's own is the one that its owner patches."""
    server = machine / "bin" / "valkey-server"
    server.write_text("#!/bin/sh\n")
    server.chmod(0o755)
    monkeypatch.setenv("PATH", str(machine / "bin"))
    assert binaries.redis_server() == server


def test_building_ahead_of_tests_ends_with_the_cure_and_no_traceback(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make programs` on a machine without Go."""
    (machine / "bin" / "go").unlink()
    monkeypatch.setattr(binaries, "COLLECTOR", PROGRAM)
    with pytest.raises(SystemExit, match="install Go"):
        binaries.main([])


def put_program(folder: Path) -> Path:
    """A `tracker` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "tracker"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return program


def test_a_program_is_found_in_its_environment_first_and_then_on_path(machine: Path) -> None:
    """The checkout's own is the one that was tried; without any the cure is said."""
    tracker = FoundProgram("tracker", ".venv-own", "`make tracker`")
    with pytest.raises(MissingProgramError, match=r"tracker is missing: `make tracker`"):
        binaries.had(tracker, print)
    on_path = put_program(machine / "bin")
    assert binaries.had(tracker, print) == on_path
    own = put_program(machine / "repository" / ".venv-own" / "bin")
    assert binaries.had(tracker, print) == own
