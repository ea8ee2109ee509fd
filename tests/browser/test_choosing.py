"""The light alternatives side by side, compared, and taken for a room, all of its type, or its storey."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from plenum.stack.info import StackInfo

from .conftest import DESK, PHONE, Open
from .hand import leave, result_of, room_of
from .test_accessible import inside, violations

ROOM = "office_6"
"""Whose alternatives differ."""
FIGURES = ("lights", "smoke detectors", "Mean illuminance", "Lighting power", "Uniformity", "Order")
SCOPES = {
    "This room": lambda room: room["room_id"] == ROOM,
    "All: office enclosed": lambda room: room["room_type"] == "office_enclosed",
    "Storey Level 1": lambda _room: True,
}


@pytest.mark.parametrize("scope", SCOPES)
def test_an_alternative_is_compared_and_taken(
    open_page: Open, running: StackInfo, own_job: str, scope: str
) -> None:
    """Those rooms have it where its lights hold a layout, and no other room is another."""
    before = result_of(running.gateway, own_job)["rooms"]
    page = open_page(f"/jobs/{own_job}#{ROOM}")
    page.get_by_role("tab", name="Alternatives").click()
    table = page.get_by_role("table", name="The alternatives compared")
    for figure in FIGURES:
        expect(table).to_contain_text(figure)
    expect(page.locator(".alternatives .candidate svg")).to_have_count(3)
    first = room_of(running.gateway, own_job, room_id=ROOM)
    other = "dense" if str(first["selected_model"]).endswith("sparse") else "sparse"
    card = page.get_by_role("region", name=other)
    expect(card.locator("path.changed")).to_have_count(1)
    expect(card.locator("h3")).to_contain_text("tiles differ")
    card.get_by_role("button", name=scope).click()
    page.wait_for_url("**?revision=1*")
    after = result_of(running.gateway, own_job, 1)["rooms"]
    assert room_of(running.gateway, own_job, 1, ROOM)["selected_model"].endswith(other)
    for was, now in zip(before, after, strict=True):
        if not SCOPES[scope](was):
            assert now == was
    of_it = [now for now in after if SCOPES[scope](now)]
    assert sum(now["selected_model"].endswith(other) for now in of_it) > len(of_it) / 2


def test_the_first_version_is_compared_and_restored(
    open_page: Open, running: StackInfo, own_job: str
) -> None:
    """Versions tell what differs, room by room; what was is the next version."""
    page = open_page(f"/jobs/{own_job}#{ROOM}")
    first = room_of(running.gateway, own_job, room_id=ROOM)
    other = "dense" if str(first["selected_model"]).endswith("sparse") else "sparse"
    page.get_by_role("tab", name="Alternatives").click()
    page.get_by_role("region", name=other).get_by_role("button", name="This room").click()
    page.wait_for_url("**?revision=1*")
    leave(page)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".versions + div tbody tr")).to_have_count(1)
    expect(page.locator(".versions + div")).to_contain_text("Office 6")
    page.get_by_role("button", name="Restore").click()
    page.wait_for_url("**?revision=2*")
    assert room_of(running.gateway, own_job, 2, ROOM)["rows"] == first["rows"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_is_for_everybody(open_page: Open, job: str, size: tuple[int, int], theme: str) -> None:
    """axe finds nothing among the alternatives."""
    page = open_page(f"/jobs/{job}#{ROOM}", size, theme=theme)
    page.get_by_role("tab", name="Alternatives").click()
    page.get_by_role("table", name="The alternatives compared").wait_for()
    assert violations(page) == []
    assert inside(page)
