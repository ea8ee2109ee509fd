"""`celery -A services.air_return_model.worker worker -Q air_return_model`."""

from __future__ import annotations

from plenum.worker.stage import stage_worker

app = stage_worker("air_return_model")
