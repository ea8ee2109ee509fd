"""What the locks pin, held against a database of published holes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.ci import tool

audit = tool("audit")
LOCK = """celery==5.2.1 \\
    --hash=sha256:00
Redis_Py==4.0 ; python_version < '4' \\
    --hash=sha256:11
"""


def advisory(*events: dict[str, str], versions: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """One about celery, in OSV's form."""
    affected = {
        "package": {"name": "Celery", "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
        "versions": list(versions),
    }
    return {"id": "PYSEC-1", "affected": [affected], "aliases": ["CVE-1"], **more}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A repository with one advisory that holds and one that was withdrawn."""
    folder = tmp_path / "vulns" / "celery"
    folder.mkdir(parents=True)
    fixed = ({"introduced": "0"}, {"fixed": "5.2.2"})
    (folder / "PYSEC-1.yaml").write_text(json.dumps(advisory(*fixed)))
    (folder / "PYSEC-2.yaml").write_text(json.dumps(advisory(*fixed, withdrawn="2024-01-01T00:00:00Z")))
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", tmp_path, *who, *words], check=True)
    return tmp_path


def test_every_distribution_of_a_lock_is_read() -> None:
    """By its normal name, hashes and markers left out."""
    assert audit.pinned(LOCK) == {"celery": "5.2.1", "redis-py": "4.0"}


@pytest.mark.parametrize(
    ("events", "held"),
    [
        ([{"introduced": "0"}, {"fixed": "5.2.2"}], True),
        ([{"introduced": "0"}, {"fixed": "5.2.1"}], False),
        ([{"introduced": "5.2.2"}], False),
        ([{"introduced": "5.2.1"}], True),
        ([{"introduced": "0"}, {"last_affected": "5.2.1"}], True),
        ([{"introduced": "0"}, {"last_affected": "5.2.0"}], False),
        ([{"introduced": "0"}, {"fixed": "4"}, {"introduced": "5.2"}, {"fixed": "5.10"}], True),
    ],
)
def test_a_version_is_held_against_each_range(events: list[dict[str, str]], held: bool) -> None:
    """Compared as versions, not as texts."""
    assert audit.concerns(advisory(*events), "celery", "5.2.1") is held


def test_a_version_that_is_listed_is_concerned_and_another_package_is_not() -> None:
    """Some advisories list versions alone; some are about several packages."""
    assert audit.concerns(advisory(versions=("5.2.1",)), "celery", "5.2.1")
    assert not audit.concerns(advisory(versions=("5.2.1",)), "kombu", "5.2.1")


def test_what_holds_is_told_with_its_lock_and_fails(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was withdrawn does not."""
    lock = tmp_path / "some.lock"
    lock.write_text(LOCK)
    assert audit.main(str(database), [str(lock)]) == 1
    told = capsys.readouterr()
    assert told.err == f"{lock}: celery 5.2.1: PYSEC-1 (CVE-1)\n"
    assert told.out.startswith("2 distributions, 2 advisories up to ")
    lock.write_text(LOCK.replace("5.2.1", "5.7.0"))
    assert audit.main(str(database), [str(lock)]) == 0
