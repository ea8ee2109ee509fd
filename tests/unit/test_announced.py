"""Which of the two announcements of the services holds: the wheel's or the checkout's."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

from plenum import announced


def test_in_a_checkout_the_services_are_those_of_its_folder() -> None:
    """Both are announced; the wheel's package is not there."""
    assert len(entry_points(group=announced.GROUP)) == 2
    assert announced.services_package() == "services"


def test_a_strangers_services_beside_the_wheel_are_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`services` is a name that anybody may use; where the wheel's package is there, it counts."""
    for package in ("plenum_services", "services"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert announced.services_package() == "plenum_services"


def test_where_nothing_is_installed_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package on the path alone has no entry points, or leads nowhere."""
    gone = EntryPoint("installed", "not_there_at_all.stages:GRAPH", announced.GROUP)
    monkeypatch.setattr(announced, "_announced", lambda: (gone,))
    with pytest.raises(LookupError, match="make setup"):
        announced.services_package()
