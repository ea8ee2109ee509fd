"""Up, down, scale and status, and what happens when something is killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest
import redis

from plenum import stack
from plenum.health.probe import probe
from plenum.pipeline.record.redis import keys
from plenum.stack import leftovers, otlp_files
from plenum.stack.errors import UnhealthyError, UsageError
from plenum.stack.folder import StateFolder
from plenum.stack.info import StackInfo
from tests.integration.stack.conftest import Up, plenum
from tests.support.waiting import HANGS_S, eventually

from .probes import tell


def pids(info: StackInfo) -> dict[str, int | None]:
    """The process of each part."""
    return {part.name: part.pid for part in stack.status(info.state).parts}


def supervisor_pid(info: StackInfo) -> int:
    """The process manager's own process."""
    return int((info.state / "supervisord.pid").read_text())


def test_the_embedded_stack_stores_what_it_is_told(up: Up) -> None:
    """All three signals, each in its file, no collector needed."""
    info = up()
    trace_id = tell(info.otlp_http)
    stored = {
        signal: json.dumps(list(otlp_files.exports(info.telemetry_dir, signal)))
        for signal in ("traces", "logs", "metrics")
    }
    assert f'"traceId": "{trace_id}"' in stored["traces"]
    assert f'"traceId": "{trace_id}"' in stored["logs"]
    assert '"ml_model_executions_total"' in stored["metrics"]


def test_redis_killed_comes_back_with_what_it_had(up: Up) -> None:
    """The process manager starts it again on its append-only file."""
    info = up()
    client = redis.Redis.from_url(info.redis_url)
    client.set("kept", "yes")
    before = pids(info)
    os.kill(before["redis"] or 0, signal.SIGKILL)
    after = eventually(lambda: pids(info), lambda found: found["redis"] not in {None, before["redis"]})
    assert after["otlp-sink"] == before["otlp-sink"]
    assert eventually(lambda: stack.status(info.state).up)
    assert client.get("kept") == b"yes"


def test_a_killed_worker_is_replaced_and_counts_as_ready_only_then(up: Up) -> None:
    """The last heartbeat of the killed one does not pass for the new one's."""
    info = up(services=["selector"])
    killed = pids(info)["selector-1"] or 0
    os.kill(killed, signal.SIGKILL)
    pid = eventually(lambda: pids(info)["selector-1"], lambda pid: pid not in {None, killed})
    os.kill(pid or 0, signal.SIGSTOP)
    client = redis.Redis.from_url(info.redis_url)
    try:
        mine = [key for key in client.scan_iter(f"{keys.WORKER}selector:*") if _pid(client, key) == pid]
        client.set(f"{keys.WORKER}selector:ghost", json.dumps({"pid": killed}))
        client.zadd(keys.WORKERS, {"selector:ghost": float("inf")})
        # On a machine that held this test up its start may be over by now: then it is ready by itself.
        assert mine or not stack.status(info.state).up
    finally:
        os.kill(pid or 0, signal.SIGCONT)
    assert eventually(lambda: stack.status(info.state).up)


def _pid(client: redis.Redis, key: bytes) -> int:
    """Whose heartbeat a card is."""
    return int(json.loads(client.get(key) or '{"pid": 0}')["pid"])  # type: ignore[arg-type]  # sync client


def test_scaling_adds_and_removes_workers_and_touches_no_other_process(up: Up) -> None:
    """One process a replica; the rest of the stack keeps its processes."""
    info = up(services=["selector"])
    before = pids(info)
    assert stack.scale(info.state, "selector", 2, ready_s=HANGS_S).services == {"selector": 2}
    more = pids(info)
    assert set(more) == {*before, "selector-2"}
    assert {name: more[name] for name in before} == before
    assert stack.scale(info.state, "selector", 0, ready_s=HANGS_S).services == {"selector": 0}
    assert set(pids(info)) == {"redis", "otlp-sink"}


def test_a_second_up_keeps_what_was_scaled(up: Up) -> None:
    """Idempotent: only what is missing is started."""
    info = up(services=["selector"], scale={"selector": 2})
    before = pids(info)
    assert up(services=["selector"]).services == {"selector": 2}
    assert pids(info) == before


def test_down_leaves_no_process_and_keeps_the_data(up: Up, tmp_path: Path) -> None:
    """Workers and their pools' children included; a second down has nothing to do."""
    info = up(services=["selector"])
    running = leftovers.marked(info.stack_id)
    assert len(running) > len(pids(info)) + 1  # the worker has a child
    redis.Redis.from_url(info.redis_url).set("kept", "yes")
    assert stack.down(info.state)
    assert not leftovers.marked(info.stack_id)
    assert not stack.down(info.state)
    assert stack.status(info.state).mode == "down"
    again = up()
    assert again.ports == info.ports
    assert redis.Redis.from_url(again.redis_url).get("kept") == b"yes"


def test_down_leaves_no_process_when_the_process_manager_was_killed(up: Up) -> None:
    """Its children live on without it; they are found by the mark they carry."""
    info = up(services=["selector"])
    os.kill(supervisor_pid(info), signal.SIGKILL)
    eventually(lambda: supervisor_pid(info) not in {p.pid for p in leftovers.marked(info.stack_id)})
    assert leftovers.marked(info.stack_id)
    assert stack.down(info.state)
    assert not leftovers.marked(info.stack_id)


