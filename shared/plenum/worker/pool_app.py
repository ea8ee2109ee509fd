"""`celery -A plenum.worker.pool_app worker -Q` with the names of all stages: `plenum up --cores N`."""

from __future__ import annotations

from plenum.worker.pool import pool_worker

app = pool_worker()
