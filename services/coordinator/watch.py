"""The coordinator's second hand: lost work, hanging candidates, deadlines, revocations, the ledger."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import Any

import structlog
from celery.worker import state as celery_state
from redis import exceptions

from plenum.pipeline import keys
from plenum.pipeline.graph import Graph, installed_graph
from plenum.pipeline.plan import Trail, pushes_after
from plenum.pipeline.trail import send_spans
from plenum.telemetry import names
from plenum.telemetry.ledger import Ledger
from plenum.telemetry.spans import SpanRef
from plenum.worker.runtime import Runtime

from .finish import Finish

_LEASE_MS = 5000


class Watch:
    """Sweeps every `sweep_s` seconds; one coordinator of all leads and exports the ledger."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.log = structlog.get_logger()
        self._stop = threading.Event()
        self._ledger: Ledger | None = None
        self._thread: threading.Thread | None = None

    def start(self, **_: Any) -> None:
        """Begin, when the worker is ready."""
        self._thread = threading.Thread(target=self._run, name="plenum-watch", daemon=True)
        self._thread.start()

    def stop(self, **_: Any) -> None:
        """End, handing the lead on at once."""
        self._stop.set()
        if self._thread:
            self._thread.join(5)
        if self._ledger:
            self._ledger.shutdown()
            self._ledger = None
            self._give_up_lead()

    def _run(self) -> None:
        while not self._stop.wait(self.runtime.config.sweep_s):
            try:
                self._sweep()
                self._deadlines()
                self._revoked()
                self._untold()
                self._lead()
            except exceptions.RedisError as error:
                self.log.warning("watch_waits_for_redis", error=str(error))
            except Exception:
                self.log.exception("watch_failed")

    def _sweep(self) -> None:
        config = self.runtime.config
        swept = self.runtime.record.sweep(
            join_deadline_s=config.join_deadline_s,
            batch_limit_s=config.batch_limit_s + config.lifetime_s,
            settle_s=max(1.0, config.sweep_s),
        )
        for job_id, batch, stage in swept.resent:
            self.runtime.record.client.hincrby(keys.COUNTERS, f"resent:{stage}", 1)
            self.log.warning(names.WORK_RESENT, job_id=job_id, batch_id=batch, stage=stage)
        for job_id, batch, stage in swept.stuck:
            self._give_up(job_id, batch, stage)

    def _give_up(self, job_id: str, batch: str, stage: str) -> None:
        """Commit an absence for a light model that hangs or has no worker, so that the selector goes on."""
        record = self.runtime.record
        job = record.job(job_id)
        if not job or stage == keys.FINISH:
            return
        graph = Graph.from_json(json.loads(job["graph"]))
        if not graph.competes(stage):
            return
        root = SpanRef.parse(job["root"])
        sends: dict[str, SpanRef] = {}

        def new_send(successor: str) -> str:
            return str(sends.setdefault(f"{batch}/{successor}", root.child()))

        trail = Trail(job_id, job["root"], time.time() + self.runtime.config.job_deadline_s)
        reason = f"no answer within {self.runtime.config.join_deadline_s:g} s"
        pushes = pushes_after(trail, graph, batch, stage, new_send)
        begin = time.time_ns()
        committed = record.commit(
            job_id, batch, stage, json.dumps({"stage": stage, "absent": reason}), pushes
        )
        if committed.outcome == "committed":
            spans = send_spans(root, job_id, sends, committed.pushed, begin, time.time_ns())
            self.runtime.telemetry.emit(spans)
            self.log.error(
                names.CANDIDATE_GIVEN_UP, job_id=job_id, batch_id=batch, stage=stage, reason=reason
            )

    def _deadlines(self) -> None:
        for job_id in self.runtime.record.overdue():
            self.runtime.record.close(job_id, "overdue", keep_s=self.runtime.config.keep_s)

    def _revoked(self) -> None:
        """A revoked job is cancelled at once, not when its finish message meets Celery's list."""
        if not celery_state.revoked:
            return
        running: set[bytes] = self.runtime.record.client.smembers(keys.RUNNING)  # type: ignore[assignment]
        for raw in running:
            job_id = raw.decode()
            if job_id in celery_state.revoked:
                self.runtime.record.close(job_id, "cancelled", keep_s=self.runtime.config.keep_s)

    def _untold(self) -> None:
        """See that every ended job's span is exported: ours now, those of the dead in their stead."""
        record, owner = self.runtime.record, self.runtime.owner
        untold = record.untold()
        mine = [job_id for job_id, teller in untold.items() if teller == owner]
        for job_id, teller in untold.items():
            if teller != owner and not record.alive(teller):
                Finish(self.runtime).tell_again(job_id)
                mine.append(job_id)
        if mine:
            self.runtime.telemetry.flush()
            record.told(mine)

    def _lead(self) -> None:
        """Hold or take the lead: the ledger has one emitter, whoever it is."""
        client, owner = self.runtime.record.client, self.runtime.owner
        holder = client.get(keys.LEADER)
        if holder is None and client.set(keys.LEADER, owner, nx=True, px=_LEASE_MS):
            holder = owner.encode()
        if holder == owner.encode():
            client.pexpire(keys.LEADER, _LEASE_MS)
            if self._ledger is None and self.runtime.config.telemetry:
                interval = self.runtime.config.export_interval_s
                self._ledger = Ledger(self._counters, self._gauges, export_interval_s=interval)
        elif self._ledger is not None:
            self._ledger.shutdown()
            self._ledger = None

    def _give_up_lead(self) -> None:
        client = self.runtime.record.client
        if client.get(keys.LEADER) == self.runtime.owner.encode():
            client.delete(keys.LEADER)

    def _counters(self) -> Mapping[str, int]:
        raw: dict[bytes, bytes] = self.runtime.record.client.hgetall(keys.COUNTERS)  # type: ignore[assignment]
        return {name.decode(): int(value) for name, value in raw.items()}

    def _gauges(self) -> Mapping[tuple[str, str, str], float]:
        """Queue depths, living workers, unfinished jobs, dead letters: one round trip."""
        client = self.runtime.record.client
        stages = [stage.name for stage in installed_graph().stages]
        queues = [*stages, keys.COORDINATOR_QUEUE, "celery"]
        pipe = client.pipeline(transaction=False)
        for queue in queues:
            pipe.llen(queue)
        pipe.scard(keys.RUNNING)
        pipe.hlen(keys.DEAD)
        *depths, running, dead = pipe.execute()
        gauges = {(names.QUEUE_DEPTH, "queue", q): float(d) for q, d in zip(queues, depths, strict=True)}
        services = [*stages, "coordinator"]
        alive = dict.fromkeys(services, 0)
        for key in client.scan_iter(f"{keys.WORKER}*", count=1000):
            service = key.decode().removeprefix(keys.WORKER).rpartition(":")[0]
            alive[service] = alive.get(service, 0) + 1
        for service, n in alive.items():
            gauges[(names.WORKERS, "service", service)] = float(n)
        gauges[(names.UNFINISHED, "", "")] = float(running)
        gauges[(names.DEAD_LETTERS, "", "")] = float(dead)
        return gauges
