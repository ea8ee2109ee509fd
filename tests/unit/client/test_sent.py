"""What a client sent and has no answer for."""

from __future__ import annotations

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from plenum.client.sent import Sent


def test_what_could_not_be_sent_is_never_sent_later() -> None:
    """Its caller knows of no job, and submits again: who then looks for that one finds it alone."""
    sent: list[str] = []
    away = True

    def send(job_id: str, *_: object) -> None:
        if away:
            raise RedisConnectionError
        sent.append(job_id)

    jobs = Sent(send, lambda _: False)
    with pytest.raises(RedisConnectionError):
        jobs.send("first", "{}", {})
    away = False
    jobs.send("again", "{}", {})
    jobs.is_there("again", was=True)
    assert sent == ["again", "again"]


def test_who_finds_one_lost_sends_all_that_are() -> None:
    """Those that are somewhere, and those that were answered, are left alone."""
    sent: list[str] = []
    jobs = Sent(lambda job_id, *_: sent.append(job_id), lambda job_id: job_id == "there")
    for job_id in ("lost", "there", "answered", "asked"):
        jobs.send(job_id, "{}", {})
    jobs.forget("answered")
    sent.clear()
    jobs.is_there("asked", was=True)
    assert sent == ["lost", "asked"]
