"""A job sent to Plenum by Celery, once for each DAG run, and its answer: a client like any other."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from celery import Celery, states
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from .asked import Asked

ANSWER_S: Final = 5.0
"""A Redis that does not answer within so long is away, s."""
_SPACE: Final = uuid.UUID("6f3d3c0e-9f0a-5d0e-8f5e-0d6f1f2a7b11")
_DEFAULT_URL: Final = "redis://127.0.0.1:6379/0"
_BESIDE: Final = ("master_name", "global_keyprefix")
"""What Plenum's address has in its query, and Celery is told beside the URL."""
_LOGIN: Final = ("username", "password")
"""Of the Sentinels themselves: `sentinel_username` and so on in the query."""


class PlenumAwayError(ConnectionError):
    """Plenum's Redis does not answer, or refuses us. Worth another try."""


@dataclass(frozen=True)
class Run:
    """Which DAG run asks, by names that tell it from any other of everybody who shares this Plenum."""

    airflow: str
    """This Airflow's name (PLENUM_SUBMITTED_BY); the job's record has it as `submitted_by`."""
    dag_id: str
    run_id: str

    @property
    def key(self) -> str:
        """The idempotency key: a run has one job."""
        return f"airflow-{uuid.uuid5(_SPACE, f'{self.airflow}/{self.dag_id}/{self.run_id}')}"


@dataclass(frozen=True)
class Answer:
    """What Celery's result store knows of a job."""

    state: str
    error: str = ""
    """Why there is no result, where it failed."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in states.READY_STATES


def application(url: str | None = None) -> Celery:
    """A client on Plenum's Redis, PLENUM_REDIS_URL; it never waits long for a Redis that is away."""
    address, told, tls = _apart(url or os.environ.get("PLENUM_REDIS_URL") or _DEFAULT_URL)
    app = Celery("plenum_airflow", broker=address, backend=address, set_as_current=False)
    limits = {"socket_timeout": ANSWER_S, "socket_connect_timeout": ANSWER_S}
    app.conf.update(
        broker_transport_options={**limits, **told},
        result_backend_transport_options=told,
        redis_socket_timeout=ANSWER_S,
        redis_socket_connect_timeout=ANSWER_S,
        task_publish_retry=False,
        broker_use_ssl=tls,
        redis_backend_use_ssl=tls,
    )
    return app


def _apart(address: str) -> tuple[str, dict[str, Any], dict[str, str]]:
    """An address as Celery takes it, its options, and TLS where the address of Sentinels asks for it."""
    base, _, query = address.partition("?")
    words = dict(parse_qsl(query))
    told: dict[str, Any] = {name: words.pop(name) for name in _BESIDE if name in words}
    tls: dict[str, str] = {}
    if "master_name" in told:
        if authority := words.pop("ssl_ca_certs", ""):
            tls = {"ssl_ca_certs": authority, "ssl_cert_reqs": "required"}
        told["sentinel_kwargs"] = _asking(words, tls)
    return (f"{base}?{urlencode(words)}" if words else base), told, tls


def _asking(words: dict[str, str], tls: dict[str, str]) -> dict[str, Any]:
    """How a Sentinel is asked, no longer than Redis is; takes its user and password out of the words."""
    login = {name: words.pop(f"sentinel_{name}") for name in _LOGIN if f"sentinel_{name}" in words}
    limits = {"socket_timeout": ANSWER_S, "socket_connect_timeout": ANSWER_S}
    return {**limits, **login, **({"ssl": True, **tls} if tls else {})}


def submit(app: Celery, run: Run, asked: Asked, headers: dict[str, str]) -> str:
    """The id of the run's job: a new one, or the one that an earlier try sent. Raises PlenumAwayError."""
    with _reaching(app):
        job_id, state = next(_free(app, run, asked))
        if state != states.SUCCESS:
            app.send_task(
                "plenum.place",
                args=[asked.building],
                kwargs={
                    "options": asked.options or None,
                    "idempotency_key": run.key,
                    "priority": asked.priority,
                    "deadline_s": asked.deadline_s,
                    "submitted_by": run.airflow,
                },
                task_id=job_id,
                headers=headers,
                retry=False,
            )
    return job_id


def answer(app: Celery, job_id: str) -> Answer:
    """How a job ended, if it has. Raises PlenumAwayError."""
    with _reaching(app):
        kept = app.AsyncResult(job_id)
        state = kept.state
        return Answer(state, _why(kept.result) if state in states.EXCEPTION_STATES else "")


def result(app: Celery, job_id: str) -> Any:
    """The completed grid or building of a job that ended well. Raises PlenumAwayError."""
    with _reaching(app):
        return app.AsyncResult(job_id).result


def _free(app: Celery, run: Run, asked: Asked) -> Iterator[tuple[str, str]]:
    """Ids that a try of this run may use, with their state: one that failed is not asked for again."""
    content = hashlib.sha256(asked.content()).hexdigest()
    for attempt in count():
        job_id = str(uuid.uuid5(_SPACE, f"{run.key}/{content}/{attempt}"))
        state = app.AsyncResult(job_id).state
        if state not in states.EXCEPTION_STATES:
            yield job_id, state


def _why(error: object) -> str:
    """A stored failure in words; its class is rarely installed here, so its arguments say it."""
    told = " – ".join(str(part) for part in error.args) if isinstance(error, BaseException) else str(error)
    return f"{type(error).__name__}: {told}"


@contextmanager
def _reaching(app: Celery) -> Iterator[None]:
    try:
        yield
    except (OperationalError, RedisError, OSError) as error:
        at = urlsplit(app.conf.broker_url.partition(";")[0])
        raise PlenumAwayError(
            f"Plenum's Redis at {at.hostname}:{at.port or 6379} does not do it: {error}"
        ) from error
