"""One room, large: its drawings, its candidates, its rules, and how one gets there and back."""

from __future__ import annotations

import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from plenum.stack.info import StackInfo

from .conftest import Open


def drawn(page: Page) -> None:
    """A drawing that has come and can be seen."""
    image = page.locator("[role=tabpanel] .paper img").first
    image.wait_for()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100


def test_a_room_opens_with_its_plan_light_coverage_and_rules(open_page: Open, job: str) -> None:
    """Each tab has what its name says."""
    page = open_page(f"/jobs/{job}")
    page.get_by_role("link", name="Laboratory 2").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("Laboratory 2")
    for tab in ("Plan", "Light", "Coverage"):
        dialog.get_by_role("tab", name=tab).click()
        drawn(page)
    dialog.get_by_role("tab", name="Rules").click()
    expect(dialog.locator(".evidence")).to_contain_text("SMK-1N")
    expect(dialog.locator(".legend")).to_contain_text("46 lights")


def test_candidates_stand_side_by_side(open_page: Open, job: str) -> None:
    """Three, one of them chosen, with the reason, their evidence, and their light."""
    page = open_page(f"/jobs/{job}#office_8")
    page.get_by_role("tab", name="Candidates").click()
    cards = page.locator(".candidate")
    expect(cards).to_have_count(3)
    expect(page.locator(".candidate.won")).to_have_count(1)
    expect(page.get_by_role("tabpanel")).to_contain_text("confidence")
    expect(page.locator("[role=tabpanel] .evidence")).to_contain_text("LGT-1")
    page.get_by_label("Illuminance", exact=True).check()
    expect(page.locator(".candidate .paper img")).to_have_count(3)
    drawn(page)


def test_the_keyboard_goes_from_room_to_room_and_back(open_page: Open, job: str) -> None:
    """Arrows on the floor, Enter opens, Escape closes and gives the focus back to the room; so does Back."""
    page = open_page(f"/jobs/{job}")
    page.locator('.room[data-room][tabindex="0"]').focus()
    before = page.evaluate("document.activeElement.dataset.room")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    there = page.evaluate("document.activeElement.dataset.room")
    assert there != before
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.url.endswith(f"#{there}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.room") == there
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.go_back()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_tabs_are_tabs(open_page: Open, job: str) -> None:
    """One of them is in the order of tabbing; arrows go on, and around."""
    page = open_page(f"/jobs/{job}#office_8")
    page.get_by_role("tab", name="Plan").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="Rules")).to_be_focused()
    expect(page.get_by_role("tab", selected=True)).to_have_text("Rules")
    assert page.locator('[role=tab][tabindex="0"]').count() == 1


def test_a_room_that_cannot_be_completed_says_why_and_what_would_help(
    open_page: Open, impossible: str
) -> None:
    """With the certificate, in the room and by its colour on the floor."""
    page = open_page(f"/jobs/{impossible}")
    room = page.locator('.room[data-room="narrow"]')
    expect(room).not_to_have_attribute("data-status", "complete")
    expect(page.locator('.room[data-room="well"]')).to_have_attribute("data-status", "complete")
    expect(page.get_by_role("list", name="Rooms by status").locator("li")).to_have_count(2)
    expect(page.get_by_role("list", name="Rooms by status")).to_contain_text("complete 1 room")
    page.get_by_label("not complete only").check()
    expect(page.locator(".rooms tbody tr")).to_have_count(1)
    page.locator(".rooms tbody a").click()
    note = page.get_by_role("dialog").locator(".note.bad")
    expect(note).to_contain_text("Why it is not complete")
    expect(note).to_contain_text("cannot hold")


@pytest.fixture(scope="module")
def impossible(running: StackInfo) -> str:
    """A job with a room too full for what it needs, beside one that is well."""
    rooms = [
        {"room_id": "narrow", "rows": ["##########", "#L.......#", "##########"], "ceiling_height_m": 9.0},
        {"room_id": "well", "rows": ["........"] * 6},
    ]
    content = {"schema": "plenum.building/1", "building_id": "hard", "rooms": rooms}
    answer = httpx.post(f"{running.gateway}/v1/jobs", json=content)
    return str(answer.json()["job_id"])
