"""What a container may not do, and what it may not take."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import OutOfMemoryError

from plenum import distribution
from plenum.stack import graph
from tests.containers import pins
from tests.containers.engine import Engine
from tests.support.seen import See
from tests.support.waiting import eventually

pytestmark = pytest.mark.containers
MEBIBYTE = 2**20
_TAKE = """
import sys
from plenum.settings import settings
from plenum.worker.memory import limit_memory
limit_memory(settings().memory_limit_mib)
held = []
try:
    while True:
        held.append(bytearray(2**20))
except MemoryError:
    taken = len(held)
    held.clear()
    print(taken)
"""


def running(engine: Engine) -> dict[str, int]:
    """Each running container's first process."""
    names = [name for service in engine.services for name in engine.names(service)]
    return {name: engine.pid(name) for name in names if "telemetry-volume" not in name}


def group(pid: int, controller: str) -> Path:
    """A process' control group, in either hierarchy."""
    for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            return Path("/sys/fs/cgroup") / controller / path.lstrip("/")
        unified = Path("/sys/fs/cgroup") / path.lstrip("/")
        if not controllers and (unified / "memory.max").exists():
            return unified
    raise AssertionError(f"no {controller} group of {pid}")


def limit(pid: int, controller: str, *files: str) -> list[int]:
    """The figures of the first of these files that is there."""
    folder = group(pid, controller)
    return [int(n) for file in files if (folder / file).exists() for n in (folder / file).read_text().split()]


def test_no_process_is_root_or_can_become_it(engine: Engine, see: See) -> None:
    """No user 0, no capability in any set, no new privileges, as the kernel tells."""
    found = running(engine)
    for name, pid in found.items():
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        assert "0" not in status["Uid"].split(), name
        capabilities = {status[each] for each in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
        assert capabilities == {"0" * 16}, name
        assert status["NoNewPrivs"] == "1", name
    see("not root, no capabilities", f"all {len(found)} containers, by /proc")


def test_no_root_file_system_can_be_written(engine: Engine, see: See) -> None:
    """Mounted read-only in each; /tmp alone is there for workers, and in memory."""
    found = running(engine)
    for name, pid in found.items():
        mounts = [line.split() for line in Path(f"/proc/{pid}/mounts").read_text().splitlines()]
        (root,) = [mount for mount in mounts if mount[1] == "/"]
        assert "ro" in root[3].split(","), name
        (scratch,) = [mount for mount in mounts if mount[1] == "/tmp"]  # noqa: S108 - a container's
        assert scratch[2] == "tmpfs", name
    refused = engine.execute("selector", "touch", "/opt/plenum/x", fails=True)
    assert "Read-only file system" in refused
    see("read-only", f"the root of all {len(found)} containers")


def test_limits_on_memory_cores_and_processes_are_in_force(engine: Engine, see: See) -> None:
    """In the kernel's control groups, as the file says."""
    units = {"m": MEBIBYTE, "g": 1024 * MEBIBYTE}
    for service, block in engine.services.items():
        if service == "telemetry-volume":
            continue
        pid = engine.pid(engine.name(service))
        (memory,) = limit(pid, "memory", "memory.limit_in_bytes", "memory.max")
        assert memory == int(block["mem_limit"][:-1]) * units[block["mem_limit"][-1]], service
        quota, period = limit(pid, "cpu", "cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.max")
        assert quota / period == float(block["cpus"]), service
        assert limit(pid, "pids", "pids.max") == [block["pids_limit"]], service
    see("limits", "memory, cores and processes of each container, by its control groups")


def test_a_workers_own_limit_comes_before_its_containers(engine: Engine, see: See) -> None:
    """A process that takes all it can gets an error; the kernel, which would end it, is not asked."""
    taken = int(engine.execute("selector", "python", "-c", _TAKE))
    own = int(engine.execute("selector", "printenv", "PLENUM_MEMORY_LIMIT_MIB"))
    assert own // 2 < taken <= own
    see("a worker without bounds", f"MemoryError after {taken} MiB; its container lives")


def test_redis_refuses_before_its_container_is_killed(engine: Engine, see: See) -> None:
    """What is over --maxmemory is an error that names it; what was stored stays, and can be taken away."""
    redis = engine.client.redis
    before = engine.pid(engine.name("redis"))
    block = b"x" * (4 * MEBIBYTE)
    fillers = [f"filler:{number}" for number in range(256)]
    try:
        with pytest.raises(OutOfMemoryError, match="maxmemory"):
            _fill(redis, fillers, block)
        assert redis.get(fillers[0]) == block
        stored = sum(redis.exists(filler) for filler in fillers)  # type: ignore[misc]  # sync client
    finally:
        redis.unlink(*fillers)
    assert engine.pid(engine.name("redis")) == before
    assert eventually(lambda: redis.set("filler:after", b"x", px=1))
    see("Redis full", f"refused at {4 * stored} MiB, runs on")


def _fill(redis: Redis, names: list[str], block: bytes) -> None:
    for name in names:
        redis.set(name, block)


def test_every_health_check_holds_and_fails_when_the_worker_stands_still(engine: Engine, see: See) -> None:
    """A worker that does not beat is not healthy, though its process is there."""
    checked = [name for name, block in engine.services.items() if "healthcheck" in block]
    assert set(graph.service_names()) < set(checked)
    assert all(engine.healthy(engine.name(name)) for name in checked)
    worker = engine.worker("air_return_model")
    os.kill(worker, signal.SIGSTOP)
    try:
        assert eventually(lambda: not engine.healthy(engine.name("air_return_model")))
    finally:
        os.kill(worker, signal.SIGCONT)
    see("health checks", f"{len(checked)} hold; a stopped worker's does not")


def test_the_image_has_what_is_expected_and_no_tools_to_build_with(engine: Engine, see: See) -> None:
    """IFC, DXF and luminaires; no pip, no compiler; labels; its size."""
    engine.execute("selector", "python", "-c", "import ifcopenshell.geom, ezdxf, plenum.files.luminaire")
    for missing in ("pip", "hatchling"):
        refused = engine.execute("selector", "python", "-m", missing, "--version", fails=True)
        # The base's interpreter is not the environment's: what it has, the environment does not see.
        assert f"No module named {missing}" in refused
    for tool in ("cc", "gcc", "make", "git"):
        assert not engine.execute("selector", "sh", "-c", f"command -v {tool}", fails=True)
    (image,) = json.loads(engine.podman("image", "inspect", f"plenum:{distribution.version()}"))
    (base,) = json.loads(engine.podman("image", "inspect", pins.local()["python"]))
    labels = {name.rpartition(".")[2] for name in image["Labels"] if "opencontainers" in name}
    assert {"title", "description", "version", "licenses"} <= labels
    own = (image["Size"] - base["Size"]) / 1e6
    services = len(graph.service_names())
    see("image", f"{own:.0f} MB above its base, with IFC and DXF; one for all {services} services")
