"""The Celery app of a service: JSON only, bounded, without what the record makes unnecessary."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterable
from typing import Any, Final

from billiard import pool
from celery import Celery, signals
from celery.concurrency.asynpool import AsynPool

from plenum.pipeline.record.redis.inbox import QUEUES
from plenum.pipeline.record.redis.keys import DEFAULT_QUEUE
from plenum.pipeline.record.redis.reaching import CONNECT_S, beside_url, options
from plenum.redis_url import RedisUrl
from plenum.settings import SPELL_S, Settings, settings
from plenum.worker import batch_limit, consumer, held, inherited, transport
from plenum.worker.refused import store_refused

COORDINATOR_QUEUES = QUEUES
HEARD_WITHIN_S: Final = 5.0
"""How long a pool child that ends waits for its parent to read its last answer. A parent that is told to
stop reads none any more, and billiard's own limit of 30 s would hold up every stop under load."""

REPLACED_WITHIN_S: Final = 0.25
"""How long a pool child that ended goes unnoticed. Celery hears its pipe close, looks before the process is
gone, and looks again when this is over: by its own setting 5 s, for which the stage has no worker."""


def make_app(service: str, queues: Iterable[str], config: Settings | None = None) -> Celery:
    """An app whose workers consume `queues` and nothing else.

    Stage queues run without kombu's acknowledgement emulation: the job's record is the
    acknowledgement. What the coordinator's Celery gets stays in a list until it is done, since until
    the record is stored only the broker holds a job.
    """
    config = config or settings()
    _own_the_spans()
    pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT = int(
        HEARD_WITHIN_S / pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_INTERVAL
    )
    batch_limit.count_work()
    inherited.let_go_in_processes()
    AsynPool.timers = property(lambda asynpool: {asynpool.maintain_pool: REPLACED_WITHIN_S})
    at = RedisUrl.of(config.redis_url)
    # One of several Sentinels: with the next one Celery would go over to a transport of its own.
    app = Celery(f"plenum.{service}", broker=at.servers[0], backend=at.celery, set_as_current=False)
    app.conf.update(_common(config))
    app.conf.update(_coordinator(config) if service == "coordinator" else _stage(service, config))
    _refuse_other_queues(app, service, frozenset(queues))
    store_refused(app)
    return app


def _common(config: Settings) -> dict[str, Any]:
    return {
        "task_serializer": "json",
        "result_serializer": "json",
        "event_serializer": "json",
        "accept_content": ["json"],
        "result_accept_content": ["json"],
        "result_expires": config.keep_s,
        "task_acks_late": True,
        "worker_prefetch_multiplier": 1,
        "broker_transport": transport.NAME,
        "worker_consumer": consumer.NAME,
        "worker_send_task_events": config.task_events,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "redis_socket_keepalive": True,
        "redis_socket_timeout": config.redis_answer_s,
        "redis_socket_connect_timeout": CONNECT_S,
        "redis_retry_on_timeout": True,
        "result_backend_transport_options": beside_url(RedisUrl.of(config.redis_url)),
        "redis_backend_use_ssl": RedisUrl.of(config.redis_url).tls,
        "task_track_started": False,
    }


def _stage(service: str, config: Settings) -> dict[str, Any]:
    """One process at a time, ended when it hangs or grows; no remote control, no results, no priorities."""
    return {
        "worker_pool": "prefork",
        "worker_concurrency": 1,
        "task_time_limit": config.batch_limit_s + SPELL_S,
        "worker_max_memory_per_child": config.child_memory_mib * 1024,
        "task_default_queue": service,
        "worker_enable_remote_control": False,
        "broker_transport_options": {
            **_reaching(config),
            "ack_emulation": False,
            "priority_steps": [0],
        },
    }


def _reaching(config: Settings) -> dict[str, Any]:
    """As all processes reach Redis; a poll that is not answered in time is dropped and made anew."""
    return {
        **options(config.redis_answer_s),
        "health_check_interval": config.redis_answer_s / 2,
        **beside_url(RedisUrl.of(config.redis_url)),
        transport.AT: RedisUrl.of(config.redis_url),
    }


def _coordinator(config: Settings) -> dict[str, Any]:
    """Threads, for what is handed to Celery; what these hold is in a list of the worker's own."""
    return {
        "broker_transport": held.NAME,
        "worker_pool": "threads",
        "worker_concurrency": 4,
        "task_default_queue": DEFAULT_QUEUE,
        "broker_transport_options": {
            **_reaching(config),
            # Of what coordinators of 0.2.0 left unacknowledged; ours note nothing there.
            "visibility_timeout": 10,
            "unacked_restore_throttle": 1,
        },
    }


def hold_as(app: Celery, owner: str) -> None:
    """Name the list of what a coordinator's Celery holds, before it connects."""
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, held.OWNER: owner}


def _own_the_spans() -> None:
    """Under `opentelemetry-instrument` the stock instrumentation would draw every hop a second time."""
    stock = sys.modules.get("opentelemetry.instrumentation.celery")
    if stock is None:
        return
    instrumentor = stock.CeleryInstrumentor()
    if instrumentor.is_instrumented_by_opentelemetry:
        instrumentor.uninstrument()


def _refuse_other_queues(app: Celery, service: str, queues: frozenset[str]) -> None:
    """A worker on the wrong queue would swallow other services' work: it refuses to start."""

    def check(instance: Any, **_: Any) -> None:
        if instance.app is not app:
            return
        wrong = set(app.amqp.queues.consume_from) ^ queues
        if wrong:
            wanted = ",".join(sorted(queues))
            raise SystemExit(
                f"{service} on {socket.gethostname()}: consumes {wanted} and nothing else; "
                f"start it with -Q {wanted} (differs: {', '.join(sorted(wrong))})"
            )

    signals.celeryd_after_setup.connect(check, weak=False)
