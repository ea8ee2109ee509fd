"""The store's statements on SQLite, and what becomes of a database that cannot be used."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, update

from plenum.settings import WrongSettingError
from services.gateway.store import jobs, ratings, scores
from services.gateway.store.database import Database, StoreAwayError
from services.gateway.store.jobs import StoredJob
from services.gateway.store.ratings import Feedback, Rating
from services.gateway.store.scores import Score
from services.gateway.store.tables import SCHEMA

Do = Callable[[Callable[[Connection], Any]], Any]


def job(name: str, accepted_ms: float = 1000.0, lapses_ms: float = 5000.0) -> StoredJob:
    """One that has ended."""
    return StoredJob(name, "b", "done", 3, accepted_ms, accepted_ms + 500, "0" * 32, "ann", "grid", lapses_ms)


def feedback(room_id: str = "r", who: str = "ann", at_ms: float = 10_000.0, **more: Any) -> Feedback:
    """An edit."""
    fields = {"verdict": "edit", "comment": "", "edit_distance": 2, "broken": 0, "rows": ("L.", ".S")}
    return Feedback("j", room_id, who, at_ms=at_ms, lag_s=1.0, **{**fields, **more})


@pytest.fixture
def do(tmp_path: Path) -> Iterator[Do]:
    """Work on a database of this test's own."""
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    yield lambda work: asyncio.run(database(work))
    database.close()


def test_a_job_that_ended_anew_takes_its_own_place(do: Do) -> None:
    """One row a job, the latest; and it is known by when its record lapses."""
    do(partial(jobs.save, jobs=[job("a"), job("b")]))
    do(partial(jobs.save, jobs=[job("a", lapses_ms=9000.0)]))
    assert do(partial(jobs.known, job_ids=["a", "b", "c"])) == {"a": 9000.0, "b": 5000.0}
    assert do(partial(jobs.job, job_id="a")) == job("a", lapses_ms=9000.0)
    assert do(partial(jobs.job, job_id="c")) is None


def test_documents_come_back_as_they_went(do: Do) -> None:
    """By job and kind."""
    do(partial(jobs.save, jobs=[job("a")], documents={("a", "result"): b'{"rooms": []}'}))
    assert do(partial(jobs.document, job_id="a", kind="result")) == b'{"rooms": []}'
    assert do(partial(jobs.document, job_id="a", kind="input")) is None
    assert do(partial(jobs.has_document, job_id="a", kind="result")) is True


def test_the_latest_come_first_and_the_oldest_go_first(do: Do) -> None:
    """Past an age and past a number, with their documents."""
    some = [job(f"j{n}", accepted_ms=n) for n in range(10)]
    do(partial(jobs.save, jobs=some, documents={("j0", "input"): b"{}", ("j9", "input"): b"{}"}))
    found, total = do(partial(jobs.latest, limit=2))
    assert ([each.job_id for each in found], total) == (["j9", "j8"], 10)
    assert do(partial(jobs.prune, before_ms=2, most=100)) == 3
    assert do(partial(jobs.prune, before_ms=0, most=4)) == 3
    assert do(partial(jobs.latest, limit=100))[1] == 4
    assert do(partial(jobs.has_document, job_id="j0", kind="input")) is False
    assert do(partial(jobs.has_document, job_id="j9", kind="input")) is True


def test_a_person_has_one_word_on_a_room_and_others_have_theirs(do: Do) -> None:
    """The later one replaces it, with what it said of the models."""
    first = [Rating("a", "1", True, 0, 1.0), Rating("b", "1", True, 0, 1.0)]
    assert do(partial(ratings.save, feedback=feedback(), ratings=first)) is False
    again = [Rating("a", "1", False, 2, 0.5)]
    assert do(partial(ratings.save, feedback=feedback(verdict="reject"), ratings=again)) is True
    assert do(partial(ratings.save, feedback=feedback(who="bob"), ratings=again)) is False
    said = do(partial(ratings.of_job, job_id="j"))
    assert {(each.submitted_by, each.verdict) for each in said} == {("ann", "reject"), ("bob", "edit")}
    assert said[0].rows == ("L.", ".S")
    assert {found.model_name for found in do(partial(ratings.rolling, now_ms=10_000))} == {"a"}


