"""A worker that starts agrees with those that run, waits for their settings to lapse, or does not start."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from redis import exceptions
from structlog.testing import capture_logs

from plenum.settings import Settings
from plenum.telemetry import names
from plenum.worker import agreement as module
from plenum.worker.agreement import Compared, check_at_start, join, renew
from tests.support.worker_signals import instead_of

CONFIG = Settings(redis_url="redis://127.0.0.1:1/7", batch_limit_s=180)
AGREED = Compared(True, 4.0, {})
DIFFERS = Compared(True, 4.0, {"max_jobs": "7"})
REFUSED = Compared(False, 4.0, {"batch_limit_s": "60.0"})
SAID = "PLENUM_BATCH_LIMIT_S is '180.0' here and '60.0' with the workers that run"
Answer = Compared | Exception


def asked(monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> list[float]:
    """Redis answers so, one after the other; the seconds that are slept between."""
    slept: list[float] = []
    left = list(answers)

    def compare(_client: object, _config: Settings) -> Compared:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(module, "compare", compare)
    monkeypatch.setattr(module, "time", SimpleNamespace(sleep=slept.append))
    return slept


def test_a_worker_that_agrees_starts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word."""
    slept = asked(monkeypatch, AGREED)
    with capture_logs() as logged:
        join("selector", CONFIG)
    assert (slept, logged) == ([], [])


def test_a_worker_that_differs_in_what_should_agree_says_so_and_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both values, under the name that the environment has."""
    asked(monkeypatch, DIFFERS)
    with capture_logs() as logged:
        join("selector", CONFIG)
    (entry,) = logged
    assert (entry["event"], entry["log_level"]) == (names.SETTINGS_DIFFER, "warning")
    assert entry["message"] == "PLENUM_MAX_JOBS is '10000' here and '7' with the workers that run"


def test_settings_of_workers_that_are_gone_lapse(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stopped stack is started with new values: after their time they forbid nothing."""
    slept = asked(monkeypatch, REFUSED, AGREED)
    join("selector", CONFIG)
    assert slept == [pytest.approx(4.2)]


def test_a_worker_that_living_ones_contradict_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last words are the difference and the cure."""
    asked(monkeypatch, REFUSED, REFUSED)
    with pytest.raises(SystemExit) as refused:
        join("selector", CONFIG)
    assert str(refused.value).startswith("selector on ")
    assert SAID in str(refused.value)
    assert "or stop all workers" in str(refused.value)


def test_a_worker_waits_for_redis_for_as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """And says so once."""
    away = exceptions.ConnectionError("away")
    others = [
        exceptions.BusyLoadingError("loading"),
        exceptions.ReadOnlyError("a replica's"),
        exceptions.OutOfMemoryError("full"),
        exceptions.ResponseError("MISCONF its disk is full"),
    ]
    slept = asked(monkeypatch, away, *others, away, AGREED)
    with capture_logs() as logged:
        join("selector", CONFIG)
    assert slept == [1] * 6
    assert [entry["event"] for entry in logged] == ["start_waits_for_redis"]


def test_a_difference_that_comes_up_later_is_an_error_that_ends_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is too late to refuse."""
    asked(monkeypatch, REFUSED, AGREED)
    with capture_logs() as logged:
        for _ in range(2):
            renew(None, CONFIG)  # type: ignore[arg-type]  # not asked here
    (entry,) = logged
    assert (entry["log_level"], entry["message"]) == ("error", SAID)


@pytest.mark.parametrize(
    "error", [exceptions.AuthenticationError("WRONGPASS"), exceptions.NoPermissionError("no")]
)
def test_a_worker_whose_password_is_wrong_ends_and_says_so(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Waiting would not mend it; the password itself is not told."""
    asked(monkeypatch, error)
    with pytest.raises(SystemExit, match="Redis refuses the user or password of PLENUM_REDIS_URL"):
        join("selector", CONFIG)


def test_a_comparison_that_fails_lets_no_worker_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Celery would log what its receiver raises, and start the worker unchecked."""
    signals = instead_of(monkeypatch, module)
    asked(monkeypatch, exceptions.ResponseError("WRONGTYPE Operation against a key"))
    mine = object()
    check_at_start(mine, SimpleNamespace(service="selector", config=CONFIG))  # type: ignore[arg-type]  # no more is asked of them
    with pytest.raises(SystemExit, match="cannot compare settings"):
        signals.send("celeryd_after_setup", "worker", instance=SimpleNamespace(app=mine))


def test_only_workers_of_the_app_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """When Celery has set them up."""
    signals = instead_of(monkeypatch, module)
    joined: list[object] = []
    monkeypatch.setattr(module, "join", lambda *of: joined.append(of))
    mine, other = object(), object()
    check_at_start(mine, SimpleNamespace(service="selector", config=CONFIG))  # type: ignore[arg-type]  # no more is asked of them
    for app in (other, mine):
        signals.send("celeryd_after_setup", "worker", instance=SimpleNamespace(app=app))
    assert joined == [("selector", CONFIG)]
