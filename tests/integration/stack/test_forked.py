"""Services are forked from one process that has loaded what they need, and live and die one by one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from plenum import stack
from plenum.client import Client
from plenum.stack import leftovers
from plenum.stack.errors import UnhealthyError
from plenum.stack.folder import StateFolder
from plenum.stack.health import tail
from plenum.stack.info import StackInfo
from tests.support.buildings import building
from tests.support.waiting import HANGS_S, eventually

from .broken_graph import BROKEN

Up = Callable[..., StackInfo]
ROOT = Path(__file__).resolve().parents[3]


def pids(info: StackInfo) -> dict[str, int]:
    """The process of each part that runs."""
    return {part.name: part.pid for part in stack.status(info.state).parts if part.pid}


def daemon(info: StackInfo) -> int:
    """The process that they are forked from."""
    return int((info.state / "supervisord.pid").read_text())


def field(pid: int, number: int) -> int:
    """Of /proc/<pid>/stat, counted from the state on: 1 is the parent, 2 the group."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[number])


def with_graph(name: str) -> dict[str, str]:
    """Another graph for the stack's processes."""
    return {"PLENUM_GRAPH": f"tests.integration.stack.broken_graph:{name}", "PYTHONPATH": str(ROOT)}


def said(info: StackInfo) -> str:
    """What the process manager says of the way it starts programs."""
    return StateFolder(info.state).supervisor_log.read_text()


def test_each_service_is_a_process_of_its_own_with_its_own_command_and_log(up: Up) -> None:
    """A group each, told by ps like a program that was started by itself."""
    info = up(services=["selector", "coordinator"])
    assert "forked from this process" in said(info)
    for name in ("selector-1", "coordinator-1"):
        pid = pids(info)[name]
        assert (field(pid, 1), field(pid, 2)) == (daemon(info), pid)
        assert f"-n\0{name}@%h" in Path(f"/proc/{pid}/cmdline").read_text()
        assert f"{name}@" in (info.state / "logs" / f"{name}.log").read_text()


def test_a_killed_service_is_started_again_and_no_other_notices(up: Up) -> None:
    """The second one is forked as the first was, by a process that has nothing to import."""
    info = up(services=["selector", "coordinator"])
    before = pids(info)
    os.kill(before["selector-1"], signal.SIGKILL)
    assert eventually(lambda: pids(info).get("selector-1") not in {None, before["selector-1"]})
    assert eventually(lambda: stack.status(info.state).up)
    after = pids(info)
    assert {**after, "selector-1": 0} == {**before, "selector-1": 0}
    assert field(after["selector-1"], 1) == daemon(info)


def test_services_outlive_the_process_they_were_forked_from(up: Up) -> None:
    """A job is completed without it; the next `up` starts all anew, and says why."""
    info = up(services=None)
    os.kill(daemon(info), signal.SIGKILL)
    eventually(lambda: daemon(info) not in {p.pid for p in leftovers.marked(info.stack_id)})
    assert Client(info.redis_url).place(building(2), timeout_s=HANGS_S)["status"] == "complete"
    left = stack.status(info.state)
    assert not left.up
    assert left.unmanaged == len(leftovers.marked(info.stack_id))
    words: list[str] = []
    again = up(services=["selector"], say=words.append)
    assert again.stack_id != info.stack_id
    assert any("process manager is gone" in line for line in words)
    assert not leftovers.marked(info.stack_id)


def test_a_service_that_cannot_be_imported_fails_alone_with_its_own_words(up: Up, tmp_path: Path) -> None:
    """The others run; `up` shows the error."""
    with pytest.raises(UnhealthyError, match=rf"not ready: {BROKEN}-1(.|\n)*its library is not there"):
        up(services=[BROKEN, "air_return_model"], env=with_graph("CANNOT_BE_IMPORTED"))

    def ready() -> set[str]:
        return {part.name for part in stack.status(tmp_path / "state").parts if part.ready}

    # `up` gives up as soon as one is hopeless, whether or not the others are ready by then.
    assert "air_return_model-1" in eventually(ready, lambda found: "air_return_model-1" in found)
    assert f"{BROKEN}-1" not in ready()


def test_where_an_import_leaves_a_thread_behind_nothing_is_forked(up: Up) -> None:
    """Each service is started by itself instead: slower, and right."""
    info = up(services=[BROKEN], env=with_graph("STARTS_A_THREAD"))
    assert "every program is started by itself" in said(info)
    assert Path(f"/proc/{pids(info)[f'{BROKEN}-1']}/environ").read_text().count("SUPERVISOR_PROCESS_NAME=")


def test_a_coordinator_asks_its_neighbours_for_revocations_where_it_has_some(up: Up) -> None:
    """The first one has nobody to wait for."""
    info = up(services=["coordinator"])
    logs = info.state / "logs"
    assert not [line for line in tail(logs / "coordinator-1.log", 1000) if "mingle" in line]
    stack.scale(info.state, "coordinator", 2)
    assert [line for line in tail(logs / "coordinator-2.log", 1000) if "sync with 1 nodes" in line]
