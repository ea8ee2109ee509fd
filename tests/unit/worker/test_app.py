"""What every service's Celery app has in common, and what a stage's and the coordinator's have not."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from billiard import pool
from celery import Celery, signals
from celery.concurrency.asynpool import AsynPool
from opentelemetry.instrumentation.celery import CeleryInstrumentor

from plenum.settings import SPELL_S, Settings
from plenum.stack import parts
from plenum.stack.info import StackInfo
from plenum.worker import held
from plenum.worker.app import COORDINATOR_QUEUES, hold_as, make_app

CONFIG = Settings(redis_url="redis://127.0.0.1:1/7", batch_limit_s=77, child_memory_mib=100, keep_s=9)


@pytest.fixture
def stage() -> Celery:
    """A stage's app."""
    return make_app("selector", ["selector"], CONFIG)


@pytest.fixture
def coordinator() -> Celery:
    """The coordinator's."""
    return make_app("coordinator", COORDINATOR_QUEUES, CONFIG)


def test_every_app_speaks_json_over_our_transport(stage: Celery, coordinator: Celery) -> None:
    """Nothing is unpickled, results lapse as records do, work that was begun is not lost with its worker."""
    for app in (stage, coordinator):
        conf = app.conf
        assert conf.broker_url == conf.result_backend == CONFIG.redis_url
        assert conf.broker_transport == ("plenum-redis-held" if app is coordinator else "plenum-redis")
        assert conf.accept_content == conf.result_accept_content == ["json"]
        assert conf.task_serializer == conf.result_serializer == "json"
        assert (conf.result_expires, conf.task_acks_late, conf.worker_prefetch_multiplier) == (9, True, 1)


def test_celerys_events_are_sent_where_they_are_asked_for(stage: Celery) -> None:
    """By a setting; nobody reads them as a rule."""
    asked = make_app("selector", ["selector"], CONFIG.model_copy(update={"task_events": True}))
    assert (stage.conf.worker_send_task_events, asked.conf.worker_send_task_events) == (False, True)


def test_a_stage_works_on_one_batch_at_a_time_in_a_process_that_can_be_ended(stage: Celery) -> None:
    """When it hangs, or has grown; the record stands in for acknowledgements."""
    conf = stage.conf
    assert (conf.worker_pool, conf.worker_concurrency, conf.task_default_queue) == ("prefork", 1, "selector")
    assert conf.task_time_limit == 77 + SPELL_S
    assert conf.worker_max_memory_per_child == 100 * 1024
    assert conf.broker_transport_options["ack_emulation"] is False
    assert conf.worker_enable_remote_control is False


def test_the_coordinator_works_in_threads_and_what_it_holds_is_in_a_list_of_its_own(
    coordinator: Celery,
) -> None:
    """Another coordinator gives a dead one's list back; revoking needs remote control."""
    conf = coordinator.conf
    assert (conf.worker_pool, conf.worker_concurrency, conf.task_default_queue) == ("threads", 4, "celery")
    hold_as(coordinator, "coordinator:token:1")
    assert conf.broker_transport_options[held.OWNER] == "coordinator:token:1"
    assert "ack_emulation" not in conf.broker_transport_options
    assert conf.task_time_limit is None
    assert conf.worker_enable_remote_control is True


def starts(app: Celery, *queues: str) -> None:
    """As Celery does when a worker of this app was set up with -Q."""
    app.amqp.queues.select(queues)
    signals.celeryd_after_setup.send("worker", instance=SimpleNamespace(app=app), conf=app.conf)


@pytest.mark.parametrize("queues", [("coordinator",), ("coordinator", "celery", "selector"), ("selector",)])
def test_a_worker_on_wrong_queues_does_not_start(coordinator: Celery, queues: tuple[str, ...]) -> None:
    """Too few, too many, others: it says which it wants and what differs."""
    with pytest.raises(SystemExit, match=r"start it with -Q celery,coordinator \(differs: ") as refused:
        starts(coordinator, *queues)
    wrong = set(queues) ^ set(COORDINATOR_QUEUES)
    assert str(refused.value).endswith(f"(differs: {', '.join(sorted(wrong))})")


def test_a_worker_on_its_own_queues_starts_whatever_other_apps_are_there(
    stage: Celery, coordinator: Celery
) -> None:
    """Each app looks at its own workers alone."""
    starts(coordinator, "celery", "coordinator")
    starts(stage, "selector")


def test_the_stock_instrumentation_is_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under `opentelemetry-instrument` it would draw every hop a second time."""
    instrumentor = CeleryInstrumentor()
    taken_off: list[Any] = []
    monkeypatch.setattr(instrumentor, "_is_instrumented_by_opentelemetry", True)
    monkeypatch.setattr(instrumentor, "uninstrument", lambda: taken_off.append(instrumentor))
    make_app("selector", ["selector"], CONFIG)
    assert taken_off == [instrumentor]


def test_a_pool_child_that_ends_does_not_outlast_its_workers_stop() -> None:
    """It waits to be heard for less than the process manager waits for its worker: none is killed for it."""
    make_app("selector", ["selector"])
    waits_s = (
        pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT * pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_INTERVAL
    )
    ports = {"redis": 1, "otlp_http": 2}
    (worker,) = parts.services(StackInfo(Path("/"), "id", full=False, ports=ports, services={"selector": 1}))
    assert 0 < waits_s <= worker.stop_s / 4


def test_a_pool_child_that_ended_is_replaced_at_once(stage: Celery) -> None:
    """Not when Celery looks by itself, every five seconds: a stage has one child."""
    (interval_s,) = AsynPool.timers.fget(SimpleNamespace(maintain_pool=print)).values()
    assert interval_s <= 0.5
