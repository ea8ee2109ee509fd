"""What is bound around a piece of work is in each of its lines, and in no other's."""

from __future__ import annotations

import threading

from plenum.telemetry.bound import add_ids, bound


def line(**event: str) -> dict[str, object]:
    """An event as it comes out."""
    return dict(add_ids(None, "info", dict(event)))


def test_a_binding_adds_to_those_around_it_and_ends_with_its_block() -> None:
    """Those of the block within are gone after it."""
    with bound({"job_id": "a"}):
        with bound({"stage": "left"}):
            assert line() == {"job_id": "a", "stage": "left"}
        assert line() == {"job_id": "a"}
    assert line() == {}


def test_an_event_has_the_last_word() -> None:
    """It says itself which job it is about."""
    with bound({"job_id": "a"}):
        assert line(job_id="b") == {"job_id": "b"}


def test_another_thread_is_not_bound() -> None:
    """It works on something else."""
    found: list[dict[str, object]] = []
    with bound({"job_id": "a"}):
        thread = threading.Thread(target=lambda: found.append(line()))
        thread.start()
        thread.join()
    assert found == [{}]
