"""To which mechanism a command of Redis is put down."""

from __future__ import annotations

import pytest

from benchmarks.mechanisms import MECHANISMS, REST, count, kind_of
from plenum.pipeline.record.redis import keys
from plenum.pipeline.record.redis.keys import JobKeys, cancel_note, result_key, taken

OF = {
    keys.BREAKERS: "breakers",
    keys.LANES[0]: "lanes, bounds on what is taken in",
    keys.BYTES: "lanes, bounds on what is taken in",
    JobKeys("a-b").later: "lanes, bounds on what is taken in",
    cancel_note("a-b"): "cancelled before it came",
    keys.DEAD: "dead letters",
    keys.DEAD_BYTES: "dead letters",
    f"{keys.BEAT}selector:host:1": "heartbeats, leases",
    keys.WORKERS: "heartbeats, leases",
    keys.LEADER: "heartbeats, leases",
    keys.DEADLINES: "what is due: sweep, deadlines, pauses",
    f"{keys.DUE}:selector": "what is due: sweep, deadlines, pauses",
    taken("coordinator:host:1"): "coordinators' lists",
    keys.UNREPORTED: "ends that are not exported yet",
    keys.PROBE: "health checks, sample runs",
    keys.JOBS: REST,
    JobKeys("a-b").outputs: REST,
    result_key("a-b"): REST,
    "selector": REST,
}


@pytest.mark.parametrize("key", OF)
def test_a_command_is_put_down_to_the_mechanism_of_its_key(key: str) -> None:
    """Whatever its value names."""
    assert kind_of(f"{key} 0 plenum:job:x plenum:breakers") == OF[key]


def test_every_mechanism_has_a_key() -> None:
    """A pattern that nothing matches would count for nothing."""
    assert {*OF.values()} == {*MECHANISMS, REST}


def test_a_script_is_counted_by_what_it_calls() -> None:
    """MONITOR tells both."""
    told = ("EVALSHA 0f 1 plenum:breakers", "HGET plenum:breakers selector", "BRPOP selector 1")
    assert count(told) == {"breakers": 1, REST: 1}
