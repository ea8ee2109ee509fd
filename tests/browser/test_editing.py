"""A ceiling in hand: judged as one drags, completed around, kept as a version, chosen among alternatives."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from plenum.stack.info import StackInfo

from .conftest import DESK, PHONE, Open
from .test_accessible import violations

Tile = tuple[int, int]
ROOM = "office_8"
CENTRE = """([x, y]) => {
  const inside = document.querySelector(".board .room");
  const at = new DOMPoint((x + .5) * .6, (y + .5) * .6).matrixTransform(inside.getScreenCTM());
  return [at.x, at.y];
}"""


def room_of(gateway: str | None, job: str, revision: int = 0) -> dict[str, Any]:
    """The room as a version of the result has it."""
    found = httpx.get(f"{gateway}/v1/jobs/{job}/result.json", params={"revision": revision}).json()
    return next(room for room in found["rooms"] if room["room_id"] == ROOM)


def tiles(room: dict[str, Any], symbol: str) -> list[Tile]:
    """Where these are that Plenum placed."""
    there = {tuple(tile) for tile in room.get("existing", ())}
    return [
        (x, y)
        for y, row in enumerate(room["rows"])
        for x, char in enumerate(row)
        if char == symbol and (x, y) not in there
    ]


def free_near(room: dict[str, Any], tile: Tile) -> Tile:
    """An empty tile two along from it."""
    x, y = tile
    return next((x + d, y + 1) for d in (2, 1, 0) if room["rows"][y + 1][x + d] == ".")


def editing(page: Page) -> Locator:
    """The editor of the room, opened."""
    page.get_by_role("tab", name="Edit").click()
    board = page.locator(".board")
    board.wait_for()
    return board


def drag(page: Page, start: Tile, end: Tile, *, drop: bool = True) -> None:
    """From one tile to another, as a hand does."""
    (x0, y0), (x1, y1) = page.evaluate(CENTRE, list(start)), page.evaluate(CENTRE, list(end))
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
    page.mouse.move(x1, y1)
    if drop:
        page.mouse.up()


def changed(page: Page) -> Locator:
    """What is marked as another than before."""
    return page.locator(".board .changed")


@pytest.fixture
def own_job(running: StackInfo, job: str) -> str:
    """A job of one's own: the same building once more, for whoever keeps versions of it."""
    rooms = httpx.get(f"{running.gateway}/page/example.json").json()
    answer = httpx.post(f"{running.gateway}/v1/jobs", json=rooms, headers={"Prefer": "wait=30"}, timeout=60)
    return str(answer.json()["job_id"])


def leave(page: Page) -> None:
    """Out of the room, once a new version of it is there."""
    page.wait_for_load_state("networkidle")
    room = page.locator("dialog.room-view[open]")
    room.wait_for()
    for _ in range(20):
        page.keyboard.press("Escape")
        page.wait_for_timeout(250)
        if not room.count():
            return
    raise AssertionError("the room's view stays open")


def test_a_light_is_dragged_judged_taken_back_and_kept(
    open_page: Open, running: StackInfo, own_job: str
) -> None:
    """Rules are told before it is dropped; the rest is placed around it; the version counts as feedback."""
    room = room_of(running.gateway, own_job)
    light = tiles(room, "L")[0]
    to = free_near(room, light)
    page = open_page(f"/jobs/{own_job}#{ROOM}")
    editing(page)
    expect(page.get_by_role("button", name="Keep this version")).to_be_disabled()
    drag(page, light, to, drop=False)
    page.wait_for_function("() => document.querySelector('.editor').dataset.judgedMs")
    expect(page.locator(".broken-rules li.hard")).to_contain_text("Uniformity")
    page.mouse.up()
    page.get_by_role("button", name="Undo").click()
    expect(changed(page)).to_have_attribute("d", "")
    expect(page.locator(".broken-rules li.hard")).to_have_count(0)
    page.get_by_role("button", name="Redo").click()
    expect(page.locator(".broken-rules li.hard")).to_contain_text("Uniformity")
    page.get_by_role("button", name="Complete around my edits").click()
    expect(page.locator(".editor .note.fine")).to_contain_text("Placed around your edits")
    expect(page.locator(".broken-rules li.hard")).to_have_count(0)
    page.get_by_label("What it is about").fill("the desk moved")
    page.get_by_role("button", name="Keep this version").click()
    page.wait_for_url("**?revision=1*")
    kept = room_of(running.gateway, own_job, 1)
    assert kept["rows"][to[1]][to[0]] == "L"
    assert kept["rows"][light[1]][light[0]] == "."
    assert kept["status"] == "complete"
    (feedback,) = httpx.get(f"{running.gateway}/v1/jobs/{own_job}/feedback").json()
    assert (feedback["verdict"], feedback["comment"]) == ("edit", "the desk moved")
    leave(page)
    with page.expect_download() as taken:
        page.locator("summary", has_text="Download").click()
        page.locator("[data-format=csv]").click()
    assert taken.value.suggested_filename == "small_office.r1.csv"


