"""`celery -A services.smoke_detector_model.worker worker -Q smoke_detector_model`."""

from __future__ import annotations

from plenum.worker.stage import stage_worker

app = stage_worker("smoke_detector_model")
