"""Tokens: who is let in, and for what."""

from __future__ import annotations

from pathlib import Path

import pytest

from plenum.settings import WrongSettingError
from services.gateway.access import Access, Principal, access_of, digest, read_tokens
from services.gateway.problems import ProblemError

ANYBODY = Principal("local", "operate", 10)


def access(role: str = "submit") -> Access:
    """One token, `secret`."""
    who = Principal("ann", role, 10)  # type: ignore[arg-type]  # one of the roles
    return Access({digest("secret"): who}, ANYBODY)


def refusal(found: Access, authorization: str | None, role: str = "look") -> ProblemError:
    """What such a request is told."""
    with pytest.raises(ProblemError) as caught:
        found.admit(authorization, role)  # type: ignore[arg-type]  # one of the roles
    return caught.value


def test_a_known_token_is_let_in_for_its_role_and_those_below() -> None:
    """The scheme's case does not matter."""
    found = access("submit")
    assert found.admit("Bearer secret", "look").name == "ann"
    assert found.admit("bearer secret", "submit").name == "ann"
    assert refusal(found, "Bearer secret", "operate").problem.status == 403


@pytest.mark.parametrize("given", [None, "", "secret", "Basic secret", "Bearer other", "Bearer "])
def test_without_a_known_token_nobody_is_let_in(given: str | None) -> None:
    """The answer says which scheme is asked for."""
    error = refusal(access(), given)
    assert error.problem.status == 401
    assert error.headers["WWW-Authenticate"] == "Bearer"


def test_without_a_file_nobody_is_asked() -> None:
    """The gateway listens on this machine alone then."""
    assert access_of(None, 10).admit(None, "operate").name == "local"


def test_a_file_of_tokens_is_read_line_by_line(tmp_path: Path) -> None:
    """With comments, and a limit where a line has its own."""
    file = tmp_path / "tokens"
    file.write_text(f"# people\nann look {digest('a')}\n\nbob operate {digest('b')} 7 # night shift\n")
    found = read_tokens(file, 100)
    assert found[digest("a")] == Principal("ann", "look", 100)
    assert found[digest("b")] == Principal("bob", "operate", 7)


@pytest.mark.parametrize(
    "line", ["", "ann look", "ann root " + "0" * 64, "ann look short", f"ann look {digest('a')} 0"]
)
def test_a_file_that_is_wrong_is_refused_by_its_place_alone(tmp_path: Path, line: str) -> None:
    """What stands there may be a secret."""
    file = tmp_path / "tokens"
    file.write_text(line + "\n")
    with pytest.raises(WrongSettingError) as caught:
        read_tokens(file, 100)
    assert str(file) in str(caught.value)
    assert digest("a") not in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Rather than nobody being asked."""
    with pytest.raises(WrongSettingError, match="PLENUM_GATEWAY_TOKENS"):
        access_of(tmp_path / "none", 10)
