"""The page in the reader's language and units: German as the browser asks, feet as one likes."""

from __future__ import annotations

import re

import httpx2 as httpx
from playwright.sync_api import expect

from plenum.stack.info import StackInfo
from tests.support.gateway import WAITING
from tests.support.waiting import HANGS_S

from .conftest import PHONE, Open
from .hand import ROOM, editing
from .test_accessible import inside, violations


def test_a_german_browser_has_it_all_in_german(open_page: Open, job: str) -> None:
    """Rules and what they say, statuses, types, tools, what is broken; and one may choose English."""
    page = open_page(f"/jobs/{job}", locale="de-DE")
    expect(page.locator(".facts .status")).to_have_text("fertig")
    page.locator('.rooms a[href="#office_8"]').click()
    room = page.get_by_role("dialog")
    expect(room).to_contain_text("Einzelbüro")
    room.get_by_role("tab", name="Regeln").click()
    rules = room.get_by_role("table", name="Nachweise")
    expect(rules).to_contain_text("Mittlere Beleuchtungsstärke")
    expect(rules).to_contain_text(re.compile(r"Kachel \(\d+, \d+\)"))
    expect(rules).to_contain_text("3,4 Personen")
    room.get_by_role("tab", name="Bearbeiten").click()
    expect(room.locator(".broken-rules")).to_contain_text("Leuchten zu Wänden")
    expect(room.get_by_text("Rauchmelder hinzufügen")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert inside(page)
    page.keyboard.press("Escape")
    page.get_by_label("Sprache").select_option("en")
    expect(page.locator(".facts .status")).to_have_text("done")


def test_figures_come_in_feet_and_foot_candles(open_page: Open, job: str) -> None:
    """Kept for the next time; the limits with them."""
    page = open_page(f"/jobs/{job}")
    page.get_by_label("Units").select_option("imperial")
    page.locator("#placed").wait_for()
    page.locator('.rooms a[href="#office_8"]').click()
    editing(page)
    figures = page.locator(".measured")
    expect(figures).to_contain_text("≥ 46.5")
    expect(figures).to_contain_text("fc")
    expect(page.get_by_role("dialog")).to_contain_text("9.19 ft")
    page.get_by_role("dialog").get_by_role("tab", name="Rules").click()
    rules = page.get_by_role("dialog").get_by_role("table", name="Evidence")
    expect(rules).to_contain_text(re.compile(r"supplied [\d.]+ cfm"))
    expect(rules).not_to_contain_text("L/s")
    page.reload()
    expect(page.get_by_role("dialog")).to_contain_text("9.19 ft")
    assert ROOM in page.url


def test_a_miss_does_not_look_like_its_limit(open_page: Open, job: str) -> None:
    """In feet three digits hide what a tenth of a lux decides: one more is shown, in words too."""
    page = open_page(f"/jobs/{job}")
    page.get_by_label("Units").select_option("imperial")
    page.locator("#placed").wait_for()
    said = """async (passed) => {
        const [words, i18n] = await Promise.all([import("/page/words.js"), import("/page/i18n.js")]);
        const entry = { value: 510.1, limit: 510.3, unit: "lx", passed };
        const told = i18n.told("510.1 lx, limit 510.3");
        return [words.measured(entry), words.limit(entry, { sense: "at least" }), told];
    }"""
    assert page.evaluate(said, False) == ["47.39 fc", "≥ 47.41", "47.39 fc, limit 47.41"]
    assert page.evaluate(said, True)[:2] == ["47.4 fc", "≥ 47.4"]


def test_a_building_in_feet_is_shown_in_feet_until_one_chooses(open_page: Open, running: StackInfo) -> None:
    """Its plans and sentences too; the reader's choice outranks it, and can be given up again."""
    building = httpx.get(f"{running.gateway}/page/example.json").json()
    building["settings"] = {**building.get("settings", {}), "units": "imperial"}
    asked = {"json": building, "headers": WAITING, "timeout": HANGS_S}
    job = httpx.post(f"{running.gateway}/v1/jobs", **asked).json()["job_id"]
    page = open_page(f"/jobs/{job}#office_8")
    room, units = page.get_by_role("dialog"), page.get_by_label("Units")
    expect(units).to_have_value("building")
    expect(room).to_contain_text("9.19 ft")
    expect(room.locator(".paper img")).to_have_attribute("src", re.compile("%20ft%3C"))
    for choice, height in (("metric", "2.8 m"), ("building", "9.19 ft")):
        page.keyboard.press("Escape")
        units.select_option(choice)
        page.locator('.rooms a[href="#office_8"]').click()
        expect(room).to_contain_text(height)
