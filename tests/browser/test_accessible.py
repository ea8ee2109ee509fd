"""axe finds nothing, in both themes, at a desk and on a phone; nothing lies outside of a phone's screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from plenum.stack.info import StackInfo

from .conftest import DESK, PHONE, Open
from .midway import open_midway

VIEWS = {
    "home": ("/", "#recent"),
    "job": ("/jobs/{job}", ".waterfall"),
    "room": ("/jobs/{job}#office_8", "[role=tabpanel] .paper img"),
    "operations": ("/operations", ".checks"),
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page: Page) -> list[str]:
    """What axe finds, each with where."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]
    ]


def inside(page: Page) -> bool:
    """Whether nothing lies beside the screen, nor beside the room that is open."""
    wide = "(e) => e === null || e.scrollWidth <= e.clientWidth"
    return bool(
        page.evaluate(
            f"({wide})(document.documentElement) && ({wide})(document.querySelector('dialog[open]'))"
        )
    )


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(open_page: Open, job: str, view: str, size: tuple[int, int], theme: str) -> None:
    """By WCAG 2.2 AA and axe's own best practice."""
    path, seen = VIEWS[view]
    page = open_page(path.format(job=job), size, theme=theme)
    page.locator(seen).first.wait_for()
    assert violations(page) == []
    assert inside(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_floor_that_fills_is_as_well(
    open_page: Open, running: StackInfo, job: str, size: tuple[int, int], theme: str
) -> None:
    """Half done: rooms with some of their kinds, others that wait."""
    page = open_page("/", size, theme=theme)
    open_midway(page, running.gateway, job)
    assert violations(page) == []
    assert inside(page)


@pytest.mark.parametrize("tab", ["Candidates", "Rules", "Coverage"])
def test_a_rooms_tabs_are_as_well(open_page: Open, job: str, tab: str) -> None:
    """Those that are made when they are looked at."""
    page = open_page(f"/jobs/{job}#office_8")
    page.get_by_role("tab", name=tab).click()
    page.locator("[role=tabpanel]").locator("img, .evidence").first.wait_for()
    assert violations(page) == []


def test_what_becomes_of_a_job_is_said(open_page: Open, job: str) -> None:
    """In a region that a screen reader listens to."""
    page = open_page(f"/jobs/{job}")
    said = page.get_by_role("status").filter(has_text="is complete: 19 rooms")
    said.wait_for(state="attached")
