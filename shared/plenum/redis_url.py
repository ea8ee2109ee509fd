"""Redis' address as all of Plenum takes it, in one text: where it is or who knows, and which part is meant.

Celery knows the forms `redis://`, `rediss://` and `sentinel://…;sentinel://…`, and is told the rest beside
the URL. Here that stands in its query, under Celery's own names, so that nobody has one without the other:
`sentinel://a:26379/0;sentinel://b:26379/0?master_name=plenum`, `redis://a:6379/0?global_keyprefix=office:`.
Of Sentinels it also says who we are to them, and by which file certificates are verified, their masters' too.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

SENTINEL: Final = "sentinel://"
_SENTINELS_PORT: Final = 26379
_MASTER: Final = "master_name"
_PREFIX: Final = "global_keyprefix"
_CA: Final = "ssl_ca_certs"
_LOGIN: Final = {"sentinel_username": "username", "sentinel_password": "password"}
_OURS: Final = (_MASTER, _PREFIX)
"""Parameters that Celery is told beside the URL."""
_OF_SENTINELS: Final = (*_OURS, _CA, *_LOGIN)
_PREFIXES: Final = re.compile(r"[A-Za-z0-9_.:-]{0,63}[:_.-]")
"""Nothing that a list of rights or a script would read otherwise; to another end Celery adds its own."""


@dataclass(frozen=True)
class RedisUrl:
    """One address. Raises ValueError, by `of`, with the cure."""

    servers: tuple[str, ...]
    """As Celery takes them: Redis itself, or each Sentinel with the master's user, password and database."""
    master_name: str = ""
    """Which of their masters is meant; empty: there are no Sentinels."""
    prefix: str = ""
    """What the names of keys and channels begin with, where others have theirs in the same database."""
    sentinel_login: Mapping[str, str] = field(default_factory=dict)
    """User and password that the Sentinels themselves ask for: a client's arguments."""
    ca: str = ""
    """The file of the authority's certificate, where Sentinels and masters speak TLS."""

    @classmethod
    def of(cls, text: str) -> RedisUrl:
        """What a URL says. Raises ValueError."""
        several = text.startswith(SENTINEL)
        given = text.split(";") if several else [text]
        servers, told = [], {}
        for part in given:
            server, ours = _apart(part, _OF_SENTINELS if several else _OURS)
            servers.append(server)
            told.update(ours)
        master, prefix = told.get(_MASTER, ""), told.get(_PREFIX, "")
        if prefix and not _PREFIXES.fullmatch(prefix):
            raise ValueError(
                f"{_PREFIX}={prefix}: a prefix is at most 64 letters, digits, `:`, `_`, `.` and `-`, and ends"
                " with one of the last four"
            )
        if not several:
            if master:
                raise ValueError(f"{_MASTER} goes with sentinel://HOST:PORT, and this is another scheme")
            return cls(tuple(servers), prefix=prefix)
        if not master:
            raise ValueError(f"Sentinels know several masters: end it with ?{_MASTER}=NAME")
        login = {name: told[given] for given, name in _LOGIN.items() if given in told}
        return cls(tuple(_alike(servers)), master, prefix, login, told.get(_CA, ""))

    @property
    def celery(self) -> str:
        """As Celery's own transport and backend take it."""
        return ";".join(self.servers)

    @property
    def where(self) -> str:
        """For people: without users and passwords."""
        return ", ".join(_place(server) for server in self.servers)

    @property
    def sentinels(self) -> tuple[tuple[str, int], ...]:
        """Host and port of each."""
        parts = [urlsplit(server) for server in self.servers]
        return tuple((str(each.hostname), each.port or _SENTINELS_PORT) for each in parts)

    @property
    def tls(self) -> dict[str, str]:
        """A client's arguments, by which certificates of Sentinels and masters are verified; or none."""
        return {_CA: self.ca, "ssl_cert_reqs": "required"} if self.ca else {}

    @property
    def in_the_clear(self) -> bool:
        """Whether others on its way could read along: neither on this machine nor by TLS.

        Sentinels on this machine may name a master elsewhere.
        """
        if self.master_name:
            return not self.ca
        server = urlsplit(self.servers[0])
        return server.scheme == "redis" and not _is_here(server.hostname or "localhost")

    @property
    def login(self) -> dict[str, Any]:
        """What the master that Sentinels name is told: a client's arguments."""
        first = urlsplit(self.servers[0])
        given = {"username": first.username, "password": first.password}
        login = {name: unquote(word) for name, word in given.items() if word}
        return {**login, "db": int(first.path.strip("/") or 0)}


def _apart(url: str, names: Collection[str]) -> tuple[str, dict[str, str]]:
    """A URL without the parameters of these names, and these."""
    base, _, query = url.partition("?")
    told = parse_qsl(query)
    ours = {name: value for name, value in told if name in names}
    if not ours:
        return url, {}
    rest = urlencode([(name, value) for name, value in told if name not in names])
    return f"{base}?{rest}" if rest else base, ours


def _alike(servers: list[str]) -> Iterator[str]:
    """Celery takes user, password and database from whichever URL it is at: each has those of the first."""
    first = urlsplit(servers[0])
    user, at, _ = first.netloc.rpartition("@")
    if not first.path.strip("/").isdigit() and first.path.strip("/"):
        raise ValueError(f"a database is a number, not {first.path.strip('/')}: sentinel://HOST:PORT/0")
    for server in servers:
        parts = urlsplit(server)
        if not server.startswith(SENTINEL) or not parts.hostname or parts.query:
            raise ValueError(
                f"each of several is sentinel://HOST:PORT and no more, which {_place(server)} is not"
            )
        host = parts.netloc.rpartition("@")[2]
        yield f"{SENTINEL}{user}{at}{host if parts.port else f'{host}:{_SENTINELS_PORT}'}{first.path}"


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _place(server: str) -> str:
    return server.partition("?")[0].partition("://")[2].rpartition("@")[2]
