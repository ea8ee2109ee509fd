"""What a client refuses before it asks anybody."""

from __future__ import annotations

import pytest

from plenum.client import Client
from plenum.client.client import client_app, replacing
from plenum.files.errors import InvalidBuilding
from plenum.settings import WrongSettingError
from tests.support.buildings import building


def test_an_address_that_is_none_is_refused_without_its_password() -> None:
    """The URL may hold a secret: the error says what an address looks like instead."""
    with pytest.raises(WrongSettingError, match="write redis://HOST:PORT/0") as caught:
        Client("http://user:secret@localhost")
    assert "secret" not in str(caught.value)


def test_a_clients_app_reads_and_writes_json_alone() -> None:
    """What comes back from Redis is never unpickled."""
    conf = client_app("redis://localhost:1/0").conf
    assert (conf.task_serializer, conf.result_serializer) == ("json", "json")
    assert list(conf.accept_content) == ["json"]


def test_an_earlier_result_of_another_building_is_refused() -> None:
    """Before anything is submitted."""
    with pytest.raises(InvalidBuilding):
        replacing(building(1), {"schema": "plenum.completed/1"}, {})


def test_the_readers_options_are_used_up_and_the_others_go_on() -> None:
    """The building is read here, so that its options must not be applied twice."""
    with pytest.raises(InvalidBuilding):
        replacing(building(1), {}, {"options": {"code": "no code"}})
