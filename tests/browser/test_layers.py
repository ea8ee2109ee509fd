"""What lies over a plan: each layer by pointer, finger and keyboard, with figures; distances; measuring."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from plenum.stack.info import StackInfo

from .conftest import DESK, PHONE, Open
from .hand import Pointer, centre, drag, editing, room_of, tiles

ROOM = "laboratory_2"
DRAWN = {
    "Illuminance": ".band:not([fill=none])",
    "Contours": ".band.contour",
    "Coverage": ".seen",
    "Not covered": ".open",
    "Throws": ".throw",
    "Pattern lines": ".pattern",
    "Grid": ".joints",
    "What was there": ".was-there",
}
"""What a layer draws on the board."""
ON_AT_FIRST = ("Grid", "What was there")


def by_click(_page: Page, layer: Locator) -> None:
    """With a mouse."""
    layer.click()


def by_tap(_page: Page, layer: Locator) -> None:
    """With a finger."""
    layer.tap()


def by_key(page: Page, layer: Locator) -> None:
    """With the space bar."""
    layer.focus()
    page.keyboard.press("Space")


@pytest.mark.parametrize(
    ("switched", "size"), [(by_click, DESK), (by_tap, PHONE), (by_key, DESK)], ids=["click", "tap", "key"]
)
def test_each_layer_is_shown_and_hidden(
    open_page: Open, job: str, switched: object, size: tuple[int, int]
) -> None:
    """It draws while it is on, and nothing while it is off."""
    page = open_page(f"/jobs/{job}#{ROOM}", size, has_touch=switched is by_tap)
    editing(page)
    assert callable(switched)
    for name, drawn in DRAWN.items():
        layer, marks = page.get_by_label(name, exact=True), page.locator(f".board {drawn}:not([d=''])")
        if name not in ON_AT_FIRST:
            expect(marks).to_have_count(0)
            switched(page, layer)
        if name not in ("Not covered", "What was there"):
            marks.first.wait_for(state="attached")
        switched(page, layer)
        expect(marks).to_have_count(0)


def test_layers_say_what_they_show_and_follow_what_one_does(
    open_page: Open, running: StackInfo, job: str
) -> None:
    """Without one of its detectors a part of the floor is not covered, and how far it is to it is told."""
    detector = tiles(room_of(running.gateway, job, room_id=ROOM), "D")[0]
    page = open_page(f"/jobs/{job}#{ROOM}")
    editing(page)
    for name in ("Illuminance", "Not covered", "Throws"):
        page.get_by_label(name, exact=True).check()
    said = page.locator(".legend-line")
    expect(said).to_contain_text("asked 500 lx")
    expect(said).to_contain_text("6.4 m allowed")
    expect(said).to_contain_text("throws of up to")
    expect(page.locator(".board .open")).to_have_attribute("d", "")
    Pointer(page).use(".", detector)
    expect(page.locator(".board .open")).not_to_have_attribute("d", "")
    far = page.locator('.broken-rules [data-rule="SMK-1N"]')
    expect(far).to_contain_text("To nearest detector")
    expect(far).to_contain_text("≤ 6.4")
    expect(page.locator(".board .broken")).not_to_have_attribute("d", "")
    expect(page.locator(".board .named")).to_have_text("To nearest detector")


def test_distances_are_measured(open_page: Open, running: StackInfo, job: str) -> None:
    """From what one looks at to what is next; with the measure from tile to tile."""
    light = tiles(room_of(running.gateway, job, room_id=ROOM), "L")[0]
    page = open_page(f"/jobs/{job}#{ROOM}")
    editing(page)
    page.mouse.click(*centre(page, light))
    expect(page.locator(".board .distances text")).to_have_count(4)
    page.get_by_text("Measure", exact=True).click()
    drag(page, (4, 4), (9, 4))
    expect(page.locator(".board .distances")).to_have_text("3 m")
