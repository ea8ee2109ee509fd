"""Each fault that an operator must find, made for real in the full stack: found by its signal, told by alert.

Prometheus records `plenum:fault` every 2 s and judges its alerts at once (prometheus/rules/alerts.yml). How
soon each comes is printed; of the signals it stands in docs/telemetry.md. A test asserts no time.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plenum.telemetry import names
from tests.support.buildings import building, room
from tests.support.system import System
from tests.support.waiting import eventually
from tests.telemetry.watching import Watch, failed_spans, faults, firing, hung

MODEL = "light_model_a_dense"


def seen(running: System, fault: str) -> bool:
    """Whether that becomes one of them."""
    return _with(fault)(eventually(lambda: faults(running), _with(fault)))


def over(running: System, fault: str) -> bool:
    """Whether it ends again."""
    return _without(fault)(eventually(lambda: faults(running), _without(fault)))


def _with(fault: str) -> Callable[[set[str]], bool]:
    """Whether it is among what `faults` gives."""
    return lambda found: any(fault in one.split(",") for one in found)


def _without(fault: str) -> Callable[[set[str]], bool]:
    return lambda found: not _with(fault)(found)


@pytest.mark.parametrize(
    ("part", "fault", "alert"),
    [
        ("coordinator-1", "coordinator_silent", "PlenumCoordinatorSilent"),
        ("redis", "redis_away", "PlenumRedisAway"),
        ("air_return_model-1", "no_workers", "PlenumServiceWithoutWorker"),
        ("otel-collector", "target_silent", "TargetDown"),
    ],
)
def test_a_part_that_hangs_is_told_and_so_is_its_return(
    watched: System, part: str, fault: str, alert: str, watch: Watch
) -> None:
    """The coordinator, Redis, a stage's only worker, the collector."""
    with watch(alert, f"{part} hangs") as fires, hung(watched, part):
        assert seen(watched, fault)
        assert fires()
    assert over(watched, fault)


def test_a_service_without_workers_is_told_by_name(watched: System, watch: Watch) -> None:
    """Stopped in order, as by somebody who forgot to start it again."""
    with watch("PlenumServiceWithoutWorker", "a stage's workers are stopped") as fires:
        watched.scale("air_supply_model", 0)
        assert fires()
    named = watched.prometheus('count by (service) (ALERTS{alertname="PlenumServiceWithoutWorker"})')
    watched.scale("air_supply_model", 1)
    assert set(named) == {"air_supply_model"}
    assert over(watched, "no_workers")


def test_a_collector_that_was_killed_is_told(watched: System, watch: Watch) -> None:
    """Though it is back before anybody looks."""
    with watch("CollectorRestarted", "the collector is killed") as fires:
        watched.kill("otel-collector")
        assert seen(watched, "collector_restarted")
        assert fires()


def test_a_dead_letter_is_told_with_its_stage_and_reason(watched: System, watch: Watch) -> None:
    """Of a room on which a stage raises; that it is the first of its kind is no matter."""
    with watch('PlenumDeadLetters{stage="smoke_detector_model"}', "a room is set aside") as fires:
        watched.place(building([room("raises_smoke_detector_model")]))
        assert seen(watched, "smoke_detector_model")
        assert fires()
    assert any({"dead_letter", "ArithmeticError"} <= set(one.split(",")) for one in faults(watched))


def test_a_failed_room_is_followed_from_its_job_to_its_dead_letter(watched: System) -> None:
    """Failed spans from the top down; the room's own has the letter that its result names."""
    result = watched.place(building([room("office"), room("raises_air_supply_model")]))
    above = ("place job", "process air_supply_model", "execute air_supply_model")
    failed = failed_spans(watched, result["trace_id"], *above, "room air_supply_model")
    told = failed["room air_supply_model"].attributes
    assert (told[names.ROOM_ID], told[names.ERROR_TYPE]) == ("raises_air_supply_model", "ArithmeticError")
    letter = watched.client.record.letter(str(told[names.DEAD_LETTER_ID]))
    assert letter is not None
    assert (letter.trace_id, letter.room_id) == (result["trace_id"], "raises_air_supply_model")
    assert letter.span_id == failed["process air_supply_model"].span_id


def test_an_attempt_whose_worker_was_killed_is_told_in_the_jobs_trace(watched: System) -> None:
    """By the coordinator that finds it: whose it was."""
    result = watched.place(building([room("kills_air_supply_model")]))
    lost = failed_spans(watched, result["trace_id"], "lost air_supply_model")["lost air_supply_model"]
    assert lost.attributes[names.ERROR_TYPE] == "worker_lost"
    assert str(lost.attributes[names.OWNER]).startswith("air_supply_model:")


def test_a_model_that_becomes_ten_times_slower_is_told(watched: System, watch: Watch) -> None:
    """Beside what it took before; the others are not accused."""
    count = (
        f'sum(increase(ml_model_execution_duration_seconds_count{{model_name="{MODEL}"}}[10m] offset 30s))'
    )

    def usual() -> bool:
        watched.place(building(10))
        return sum(watched.prometheus(f"{count} > 40").values()) > 0

    def slow() -> bool:
        watched.place(building([room(f"lags_{MODEL}")]))
        return _with("model_slow")(faults(watched)) and firing(watched, "PlenumModelSlow")

    assert eventually(usual)
    with watch("PlenumModelSlow", "a model takes ten times as long"):
        assert eventually(slow)
    accused = {tuple(one.split(",")) for one in faults(watched) if "model_slow" in one}
    assert {name for one in accused for name in one} == {"model_slow", "plenum:fault", MODEL}