def test_each_window_has_what_is_young_enough(do: Do) -> None:
    """Of a reject without a grid no distance counts."""
    now_ms = 40 * 86_400_000.0
    minutes = 60_000
    do(partial(ratings.save, feedback=feedback("r1", at_ms=now_ms), ratings=[Rating("a", "1", True, 0, 1.0)]))
    late, old = now_ms - 10 * minutes, now_ms - 5 * 86_400_000
    edited = [Rating("a", "1", False, 4, 0.5)]
    do(partial(ratings.save, feedback=feedback("r2", at_ms=late), ratings=edited))
    do(
        partial(
            ratings.save, feedback=feedback("r3", at_ms=old), ratings=[Rating("a", "2", False, None, 0.0)]
        )
    )
    found = {each.window: each for each in do(partial(ratings.rolling, now_ms=now_ms))}
    told = [(found[w].ratings, found[w].edit_distance) for w in ("5m", "1h", "30d")]
    assert told == [(1, 0), (2, 2), (3, 2)]
    assert found["30d"].acceptance == pytest.approx(1 / 3)
    assert found["1h"].quality == pytest.approx(0.75)
    versions = do(partial(ratings.rolling, now_ms=now_ms, by_version=True))
    assert [(each.model_version, each.window, each.ratings) for each in versions] == [
        ("1", "5m", 1),
        ("1", "1h", 2),
        ("1", "30d", 2),
        ("2", "30d", 1),
    ]
    do(partial(ratings.prune, before_ms=late))
    assert [each.ratings for each in do(partial(ratings.rolling, now_ms=now_ms))] == [1, 1, 1]


def test_a_winners_confidence_is_kept_with_the_latest_word_on_its_room(do: Do) -> None:
    """Only of the model that won; another word replaces it, and it goes with the feedback."""
    first = [Rating("a", "1", True, 0, 1.0, 0.7), Rating("b", "1", True, 0, 1.0)]
    do(partial(ratings.save, feedback=feedback(), ratings=first))
    assert do(scores.latest) == [Score("a", "1", 0.7, True)]
    again = [Rating("a", "1", False, 2, 0.5, 0.7)]
    do(partial(ratings.save, feedback=feedback(verdict="reject"), ratings=again))
    do(partial(ratings.save, feedback=feedback(who="bob"), ratings=first))
    assert sorted(each.accepted for each in do(scores.latest)) == [False, True]
    do(partial(ratings.prune, before_ms=1e15))
    assert do(scores.latest) == []


def test_its_file_is_its_owners_alone(do: Do, tmp_path: Path) -> None:
    """Who did what is in it."""
    do(partial(jobs.save, jobs=[job("a")]))
    assert stat.S_IMODE((tmp_path / "store.sqlite3").stat().st_mode) == 0o600


def test_a_database_that_cannot_be_used_is_away_and_comes_back(tmp_path: Path) -> None:
    """By its own words, and nothing has to be started again."""
    folder = tmp_path / "later"
    database = Database(f"sqlite:///{folder / 'store.sqlite3'}")
    with pytest.raises(StoreAwayError, match=r"store\.sqlite3"):
        asyncio.run(database(partial(jobs.latest, limit=1)))
    folder.mkdir()
    assert asyncio.run(database(partial(jobs.latest, limit=1))) == ([], 0)
    database.close()


def test_tables_of_a_newer_version_are_left_alone(do: Do, tmp_path: Path) -> None:
    """An older gateway does not know what it would break."""
    do(lambda connection: connection.execute(update(SCHEMA).values(version=99)))
    older = Database(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    with pytest.raises(StoreAwayError, match="version 99"):
        asyncio.run(older(partial(jobs.latest, limit=1)))
    older.close()


@pytest.mark.parametrize("url", ["nonsense", "mysql://a:secret@b/c", "sqlite+other:///x"])
def test_a_url_that_is_none_is_refused_without_its_password(url: str) -> None:
    """And says what to write."""
    with pytest.raises(WrongSettingError, match="PLENUM_GATEWAY_STORE") as caught:
        Database(url)
    assert "secret" not in str(caught.value)


def test_without_a_place_there_is_no_store() -> None:
    """What needs it says so."""
    database = Database("")
    assert not database.there
    with pytest.raises(StoreAwayError, match="PLENUM_GATEWAY_FOLDER"):
        asyncio.run(database(partial(jobs.latest, limit=1)))
    database.close()