def test_the_keyboard_adds_locks_blocks_and_takes_away(open_page: Open, running: StackInfo, job: str) -> None:
    """With a cursor on the tiles; what was there before Plenum is not taken away."""
    room = room_of(running.gateway, job)
    page = open_page(f"/jobs/{job}#{ROOM}")
    board = editing(page)
    light = tiles(room, "L")[0]
    board.focus()
    for key, times in (("ArrowRight", light[0]), ("ArrowUp", light[1])):
        for _ in range(times):
            page.keyboard.press(key)
    page.keyboard.press("k")
    expect(page.locator(".board .locked")).not_to_have_attribute("d", "")
    page.keyboard.press("Delete")
    expect(page.locator(".board .locked")).to_have_attribute("d", "")
    page.keyboard.press("d")
    expect(page.locator(".legend")).to_contain_text("1 smoke detector and 1 there before")
    page.keyboard.press("Control+z")
    page.keyboard.press("b")
    page.keyboard.press("b")
    expect(changed(page)).not_to_have_attribute("d", "")
    page.keyboard.press("l")
    expect(changed(page)).to_have_attribute("d", "")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(changed(page)).to_have_attribute("d", "")


def test_another_target_is_judged_and_layers_are_drawn(open_page: Open, job: str) -> None:
    """What is asked of the room changes its rules at once; layers say what they show."""
    page = open_page(f"/jobs/{job}#{ROOM}")
    editing(page)
    page.get_by_text("What the room asks for").click()
    page.get_by_label("Illuminance, lx").fill("2000")
    page.get_by_label("Illuminance, lx").press("Enter")
    expect(page.locator('.broken-rules [data-rule="LGT-1"]')).to_contain_text("2,000")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator('.broken-rules [data-rule="LGT-1"]')).to_have_count(0)
    for layer in ("Illuminance", "Contours", "Coverage", "Not covered", "Throws", "Pattern lines"):
        page.get_by_label(layer, exact=True).check()
    for drawn in (".band.contour", ".seen", ".throw", ".pattern"):
        page.locator(f".board {drawn}").first.wait_for(state="attached")
    expect(page.locator(".legend-line")).to_contain_text("asked 500 lx")
    page.get_by_text("Measure", exact=True).click()
    drag(page, (4, 4), (9, 4))
    expect(page.locator(".board .distances")).to_contain_text("3 m")


def test_an_alternative_is_compared_taken_and_taken_back(
    open_page: Open, running: StackInfo, own_job: str
) -> None:
    """For every room of the type; versions tell what differs, and the first one is restored."""
    page = open_page(f"/jobs/{own_job}#{ROOM}")
    page.get_by_role("tab", name="Alternatives").click()
    for figure in ("Mean illuminance", "Lighting power", "Uniformity", "Order"):
        expect(page.get_by_role("table", name="The alternatives compared")).to_contain_text(figure)
    expect(page.locator(".alternatives .candidate svg")).to_have_count(3)
    first = room_of(running.gateway, own_job)
    other = "dense" if str(first["selected_model"]).endswith("sparse") else "sparse"
    page.get_by_role("region", name=other).get_by_role("button", name="All: office enclosed").click()
    page.wait_for_url("**?revision=1*")
    assert room_of(running.gateway, own_job, 1)["selected_model"].endswith(other)
    leave(page)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".versions + div")).to_contain_text("Office 8")
    page.get_by_role("button", name="Restore").click()
    page.wait_for_url("**?revision=2*")
    assert room_of(running.gateway, own_job, 2)["rows"] == first["rows"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_is_for_everybody(open_page: Open, job: str, size: tuple[int, int], theme: str) -> None:
    """axe finds nothing in the editor with something changed, nor among the alternatives."""
    page = open_page(f"/jobs/{job}#{ROOM}", size, theme=theme)
    editing(page).focus()
    page.get_by_text("What the room asks for").click()
    page.keyboard.press("ArrowUp")
    assert violations(page) == []
    page.get_by_role("tab", name="Alternatives").click()
    page.get_by_role("table", name="The alternatives compared").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
