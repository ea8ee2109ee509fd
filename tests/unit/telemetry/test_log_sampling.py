"""A share of an event's lines is kept, a job's together, and nothing severe is left out."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import structlog

from plenum.telemetry.log_sampling import sampled, shares


def kept(event: dict[str, Any], share: float, method: str = "info", drawn: float = 0.5) -> bool:
    """Whether it goes on."""
    try:
        sampled({"model_selected": share}, lambda: drawn)(None, method, event)
    except structlog.DropEvent:
        return False
    return True


def test_a_jobs_events_are_kept_or_left_out_together() -> None:
    """By its id; a tenth of the jobs at a tenth, and those are among the fifth at a fifth."""
    jobs = [str(uuid.UUID(int=number * 7919)) for number in range(2000)]
    tenth = {job for job in jobs if kept({"event": "model_selected", "job_id": job}, 0.1)}
    fifth = {job for job in jobs if kept({"event": "model_selected", "job_id": job}, 0.2)}
    assert tenth < fifth
    assert 140 < len(tenth) < 260


@pytest.mark.parametrize("method", ["warning", "error", "critical", "exception"])
def test_what_is_severe_is_kept(method: str) -> None:
    """Whatever the share."""
    assert kept({"event": "model_selected", "job_id": "j"}, 0.0, method)


def test_other_events_are_kept() -> None:
    """None of them is named."""
    assert kept({"event": "pipeline_complete", "job_id": "j"}, 0.0)


def test_an_event_without_a_job_is_drawn() -> None:
    """Each by itself."""
    assert kept({"event": "model_selected"}, 0.5, drawn=0.4)
    assert not kept({"event": "model_selected"}, 0.5, drawn=0.6)


def test_shares_are_read() -> None:
    """With spaces and a comma at the end."""
    assert shares(" model_selected=0.1, pipeline_start=1,") == {"model_selected": 0.1, "pipeline_start": 1.0}
    assert shares("") == {}


@pytest.mark.parametrize("wrong", ["model_selected", "model_selected=x", "model_selected=2", "=0.1", "a=nan"])
def test_what_is_no_share_is_refused(wrong: str) -> None:
    """With what would be right."""
    with pytest.raises(ValueError, match="share"):
        shares(wrong)
