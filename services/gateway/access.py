"""Who may do what over HTTP: tokens with a role and a limit each (`limits.py`), from a file of their digests.

Without a file nobody is asked: the gateway then listens on this machine alone (`config.py`).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from plenum.settings import WrongSettingError

from .problems import ProblemError

Role = Literal["look", "submit", "operate"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Each may do what those before it may."""
_BEARER: Final = "bearer "


@dataclass(frozen=True)
class Principal:
    """Who asks."""

    name: str
    role: Role
    per_minute: int

    def may(self, role: Role) -> bool:
        """Whether this role covers another one."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Access:
    """The tokens of a file, or nobody's."""

    def __init__(
        self,
        tokens: Mapping[str, Principal] | None,
        anybody: Principal,
    ) -> None:
        """`tokens`: SHA-256 digests as hexadecimal text, with whom they stand for; None: nobody is asked."""
        self._tokens = tokens
        self._anybody = anybody

    @property
    def asks(self) -> bool:
        """Whether a token is needed."""
        return self._tokens is not None

    def admit(self, authorization: str | None, role: Role) -> Principal:
        """Who asks, if they may. Raises ProblemError: 401 or 403."""
        principal = self._known(authorization)
        if not principal.may(role):
            raise ProblemError(
                403,
                "role_too_small",
                f"the token of {principal.name} is for {principal.role}",
                cure=f"use one for {role}",
            )
        return principal

    def _known(self, authorization: str | None) -> Principal:
        if self._tokens is None:
            return self._anybody
        given = authorization or ""
        if given[: len(_BEARER)].lower() == _BEARER:
            asked = digest(given[len(_BEARER) :].strip())
            # Every digest is compared, in constant time each.
            found = [who for known, who in self._tokens.items() if hmac.compare_digest(known, asked)]
            if found:
                return found[0]
        error = ProblemError(
            401, "no_token", "no token, or none that is known", cure="send Authorization: Bearer TOKEN"
        )
        error.headers["WWW-Authenticate"] = "Bearer"
        raise error


def digest(token: str) -> str:
    """By which a token is known."""
    return hashlib.sha256(token.encode()).hexdigest()


def read_tokens(file: Path, per_minute: int) -> dict[str, Principal]:
    """The tokens of a file, a line each: name, role, digest, and a limit a minute where it has its own.

    Raises WrongSettingError naming the line, never its content.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise WrongSettingError(f"PLENUM_GATEWAY_TOKENS={file}: cannot be read: {error}") from None
    found: dict[str, Principal] = {}
    for number, line in enumerate(lines, 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        limit = words[3] if len(words) == 4 else str(per_minute)
        valid = len(words) in (3, 4) and words[1] in ROLES and len(words[2]) == 64 and limit.isdigit()
        if not valid or int(limit) < 1:
            raise WrongSettingError(
                f"{file}, line {number}: write NAME look|submit|operate SHA256 [REQUESTS A MINUTE]"
            )
        found[words[2].lower()] = Principal(words[0], ROLES[ROLES.index(words[1])], int(limit))
    if not found:
        raise WrongSettingError(
            f"{file}: there is no token in it: python -m services.gateway.tokens makes one"
        )
    return found


def access_of(tokens: Path | None, per_minute: int) -> Access:
    """Access as it is set. Raises WrongSettingError."""
    anybody = Principal("local", "operate", per_minute)
    return Access(read_tokens(tokens, per_minute) if tokens else None, anybody)
