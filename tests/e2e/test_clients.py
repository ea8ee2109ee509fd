"""`plenum.client`, sync and async, against the running stack."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from plenum.client import AsyncClient, Client, IdempotencyConflictError, InvalidBuilding, Progress
from plenum.pipeline.record.redis import keys
from tests.support.buildings import building, room
from tests.support.system import System, essence
from tests.support.waiting import HANGS_S

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """An event loop for one test; nothing of ours needs a plugin."""
    return asyncio.run(asyncio.wait_for(work, HANGS_S))


def test_the_async_client_shows_progress_and_brings_the_sync_clients_result(full: System) -> None:
    """Progress never goes back, ends with all that there is, and the result is the same."""
    source = building(6)
    plain = full.place(source)

    async def work() -> tuple[list[Progress], dict[str, Any]]:
        async with AsyncClient(full.info.redis_url) as client:
            job_id = await client.submit(source)
            seen = [progress async for progress in client.watch(job_id, every_s=0.02)]
            return seen, await client.result(job_id)

    seen, completed = run(work())
    full.results.append(completed)
    assert essence(completed) == essence(plain)
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert seen[-1].done == seen[-1].total > 0
    assert {progress.trace_id for progress in seen} == {completed["trace_id"]}


def test_the_event_loop_is_free_while_a_job_runs(full: System) -> None:
    """The job cannot end before something else on the same loop has had its turns."""

    async def work() -> dict[str, Any]:
        async with AsyncClient(full.info.redis_url) as client:
            with full.held("smoke_detector_model"):
                placing = asyncio.create_task(client.place(building(3), HANGS_S))
                for _ in range(100):
                    await asyncio.sleep(0)
                while not full.client.redis.scard(keys.RUNNING):
                    await asyncio.sleep(0.01)
                assert not placing.done()
            return await placing

    full.results.append(run(work()))


def test_many_jobs_are_waited_for_at_once(full: System) -> None:
    """More than there are threads; each gets its own answer."""
    names = [f"b{i}" for i in range(24)]

    async def work() -> list[dict[str, Any]]:
        async with AsyncClient(full.info.redis_url) as client:
            jobs = (client.place(building([room(name, 5, 4)], name), HANGS_S) for name in names)
            return list(await asyncio.gather(*jobs))

    completed = run(work())
    full.results.extend(completed)
    assert [result["building_id"] for result in completed] == names


def test_errors_have_the_types_that_the_module_names(full: System) -> None:
    """Wrong input and a key used twice, to either client."""
    bad = building(1)
    bad["rooms"][0]["ceiling_height_m"] = -1
    key = str(uuid.uuid4())

    async def work() -> dict[str, Any]:
        async with AsyncClient(full.info.redis_url) as client:
            with pytest.raises(InvalidBuilding, match="/rooms/0/ceiling_height_m"):
                await client.place(bad, HANGS_S)
            first: dict[str, Any] = await client.place(building(1), HANGS_S, idempotency_key=key)
            with pytest.raises(IdempotencyConflictError, match=first["job_id"]):
                await client.place(building(2), HANGS_S, idempotency_key=key)
            return first

    full.results.append(run(work()))
    with pytest.raises(InvalidBuilding):
        full.client.result(full.client.submit(bad), HANGS_S)


def test_waiting_ends_with_a_timeout_and_the_job_goes_on(full: System) -> None:
    """The answer is there for who asks later."""

    async def work() -> dict[str, Any]:
        async with AsyncClient(full.info.redis_url) as client:
            with full.held("smoke_detector_model"):
                job_id = await client.submit(building(8))
                with pytest.raises(TimeoutError):
                    await client.result(job_id, 0.001)
            completed: dict[str, Any] = await client.result(job_id, HANGS_S)
            return completed

    full.results.append(run(work()))


def test_a_cancelled_job_says_so(full: System) -> None:
    """From the async client; an unknown job is gone."""

    async def work() -> tuple[str, str, dict[str, Any]]:
        async with AsyncClient(full.info.redis_url) as client:
            with full.held("smoke_detector_model"):
                job_id = await client.submit(building(4))
                while await client.progress(job_id) is None:
                    await asyncio.sleep(0.01)
                status = await client.cancel(job_id)
                return status, await client.cancel(str(uuid.uuid4())), await client.result(job_id, HANGS_S)

    status, unknown, completed = run(work())
    full.results.append(completed)
    assert unknown == "gone"
    assert status == "cancelled"
    assert "cancelled" in completed["totals"]["statuses"]


def test_the_sync_client_can_be_closed_and_a_new_one_goes_on(full: System) -> None:
    """A job belongs to nobody's connection."""
    first = Client(full.info.redis_url)
    job_id = first.submit(building(2))
    first.close()
    second = Client(full.info.redis_url)
    seen = list(second.watch(job_id, every_s=0.02))
    full.results.append(second.result(job_id, HANGS_S))
    assert seen[-1].done == seen[-1].total
    second.close()
