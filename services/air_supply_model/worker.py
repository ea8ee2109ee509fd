"""`celery -A services.air_supply_model.worker worker -Q air_supply_model`."""

from __future__ import annotations

from plenum.worker.stage import stage_worker

app = stage_worker("air_supply_model")
