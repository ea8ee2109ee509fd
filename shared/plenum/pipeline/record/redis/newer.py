"""Jobs under way in a form that this version does not read: who takes over waits for those to end."""

from __future__ import annotations

from redis import Redis

from plenum.pipeline import forms
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys

_AT_ONCE = 1000


def newer_jobs(client: Redis) -> bool:
    """Whether there are any, and workers live who read the next form: without these nobody could end them.

    Once a worker of this version lives no further one is taken in, so that they come to an end.
    """
    if not client.exists(f"{keys.FORM}{forms.NEWEST + 1}"):
        return False
    under_way: set[bytes] = client.smembers(keys.RUNNING)  # type: ignore[assignment]  # sync client
    jobs = [JobKeys(name.decode()).job for name in under_way]
    for first in range(0, len(jobs), _AT_ONCE):
        pipe = client.pipeline(transaction=False)
        for job in jobs[first : first + _AT_ONCE]:
            pipe.hget(job, forms.FIELD)
        if any(int(form or 0) > forms.NEWEST for form in pipe.execute()):
            return True
    return False
