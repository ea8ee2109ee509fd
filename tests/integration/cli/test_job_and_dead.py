"""`plenum job` and `plenum dead` against a record, without services."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import structs
from redis import Redis
from typer.testing import CliRunner

from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.room.room import Room
from plenum.cli.main import app
from plenum.files.completed.schema import RoomFields, plain
from plenum.pipeline.record.letters import DeadLetter
from plenum.pipeline.record.redis.record import RedisRecord
from tests.support.record_driver import ROOT
from tests.support.redis_driver import RedisDriver
from tests.support.redis_server import RedisServer

ROOM = Room("cellar", ("...", "#.."), (0.6, 0.6), 2.8, "storage")
LETTER = DeadLetter(
    id="job-1.b0000.selector.cellar",
    job_id="job-1",
    stage="selector",
    reason="ArithmeticError: no",
    traceback="Traceback: here",
    trace_id="f" * 32,
    settings=Settings(),
    room=RoomFields.of(ROOM),
)


@pytest.fixture
def run(server: RedisServer, client: Redis) -> Any:
    """The command on an empty Redis."""
    assert client.dbsize() == 0

    def invoke(*words: str) -> Any:
        return CliRunner(env={"PLENUM_REDIS_URL": server.url}).invoke(app, list(words))

    return invoke


def accept(client: Redis, job_id: str) -> None:
    """A job of two batches, a room each."""
    RedisDriver(RedisRecord(client, patience_s=0)).accept(job_id, batches=2)


def test_jobs_are_listed_with_the_latest_first(run: Any, client: Redis) -> None:
    """A job has several keys; it is one line. Ids may have the separator of keys in them."""
    for job_id in ("first", "order:17"):
        accept(client, job_id)
    told = json.loads(run("job", "list", "--json").stdout)
    assert [(job["job_id"], job["status"], job["rooms"]) for job in told] == [
        ("order:17", "running", 2),
        ("first", "running", 2),
    ]
    assert told[0]["trace_id"] == ROOT.split("-")[1]
    outcome = run("job", "list", "--limit", "1")
    assert [line.split("\t")[0] for line in outcome.stdout.splitlines()] == ["order:17"]
    assert "2 jobs, 1 of them not shown" in outcome.stderr


def test_where_there_are_no_jobs_the_list_is_empty(run: Any) -> None:
    """Nothing on stdout, an empty list for machines."""
    assert run("job", "list").stdout == ""
    assert json.loads(run("job", "list", "--json").stdout) == []


def test_a_cancelled_job_says_so_and_an_unknown_one_is_gone(run: Any, client: Redis) -> None:
    """Exit code 1 for what nobody knows."""
    accept(client, "one")
    assert json.loads(run("job", "cancel", "one", "--json").stdout) == {
        "job_id": "one",
        "status": "cancelled",
    }
    assert json.loads(run("job", "list", "--json").stdout)[0]["duration_s"] >= 0
    gone = run("job", "cancel", "two")
    assert (gone.exit_code, gone.stdout) == (1, "gone\n")


def test_a_dead_letter_is_listed_shown_and_replayed_once(run: Any, client: Redis) -> None:
    """Replayed it is a job of its own, and the letter is gone."""
    RedisRecord(client).store_letter(LETTER)
    assert run("dead", "list").stdout == f"{LETTER.id}\tArithmeticError: no\n"
    shown = run("dead", "show", LETTER.id).stdout
    for words in ("reason: ArithmeticError: no", f"trace_id: {'f' * 32}", "Traceback: here", "  #.."):
        assert words in shown
    assert json.loads(run("dead", "show", LETTER.id, "--json").stdout) == plain(LETTER)
    replayed = json.loads(run("dead", "replay", LETTER.id, "--json").stdout)
    assert client.llen("celery") == 1
    assert replayed["letter_id"] == LETTER.id
    assert json.loads(run("dead", "list", "--json").stdout) == []
    assert replayed["in_place"] is False, "its job is not kept"


def test_letters_are_dropped_by_name_or_all_at_once(run: Any, client: Redis) -> None:
    """Never by saying nothing; of some that are named one that is not there keeps the others."""
    record = RedisRecord(client)
    for name in ("one", "two", "three"):
        record.store_letter(structs.replace(LETTER, id=name))
    for words in ((), ("one", "nothing"), ("one", "--every")):
        assert run("dead", "drop", *words).exit_code == 2
    assert len(record.letters()) == 3
    assert json.loads(run("dead", "drop", "one", "--json").stdout) == {"dropped": ["one"]}
    assert run("dead", "drop", "--every").exit_code == 0
    assert record.letters() == []


def test_what_a_letter_holds_does_not_move_the_terminal(run: Any, client: Redis) -> None:
    """It came from anybody: what a terminal would obey is shown as an escape."""
    evil = structs.replace(LETTER, reason="\x1b[2Jall is well\nsecond", traceback="one\n\x1b]0;title\x07two")
    RedisRecord(client).store_letter(evil)
    for words in (("dead", "list"), ("dead", "show", LETTER.id)):
        shown = run(*words).stdout
        assert "\x1b" not in shown
        assert "\\x1b[2Jall is well\\nsecond" in shown
    assert "one\n\\x1b]0;title\\x07two" in shown


@pytest.mark.parametrize("verb", ["show", "replay"])
def test_a_letter_that_is_not_there_ends_with_code_2(run: Any, verb: str) -> None:
    """Nothing is submitted."""
    outcome = run("dead", verb, "nothing")
    assert outcome.exit_code == 2
    assert "no such letter" in outcome.stderr


def test_a_letter_without_a_whole_room_stays(run: Any, client: Redis) -> None:
    """A message that was none of ours cannot be replayed, and is still to be looked at."""
    letter = DeadLetter(id="message.x", stage="selector", reason="no JSON", message="?")
    RedisRecord(client).store_letter(letter)
    outcome = run("dead", "replay", "message.x")
    assert outcome.exit_code == 2
    assert "no whole room" in outcome.stderr
    assert "message: ?" in run("dead", "show", "message.x").stdout
