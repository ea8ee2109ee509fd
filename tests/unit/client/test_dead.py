"""What a client and the coordinator call the end of a job."""

from __future__ import annotations

import json

from plenum.client import dead
from plenum.pipeline.record.redis.keys import COORDINATOR_QUEUE
from plenum.pipeline.record.redis.render import render
from services.coordinator.messages import FINISH, parse


def test_a_replays_end_is_the_coordinators_own_task() -> None:
    """The client knows no service: a name of its own would never be answered."""
    assert dead.FINISH == FINISH
    message = parse(render(dead.FINISH, "job", COORDINATOR_QUEUE, ["job"]).encode())
    assert message is not None
    assert (message.request.id, json.dumps(message.args)) == ("job", '["job"]')
    assert not message.is_followed
