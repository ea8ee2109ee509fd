"""`celery -A services.light_model_d_learned.worker worker -Q light_model_d_learned`."""

from __future__ import annotations

from plenum.worker.stage import stage_worker

app = stage_worker("light_model_d_learned")
