"""What must be true after a soak, whatever was done to the stack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from plenum.pipeline.record.redis import keys
from services.stages import GRAPH
from tests.soak.roots import Roots
from tests.soak.tally import Tally
from tests.support.system import System, raised_since

LASTING = (
    keys.BREAKERS,
    keys.BYTES,
    keys.CLOCK,
    keys.COUNTERS,
    keys.DEAD,
    keys.IDENTITY,
    keys.JOBS,
    keys.PAUSES,
    keys.READY,
    keys.SAMPLE_RUNS,
    keys.SEEN,
    keys.SETTINGS,
    keys.TAG,
    keys.WORKERS,
    "plenum:stages",
    "_kombu.binding",
)
"""Keys that stay for good, as docs/record.md says."""


def wrongs(system: System, tally: Tally, roots: Roots, before: dict[str, int]) -> Iterator[str]:
    """One sentence for each thing that is not as promised; more may come that mends it."""
    raised = {k: v for k, v in raised_since(system, before).items() if k.split(":")[0] in _SUMS}
    if raised != (wanted := dict(tally.sums)):
        differs = {k: (raised.get(k, 0), wanted.get(k, 0)) for k in raised | wanted}
        yield f"sums: counted and answered differ: { {k: v for k, v in differs.items() if v[0] != v[1]} }"
    yield from _ended(system, before, tally.ended)
    roots.look()
    for n, many in sorted(Counter(map(roots.of, tally.traces)).items()):
        if n != 1:
            yield f"{many} traces with {n} roots"
    yield from _left(system)


def _ended(system: System, before: dict[str, int], wanted: Counter[str]) -> Iterator[str]:
    """Every job and room that ended is counted, and once."""
    counted: Counter[str] = Counter()
    for name, n in system.counters().items():
        if name.startswith(("ended:", "rooms:")):
            counted[name.partition("|")[0]] += n - before.get(name, 0)
    if +counted != wanted:
        yield f"jobs and rooms: counted {dict(+counted)}, answered {dict(wanted)}"


_SUMS = ("executions", "selected", "placed")


def _left(system: System) -> Iterator[str]:
    redis = system.client.redis
    for queue in (*(stage.name for stage in GRAPH.stages), keys.COORDINATOR_QUEUE, keys.DEFAULT_QUEUE):
        if waiting := redis.llen(queue):
            yield f"{waiting} messages left in {queue}"
    for key in (keys.DUE, keys.RUNNING, keys.DEADLINES, keys.ASIDE, keys.UNREPORTED):
        if redis.exists(key):
            yield f"{key} is not empty"
    lasting = [
        key.decode()
        for key in redis.scan_iter(count=1000)
        if redis.ttl(key) == -1 and not key.decode().startswith(LASTING)
    ]
    own = [key for key in lasting if not key.startswith(("plenum:takers", "plenum:taken:", "plenum:held:"))]
    if own:
        yield f"keys that nothing ends: {sorted(own)[:10]}"
