"""`celery -A services.light_model_a_dense.worker worker -Q light_model_a_dense`."""

from __future__ import annotations

from plenum.worker.stage import stage_worker

app = stage_worker("light_model_a_dense")
