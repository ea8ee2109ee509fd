"""`plenum place --local` beside the same building over Celery: the same result, the same telemetry."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plenum import traces
from plenum.telemetry import names
from tests.support.receiver import Receiver, receiver
from tests.support.system import System, essence, sums
from tests.support.waiting import eventually
from tests.telemetry.matrix import LOG_EVENTS, MODELS, SERVICES, STAGES

OTHER_EACH_TIME = (
    names.JOB_ID,
    names.CONVERSATION_ID,
    names.MESSAGE_ID,
    names.WAIT_S,
    names.MESSAGING_SYSTEM,
    names.CLIENT_ID,
    names.START_S,
    names.PREPARE_S,
    names.ANSWER_S,
    names.COMMIT_S,
)
"""Ids, times, and what carried a batch: Redis, or the process itself."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    """Where the process in question sends its telemetry."""
    with receiver(tmp_path_factory.mktemp("told")) as found:
        yield found


@pytest.fixture(scope="module")
def here(told: Receiver, test_data: Path) -> dict[str, Any]:
    """The laboratory building completed by one process, whose end has sent all its telemetry."""
    plenum = str(Path(sys.executable).with_name("plenum"))
    done = subprocess.run(
        [plenum, "place", str(test_data / "lab_building.hbjson"), "--local", "--json"],
        env={**os.environ, **told.environment},
        capture_output=True,
        text=True,
        timeout=800,
    )
    assert done.returncode in (0, 1), done.stderr  # 1: a room is not complete, as over Celery
    assert "telemetry" not in done.stderr
    completed: dict[str, Any] = json.loads(done.stdout)
    return completed


def _telling(spans: list[traces.Seen]) -> Counter[tuple[Any, ...]]:
    """Every span by service, name, parent, what it links to, and attributes.

    Not by service where a batch goes on to the selector: whichever light model ends last sends it.
    """
    by_id = {span.span_id: span.name for span in spans}
    return Counter(
        (
            "" if span.name == "send selector" else span.service,
            span.name,
            by_id.get(span.parent_id, ""),
            tuple(sorted(by_id[link] for link in span.links)),
            tuple(
                sorted(
                    (key, value)
                    for key, value in span.attributes.items()
                    if key.startswith(("plenum.", "ml.", "messaging.")) and key not in OTHER_EACH_TIME
                )
            ),
        )
        for span in spans
        # Which rooms are the slowest is another matter each time.
        if not span.name.startswith("room ")
    )


def test_the_results_are_identical_but_for_ids_and_times(here: dict[str, Any], lab: dict[str, Any]) -> None:
    """Same graph, same batches, same models, same assembly."""
    assert essence(here) == essence(lab)


def test_every_span_is_there_with_its_place_links_and_attributes(
    here: dict[str, Any], told: Receiver, spans: list[traces.Seen]
) -> None:
    """The multiset of spans is the same, service by service and batch by batch."""
    mine = told.spans(here["trace_id"])
    assert _telling(mine) == _telling(spans)
    found = traces.shape(mine)
    assert (found.roots, found.orphans, found.doubled, found.depth) == (1, (), 0, 5)
    assert set(found.services) == set(SERVICES)


def test_the_spans_say_that_no_broker_carried_the_work(here: dict[str, Any], told: Receiver) -> None:
    """What differs is said: the system, and waits that are this process' own."""
    messages = [s for s in told.spans(here["trace_id"]) if names.MESSAGING_SYSTEM in s.attributes]
    assert {span.attributes[names.MESSAGING_SYSTEM] for span in messages} == {"in_process"}


def test_the_counters_equal_the_result_and_so_celerys(
    here: dict[str, Any], lab: dict[str, Any], told: Receiver
) -> None:
    """Executions, rooms won and components placed: the sums that the ledger shows over Celery."""
    prefixes = {
        "executions": names.EXECUTIONS,
        "selected": names.SELECTED_TOTAL,
        "placed": names.COMPONENTS_PLACED,
    }
    wanted = {
        (prefixes[name.partition(":")[0]], name.partition(":")[2]): float(n)
        for name, n in sums([lab]).items()
    }
    assert {k: n for k, n in told.metrics().items() if k[0] in prefixes.values()} == wanted


def test_every_process_metric_has_as_many_points_as_over_celery(
    here: dict[str, Any], told: Receiver, batches: int
) -> None:
    """A duration a room and model, a wait a batch and stage, a confidence a model, one job's duration."""
    found = told.metrics()
    for model in MODELS:
        assert found[names.EXECUTION_DURATION, model] == here["totals"]["rooms"]
        assert 0 <= found[names.CONFIDENCE_SCORE, model] <= 1
    for stage in STAGES:
        assert found[names.QUEUE_WAIT, stage] == batches
    assert found[names.JOB_DURATION, f"{here['status']},medium"] == 1
    assert not [key for key in found if key[0] == names.DROPPED]
    assert told.services() == {*SERVICES, "plenum"}


def test_every_log_event_comes_as_often_as_over_celery(
    here: dict[str, Any], lab: dict[str, Any], full: System, told: Receiver
) -> None:
    """The six fixed events, counted."""

    def over_celery() -> Counter[str]:
        records = [r for r in full.log_lines() if r.get("traceId") == lab["trace_id"]]
        return Counter(r["body"]["stringValue"] for r in records if r["body"]["stringValue"] in LOG_EVENTS)

    assert eventually(over_celery, lambda seen: seen == told.events()) == told.events()
    assert set(told.events()) == set(LOG_EVENTS)
