"""The pictures of the page of a running Plenum: the README's three, and the film strip of one edit.

.venv/bin/python -m docs.film http://127.0.0.1:8000
"""

from __future__ import annotations

import base64
import shutil
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

import httpx2 as httpx
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.hand import ROOM, drag, editing, free_near, leave, room_of, tiles

PICTURES: Final = Path(__file__).parent / "pictures"
SIZE: Final = ViewportSize(width=1180, height=820)
FLOOR: Final = ViewportSize(width=1280, height=620)
ROOM_WINDOW: Final = ViewportSize(width=1280, height=800)
PHONE: Final = ViewportSize(width=390, height=800)
COMPARED: Final = "office_6"
"""A room whose candidates differ."""
STRIP: Final = """<style>
body {{ margin: 0; padding: 14px; font: 600 15px sans-serif }}
body {{ display: grid; grid-template-columns: 1fr 1fr; gap: 14px }}
figure {{ margin: 0 }} figcaption {{ padding: 2px 0 6px }}
img {{ width: 100%; border: 1px solid #aaa; border-radius: 4px }}
</style>{}"""


def film(page: Page, url: str, job: str) -> Iterator[str]:
    """Go through one edit; what is seen where it stops."""
    room = room_of(url, job)
    light = tiles(room, "L")[0]
    page.goto(f"/jobs/{job}")
    page.locator(".waterfall").wait_for()
    yield "The floor: a click opens a room"
    page.locator(f'.room[data-room="{ROOM}"]').click()
    editing(page)
    page.get_by_label("Illuminance", exact=True).check()
    page.locator(".band").first.wait_for(state="attached")
    yield "Edit, with the illuminance under the ceiling"
    drag(page, light, free_near(room, light), drop=False)
    page.locator(".broken-rules li.hard").first.wait_for()
    yield "A light is dragged: the rule that breaks says so at once"
    page.mouse.up()
    page.get_by_role("button", name="Complete around my edits").click()
    page.locator(".editor .note.fine").wait_for()
    page.wait_for_load_state("networkidle")
    yield "The rest is placed around it"
    page.get_by_label("What it is about").fill("the desk moved")
    page.get_by_role("button", name="Keep this version").click()
    page.wait_for_url("**?revision=1*")
    leave(page)
    page.get_by_role("button", name="Compare").click()
    page.locator(".versions + div tbody tr").first.wait_for()
    page.get_by_role("heading", name="Versions").scroll_into_view_if_needed()
    yield "Kept as a version, compared with the first"
    page.locator("summary", has_text="Download").click()
    with page.expect_download() as taken:
        page.locator("[data-format=pdf]").click()
    page.locator("summary", has_text="Download").click()
    page.locator("[data-format=pdf]").scroll_into_view_if_needed()
    yield f"Its files: {taken.value.suggested_filename}"


def views(browser: Browser, url: str, job: str) -> Iterator[tuple[str, bytes]]:
    """The floor, one room's candidates, and another's illuminance on a phone."""
    page = browser.new_page(base_url=url, viewport=FLOOR, reduced_motion="reduce")
    page.goto(f"/jobs/{job}")
    page.locator(".waterfall").wait_for()
    page.get_by_role("heading", level=1).evaluate("it => window.scrollTo(0, it.offsetTop - 16)")
    yield "page_floor.png", page.screenshot()
    page.set_viewport_size(ROOM_WINDOW)
    page.goto(f"/jobs/{job}#{COMPARED}")
    page.get_by_role("tab", name="Candidates").click()
    page.get_by_label("Illuminance", exact=True).check()
    page.locator(".candidate .paper img").nth(2).wait_for()
    page.wait_for_load_state("networkidle")
    yield "page_candidates.png", page.screenshot()
    phone = browser.new_page(base_url=url, viewport=PHONE, reduced_motion="reduce", color_scheme="dark")
    phone.goto(f"/jobs/{job}#laboratory_2")
    phone.get_by_role("tab", name="Light").click()
    phone.locator("[role=tabpanel] img").wait_for()
    phone.wait_for_load_state("networkidle")
    yield "page_phone.png", phone.screenshot()


def strip(browser: Browser, frames: list[tuple[str, bytes]]) -> bytes:
    """All of it as one picture."""
    figures = (
        f"<figure><figcaption>{n} · {escape(words)}</figcaption>"
        f'<img src="data:image/png;base64,{base64.b64encode(shot).decode()}"></figure>'
        for n, (words, shot) in enumerate(frames, 1)
    )
    page = browser.new_page(viewport={"width": 1240, "height": 100})
    page.set_content(STRIP.format("".join(figures)))
    return page.screenshot(full_page=True, type="jpeg", quality=72)


def main(url: str) -> None:
    """Place the example, look at it, edit a room of it, and keep what was seen."""
    building = httpx.get(f"{url}/page/example.json").json()
    # The first job of a stack that has just started waits for its workers' libraries.
    for _ in range(2):
        placed = httpx.post(f"{url}/v1/jobs", json=building, headers={"Prefer": "wait=30"}, timeout=60)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        # As root Chromium's own sandbox cannot be set up; it shows nothing but this Plenum's page.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        job = placed.json()["job_id"]
        taken = dict(views(browser, url, job))
        page = browser.new_page(base_url=url, viewport=SIZE, reduced_motion="reduce")
        frames = [(words, page.screenshot()) for words in film(page, url, job)]
        taken["page_edit.jpg"] = strip(browser, frames)
        browser.close()
    for name, picture in taken.items():
        (PICTURES / name).write_bytes(picture)
        print(f"{name}: {len(picture) // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1])
