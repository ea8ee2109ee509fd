"""`celery -A services.light_model_b_sparse.worker worker -Q light_model_b_sparse`."""

from __future__ import annotations

from plenum.worker.stage import stage_worker

app = stage_worker("light_model_b_sparse")
