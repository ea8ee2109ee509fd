"""A DAG run's job: which id and key it has, and what is said of a Redis that is away."""

from __future__ import annotations

import socket

import pytest

from dags.plenum_job.asked import asked
from dags.plenum_job.submission import PlenumAwayError, Run, answer, application, submit

WISH = asked({"grid": {"grid_id": "g"}}, {})


@pytest.fixture
def nobody() -> str:
    """The address of a Redis that is not there, with a password that nobody is to read."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"redis://submit:hidden@127.0.0.1:{server.getsockname()[1]}/0"


def test_a_run_has_one_key_whoever_asks_again() -> None:
    """Another run, another DAG and another Airflow over the same Plenum have another one."""
    runs = [Run("a", "d", "r"), Run("b", "d", "r"), Run("a", "e", "r"), Run("a", "d", "s")]
    assert Run("a", "d", "r").key == runs[0].key
    assert len({run.key for run in runs}) == 4
    assert all(len(run.key) < 200 for run in [*runs, Run("a", "d", "r" * 250)])


def test_a_redis_that_is_away_is_named_without_its_password(nobody: str) -> None:
    """So that another try may come; nothing hangs."""
    app = application(nobody)
    for call in (lambda: submit(app, Run("a", "d", "r"), WISH, {}), lambda: answer(app, "j")):
        with pytest.raises(PlenumAwayError, match=r"127\.0\.0\.1:\d+ does not do it") as raised:
            call()
        assert "hidden" not in str(raised.value)


def test_what_the_address_says_for_celery_is_told_beside_the_url() -> None:
    """Sentinels' master and a prefix, to broker and results alike; all else stays in the URL."""
    conf = application("sentinel://a:1/0;sentinel://b:2/0?master_name=m&global_keyprefix=x:").conf
    assert conf.broker_url == conf.result_backend == "sentinel://a:1/0;sentinel://b:2/0"
    for told in (conf.broker_transport_options, conf.result_backend_transport_options):
        assert (told["master_name"], told["global_keyprefix"]) == ("m", "x:")
    secured = "sentinel://u:p@a:1/0?master_name=m&sentinel_password=s&ssl_ca_certs=/ca"
    conf = application(secured).conf
    assert conf.broker_url == "sentinel://u:p@a:1/0"
    asked = conf.result_backend_transport_options["sentinel_kwargs"]
    assert (asked["ssl"], asked["ssl_ca_certs"], asked["password"]) == (True, "/ca", "s")
    assert conf.broker_use_ssl == conf.redis_backend_use_ssl
    assert conf.broker_use_ssl == {"ssl_ca_certs": "/ca", "ssl_cert_reqs": "required"}
    plain = application("redis://a:1/0?socket_timeout=3").conf
    assert (plain.broker_url, plain.result_backend_transport_options) == (
        "redis://a:1/0?socket_timeout=3",
        {},
    )
