"""`celery -A tests.support.newer_form.coordinator`: the next version's coordinator."""

from __future__ import annotations

from services.coordinator.worker import app

__all__ = ["app"]