def test_down_ends_a_stack_whose_process_manager_hangs(up: Up, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not answer, so that its processes are ended without it, and it with them."""
    info = up()
    # Only now: a start may take its time.
    monkeypatch.setattr("plenum.stack.supervisor.ANSWER_S", 0.5)
    os.kill(supervisor_pid(info), signal.SIGSTOP)
    said: list[str] = []
    assert stack.down(info.state, say=said.append)
    assert "does not help" in said[0]
    assert not leftovers.marked(info.stack_id)


def test_a_containers_health_check_follows_the_worker_in_it(up: Up) -> None:
    """Another service's worker, another container's worker and a silent Redis do not count."""
    info = up(services=["selector"])
    here = socket.gethostname()
    for what in ("ready", "live"):
        assert eventually(lambda of=what: probe(of, info.redis_url, "selector", here))  # type: ignore[misc]  # mypy infers no lambda with a default
        assert not probe(what, info.redis_url, "selector", "elsewhere")
        assert not probe(what, info.redis_url, "coordinator", here)
    stack.down(info.state)
    assert not probe("ready", info.redis_url, "selector", here)
    assert probe("live", info.redis_url, "selector", here), "it is not the worker that is to be mended"


def test_up_after_the_process_manager_was_killed_starts_anew(up: Up) -> None:
    """Nothing of the old stack stays beside the new one."""
    info = up()
    os.kill(supervisor_pid(info), signal.SIGKILL)
    eventually(lambda: supervisor_pid(info) not in {p.pid for p in leftovers.marked(info.stack_id)})
    again = up()
    assert again.stack_id != info.stack_id
    assert not leftovers.marked(info.stack_id)
    assert eventually(lambda: stack.status(info.state).up)


def test_marked_processes_are_found_without_proc_as_well(up: Up) -> None:
    """ps tells the same as /proc: the way that is taken on macOS."""
    info = up()
    found = {process.pid for process in leftovers.marked(info.stack_id)}
    assert {process.pid for process in leftovers._from_ps(info.stack_id)} == found
    assert len(found) == 3


def test_two_stacks_side_by_side_share_nothing(up: Up, tmp_path: Path) -> None:
    """Ports, data and telemetry of their own; one goes down without the other."""
    first, second = up(tmp_path / "a"), up(tmp_path / "b")
    assert not set(first.ports.values()) & set(second.ports.values())
    redis.Redis.from_url(first.redis_url).set("mine", "1")
    assert redis.Redis.from_url(second.redis_url).get("mine") is None
    stack.down(first.state)
    assert eventually(lambda: stack.status(second.state).up)


def test_a_state_folder_with_a_long_path_works(up: Up, tmp_path: Path) -> None:
    """Longer than a socket's path may be."""
    info = up(tmp_path / ("deep" * 30) / "state")
    assert eventually(lambda: stack.status(info.state).up)
    assert stack.down(info.state)
    assert not StateFolder(info.state).socket.exists()


def test_a_service_that_cannot_start_is_told_with_the_tail_of_its_log(up: Up) -> None:
    """The reason stands in the error; what runs can be looked at."""
    with pytest.raises(UnhealthyError, match=r"not ready: selector-1(.|\n)*PLENUM_BATCH_ROOMS"):
        up(services=["selector"], env={"PLENUM_BATCH_ROOMS": "many"})


def test_another_mode_than_the_running_one_is_refused(up: Up) -> None:
    """Before anything is changed."""
    info = up()
    with pytest.raises(UsageError, match="take it down first"):
        stack.up(info.state, full=True, services=[])
    assert eventually(lambda: stack.status(info.state).up)


def test_scaling_where_no_stack_is_up_is_refused(tmp_path: Path) -> None:
    """With the command that starts one."""
    with pytest.raises(UsageError, match="plenum up"):
        stack.scale(tmp_path, "selector", 2)


def test_status_for_machines_names_every_part_with_its_state_and_addresses(up: Up) -> None:
    """JSON on stdout and nothing else; exit code 0 while all is ready, 1 when the stack is down."""
    info = up()

    def verdicts(told: subprocess.CompletedProcess[str]) -> dict[str, str]:
        return {check["name"]: check["status"] for check in json.loads(told.stdout)["health"]["checks"]}

    # A part that answers late because the machine is busy is not ready at that look.
    answer = eventually(
        lambda: plenum("status", "--json", state=info.state),
        lambda told: told.returncode == 0 and verdicts(told)["collector"] == "healthy",
    )
    found = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert found["addresses"] == info.addresses()
    assert {part["name"]: part["ready"] for part in found["parts"]} == {"redis": True, "otlp-sink": True}
    assert all(0 < part["memory_mib"][0] < 1000 for part in found["parts"])
    seen = verdicts(answer)
    assert seen["redis.persistence"] == seen["collector"] == seen["disk"] == "healthy"
    assert (seen["queue.selector"], found["health"]["status"]) == ("unhealthy", "unhealthy")
    table = plenum("status", state=info.state).stdout
    assert "no worker: every job waits" in table
    assert "memory, MiB" in table
    assert "MiB in all" in table
    assert plenum("down", state=info.state).returncode == 0
    answer = plenum("status", "--json", state=info.state)
    assert (answer.returncode, json.loads(answer.stdout)["mode"]) == (1, "down")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("up", "--embedded", "--scale", "selector"), "write NAME=N"),
        (("up", "--embedded", "--scale", "selektor=2"), "no service 'selektor'"),
        (("scale", "selector", "2"), "no stack is up"),
    ],
)
def test_wrong_usage_is_told_on_stderr_with_exit_code_2(
    tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    """Nothing on stdout, nothing started."""
    answer = plenum(*arguments, state=tmp_path / "state")
    assert answer.returncode == 2
    assert complaint in answer.stderr
    assert answer.stdout == ""
    assert not (tmp_path / "state" / "stack.json").exists()
