"""Settings: what is impossible is refused with the variable's name."""

from __future__ import annotations

import pytest

from plenum.client import Client
from plenum.settings import (
    MUST_AGREE,
    SHOULD_AGREE,
    Settings,
    WrongSettingError,
    settings,
    variable,
    verified,
)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"HEARTBEAT_S": "3"}, ["PLENUM_HEARTBEAT_S=3", "PLENUM_LIFETIME_S=4", "above 6"]),
        ({"HEARTBEAT_S": "2"}, ["taken for dead"]),
        ({"ROOM_LIMIT_S": "200"}, ["PLENUM_ROOM_LIMIT_S=200", "PLENUM_BATCH_LIMIT_S=180"]),
        ({"JOIN_DEADLINE_S": "180"}, ["PLENUM_JOIN_DEADLINE_S=180", "PLENUM_BATCH_LIMIT_S=180"]),
        ({"SWEEP_S": "5"}, ["PLENUM_SWEEP_S=5", "2.5"]),
        ({"LIFETIME_S": "inf"}, ["PLENUM_LIFETIME_S=inf", "finite"]),
        ({"REDIS_TLS": "always"}, ["PLENUM_REDIS_TLS=always", "demand"]),
        ({"KEEP_S": "a day"}, ["PLENUM_KEEP_S=a day", "integer"]),
    ],
)
def test_impossible_settings_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], words: list[str]
) -> None:
    """Both variables of an impossible pair, both values, and what would do."""
    for name, value in values.items():
        monkeypatch.setenv(f"PLENUM_{name}", value)
    settings.cache_clear()
    with pytest.raises(WrongSettingError) as refused:
        settings()
    assert all(word in str(refused.value) for word in words), str(refused.value)


def test_the_defaults_work_together_and_so_do_shorter_ones() -> None:
    """What the pages and the fault tests use."""
    Settings()
    Settings(heartbeat_s=0.2, lifetime_s=1, room_limit_s=3, join_deadline_s=6, batch_limit_s=10)


def test_what_workers_must_share_are_settings() -> None:
    """Each name is a field, in one group alone."""
    assert set(MUST_AGREE) | set(SHOULD_AGREE) < set(Settings.model_fields)
    assert not set(MUST_AGREE) & set(SHOULD_AGREE)
    assert variable("keep_s") == "PLENUM_KEEP_S"


def test_where_tls_is_demanded_nobody_speaks_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a service nor a client; the address is told without its password, and the cure."""
    monkeypatch.setenv("PLENUM_REDIS_TLS", "demand")
    for url in ("redis://127.0.0.1:6379/0", "rediss://u:p@host/0"):
        assert Settings(redis_url=url).redis_url == verified(url)
    monkeypatch.setenv("PLENUM_REDIS_URL", "redis://u:secret@host:1/0")
    settings.cache_clear()
    with pytest.raises(
        WrongSettingError, match=r"PLENUM_REDIS_URL: redis at host:1/0 is .*rediss://"
    ) as refused:
        settings()
    assert "secret" not in str(refused.value)
    with pytest.raises(
        WrongSettingError, match=r"^Redis at host:1/0 is reached in the clear.*rediss://[^;]*$"
    ):
        Client("redis://u:secret@host:1/0")


@pytest.mark.parametrize("value", ["Demand", "required", ""])
def test_a_demand_of_tls_that_is_misspelt_is_none_to_anybody(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """A client has no settings of its own: it refuses what a service would, and tells the values."""
    monkeypatch.setenv("PLENUM_REDIS_TLS", value)
    settings.cache_clear()
    with pytest.raises(WrongSettingError, match=rf"^PLENUM_REDIS_TLS={value}: [^;]*$"):
        settings()
    with pytest.raises(WrongSettingError, match=rf"^PLENUM_REDIS_TLS={value}: .* warn, demand or ignore$"):
        Client("redis://host:1/0")


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
        ("rediss://u:p@host/0", "rediss://u:p@host/0?ssl_cert_reqs=required"),
        ("rediss://host/0?ssl_ca_certs=/ca", "rediss://host/0?ssl_ca_certs=/ca&ssl_cert_reqs=required"),
        ("rediss://host/0?ssl_cert_reqs=optional", "rediss://host/0?ssl_cert_reqs=optional"),
    ],
)
def test_a_redis_with_tls_is_verified_unless_told_otherwise(given: str, made: str) -> None:
    """Without the parameter Celery would not start, and with another default it would trust anybody."""
    assert Settings(redis_url=given).redis_url == made
