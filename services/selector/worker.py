"""`celery -A services.selector.worker worker -Q selector`."""

from __future__ import annotations

from plenum.worker.stage import stage_worker

app = stage_worker("selector")
