"""Redis' address: what Celery is told beside the URL stands in it."""

from __future__ import annotations

import re

import pytest

from plenum.redis_url import RedisUrl

THREE = "sentinel://u:p%40@a:26379/3;sentinel://b;sentinel://c:1?master_name=plenum"


@pytest.mark.parametrize(
    "url", ["redis://u:p@host:1/2", "rediss://host/0?ssl_ca_certs=/ca", "unix:///s?db=1"]
)
def test_an_address_of_one_server_is_left_as_it_is(url: str) -> None:
    """Whatever redis-py and Celery make of it."""
    at = RedisUrl.of(url)
    assert (at.servers, at.celery, at.master_name) == ((url,), url, "")


def test_each_sentinel_has_a_port_and_what_the_master_is_told() -> None:
    """Celery takes user, password and database from whichever of them it is at."""
    at = RedisUrl.of(THREE)
    assert at.celery == "sentinel://u:p%40@a:26379/3;sentinel://u:p%40@b:26379/3;sentinel://u:p%40@c:1/3"
    assert at.sentinels == (("a", 26379), ("b", 26379), ("c", 1))
    assert at.login == {"username": "u", "password": "p@", "db": 3}
    assert at.master_name == "plenum"


def test_sentinels_may_ask_for_a_user_and_speak_tls() -> None:
    """Which is said once, for all of them; what the masters are told is another user's."""
    query = "sentinel_username=s&sentinel_password=p%40&ssl_ca_certs=/etc/ca.crt"
    at = RedisUrl.of(f"{THREE}&{query}")
    assert at.servers == RedisUrl.of(THREE).servers
    assert at.login == RedisUrl.of(THREE).login
    assert at.sentinel_login == {"username": "s", "password": "p@"}
    assert at.tls == {"ssl_ca_certs": "/etc/ca.crt", "ssl_cert_reqs": "required"}
    assert (RedisUrl.of(THREE).tls, RedisUrl.of("rediss://host/0?ssl_ca_certs=/ca").tls) == ({}, {})


def test_a_prefix_is_taken_out_of_what_celery_gets() -> None:
    """Whatever else the query says stays there."""
    at = RedisUrl.of("rediss://host/0?ssl_cert_reqs=none&global_keyprefix=office:&ssl_ca_certs=/ca")
    assert (at.prefix, at.servers) == ("office:", ("rediss://host/0?ssl_cert_reqs=none&ssl_ca_certs=%2Fca",))
    assert RedisUrl.of(f"{THREE}&global_keyprefix=a.").prefix == "a."


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("redis://127.0.0.1:1/0", False),
        ("redis://u:p@localhost/0", False),
        ("redis://[::1]:1/0", False),
        ("redis:///0", False),
        ("unix:///s?db=1", False),
        ("rediss://host/0", False),
        ("redis://host/0", True),
        ("redis://10.0.0.1/0?global_keyprefix=office:", True),
        (THREE, True),
        ("sentinel://127.0.0.1:1/0?master_name=plenum", True),
        (f"{THREE}&ssl_ca_certs=/etc/ca.crt", False),
    ],
)
def test_what_leaves_this_machine_without_tls_is_in_the_clear(url: str, told: bool) -> None:
    """Also by Sentinels of this machine, whose master may be elsewhere."""
    assert RedisUrl.of(url).in_the_clear is told


def test_nobody_is_shown_a_password() -> None:
    """Where it is, and no more."""
    assert RedisUrl.of(THREE).where == "a:26379/3, b:26379/3, c:1/3"
    assert RedisUrl.of("redis://u:p@host:1/2?x=p").where == "host:1/2"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sentinel://u:secret@a:1", "end it with ?master_name=NAME"),
        ("redis://u:secret@a:1/0?master_name=plenum", "goes with sentinel://"),
        ("redis://u:secret@a:1/0?global_keyprefix=office", "with one of the last four"),
        ("redis://u:secret@a:1/0?global_keyprefix=a*:", "at most 64 letters"),
        ("sentinel://u:secret@a:1/x?master_name=m", "a database is a number, not x"),
        ("sentinel://u:secret@a:1;redis://b:1?master_name=m", "which b:1 is not"),
        ("sentinel://u:secret@a:1?ssl_cert_reqs=required&master_name=m", "which a:1 is not"),
    ],
)
def test_what_cannot_be_is_refused_with_its_cure_and_without_the_password(url: str, words: str) -> None:
    """Each is one sentence."""
    with pytest.raises(ValueError, match=re.escape(words)) as refused:
        RedisUrl.of(url)
    assert "secret" not in str(refused.value)
