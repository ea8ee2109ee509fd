"""Redis' users in a stack: made once, kept for their owner alone, the same as the page gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plenum.stack import users
from plenum.stack.folder import StateFolder
from plenum.stack.info import StackInfo
from plenum.stack.parts import Programs, infrastructure

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> StateFolder:
    """Just made."""
    made = StateFolder(tmp_path / "state")
    made.create()
    return made


def mode(path: Path) -> int:
    """Who may do what with it."""
    return path.stat().st_mode & 0o777


def test_passwords_are_made_once_and_kept(folder: StateFolder) -> None:
    """A client's address goes on working when the stack is started again; no two are the same."""
    made = users.passwords(folder)
    assert set(made) == set(users.RULES)
    assert len(set(made.values())) == len(made)
    assert min(map(len, made.values())) >= 32
    assert users.passwords(folder) == made


def test_what_holds_a_password_is_for_its_owner_alone(folder: StateFolder) -> None:
    """Also where another program had left a file of that name for all to read."""
    folder.users_file.write_text("old")
    folder.users_file.chmod(0o644)
    known = users.passwords(folder)
    users.write_users(folder, known)
    StackInfo(folder.path, "id", full=False, ports={"redis": 1}, services={}, passwords=known).save(folder)
    assert mode(folder.path) == 0o700
    for file in (folder.passwords_file, folder.users_file, folder.info_file):
        assert mode(file) == 0o600, file


def test_redis_is_given_digests_and_no_command_line_has_a_password(folder: StateFolder) -> None:
    """Any user of the machine can read those."""
    known = users.passwords(folder)
    users.write_users(folder, known)
    info = StackInfo(
        folder.path, "id", full=False, ports={"redis": 1, "otlp_http": 2}, services={}, passwords=known
    )
    words = " ".join(
        word for part in infrastructure(info, folder, Programs(Path("r"))) for word in part.command
    )
    assert f"--aclfile {folder.users_file}" in words
    for password in known.values():
        assert password not in folder.users_file.read_text()
        assert password not in words
        assert password not in repr(info)


def test_each_user_has_an_address(folder: StateFolder) -> None:
    """Of a stack that a version before had started there is one, without a password."""
    info = StackInfo(
        folder.path, "id", full=False, ports={"redis": 7}, services={}, passwords={"submit": "s"}
    )
    assert info.redis_url_of("submit") == "redis://submit:s@127.0.0.1:7/0"
    assert info.redis_url == "redis://127.0.0.1:7/0"


def test_the_page_gives_the_same_users() -> None:
    """DEPLOYMENT.md, for a Redis of one's own."""
    (acl,) = re.findall(r"```acl\n(.*?)```", (ROOT / "DEPLOYMENT.md").read_text(), re.DOTALL)
    told = dict(re.findall(r"^user (\w+) on >\S+ (.*)$", acl, re.MULTILINE))
    assert told == dict(users.RULES)
    assert "user default off ~* &* +@all" in acl
