"""`celery -A services.light_model_c_balanced.worker worker -Q light_model_c_balanced`."""

from __future__ import annotations

from plenum.worker.stage import stage_worker

app = stage_worker("light_model_c_balanced")
