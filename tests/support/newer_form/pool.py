"""`celery -A tests.support.newer_form.pool`: a worker of the next version for every stage."""

from __future__ import annotations

from plenum.worker.pool_app import app

__all__ = ["app"]
