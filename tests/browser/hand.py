"""A ceiling taken in hand three ways: by a pointer, by a finger, by the keyboard alone."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

import httpx2 as httpx
from playwright.sync_api import Locator, Page

from tests.support.waiting import HANGS_S, eventually

Tile = tuple[int, int]
ROOM = "office_8"
TOOLS = {"lock": "Lock", "#": "Block", ".": "Take away", "L": "Add light", "D": "Add smoke detector"}
KEYS = {"lock": "k", "#": "b", ".": "Delete", "L": "l", "D": "d"}
CENTRE = """([x, y]) => {
  const board = document.querySelector(".board");
  board.scrollIntoView({ block: "center" });
  const inside = board.querySelector(".room").getScreenCTM();
  const at = new DOMPoint((x + .5) * .6, (y + .5) * .6).matrixTransform(inside);
  return [at.x, at.y];
}"""


class Hand(Protocol):
    """What does things to the ceiling."""

    def use(self, tool: str, tile: Tile) -> None:
        """A symbol, `lock`, or `.` and `#` for taking away and blocking, on a tile."""

    def move(self, start: Tile, end: Tile) -> None:
        """What hangs on one tile to another."""

    def press(self, name: str) -> None:
        """A button by its name."""


class Pointer:
    """A mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def use(self, tool: str, tile: Tile) -> None:
        """By the tool, then the tile."""
        self.page.get_by_title(TOOLS[tool], exact=True).click()
        self.page.mouse.click(*centre(self.page, tile))

    def move(self, start: Tile, end: Tile) -> None:
        """By dragging."""
        self.page.get_by_title("Move", exact=True).click()
        drag(self.page, start, end)

    def press(self, name: str) -> None:
        """By a click."""
        self.page.get_by_role("button", name=name).click()


class Finger:
    """One finger on a screen, as the browser hears of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.screen = page.context.new_cdp_session(page)

    def use(self, tool: str, tile: Tile) -> None:
        """By the tool, then the tile."""
        assert eventually(partial(self._takes, self.page.get_by_title(TOOLS[tool], exact=True)))
        self.page.touchscreen.tap(*centre(self.page, tile))

    def move(self, start: Tile, end: Tile) -> None:
        """By dragging."""
        self.page.get_by_title("Move", exact=True).tap()
        (x0, y0), (x1, y1) = centre(self.page, start), centre(self.page, end)
        self._touch("touchStart", x0, y0)
        self._touch("touchMove", (x0 + x1) / 2, (y0 + y1) / 2)
        self._touch("touchMove", x1, y1)
        self._touch("touchEnd")

    def press(self, name: str) -> None:
        """By a tap."""
        self.page.get_by_role("button", name=name).tap()

    def _takes(self, tool: Locator) -> bool:
        """The first tap after a drag may do no more than stop what the drag set in motion."""
        tool.tap()
        return tool.locator("input").is_checked()

    def _touch(self, kind: str, *at: float) -> None:
        points = [dict(zip("xy", at, strict=True))] if at else []
        told = {"type": kind, "touchPoints": points}
        self.screen.send("Input.dispatchTouchEvent", told, timeout=HANGS_S * 1000)


class Keys:
    """The keyboard; its cursor begins on the first tile."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.at = (0, 0)
        page.locator(".board").focus()

    def use(self, tool: str, tile: Tile) -> None:
        """By its key, with the cursor on the tile."""
        self._go(tile)
        self.page.keyboard.press(KEYS[tool])

    def move(self, start: Tile, end: Tile) -> None:
        """Picked up and put down."""
        self._go(start)
        self.page.keyboard.press("Enter")
        self._go(end)
        self.page.keyboard.press("Enter")

    def press(self, name: str) -> None:
        """Undo and Redo by their keys, others by Enter."""
        known = {"Undo": "Control+z", "Redo": "Control+y"}.get(name)
        if known:
            self.page.locator(".board").press(known)
        else:
            self.page.get_by_role("button", name=name).press("Enter")

    def _go(self, tile: Tile) -> None:
        self.page.locator(".board").focus()
        for n, (low, high) in enumerate((("ArrowLeft", "ArrowRight"), ("ArrowDown", "ArrowUp"))):
            by = tile[n] - self.at[n]
            for _ in range(abs(by)):
                self.page.keyboard.press(high if by > 0 else low)
        self.at = tile


def centre(page: Page, tile: Tile) -> tuple[float, float]:
    """Where a tile's centre is on the screen, once it is there."""
    x, y = page.evaluate(CENTRE, list(tile))
    return x, y


def drag(page: Page, start: Tile, end: Tile, *, drop: bool = True) -> None:
    """From one tile to another with a mouse."""
    (x0, y0), (x1, y1) = centre(page, start), centre(page, end)
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
    page.mouse.move(x1, y1)
    if drop:
        page.mouse.up()


def editing(page: Page) -> Locator:
    """The editor of the room, opened."""
    page.get_by_role("tab", name="Edit").click()
    board = page.locator(".board")
    board.wait_for()
    return board


def changed(page: Page) -> Locator:
    """What is marked as another than before."""
    return page.locator(".board .changed")


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


def result_of(gateway: str | None, job: str, revision: int = 0) -> dict[str, Any]:
    """The building as a version has it."""
    answer = httpx.get(f"{gateway}/v1/jobs/{job}/result.json", params={"revision": revision}, timeout=60)
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def room_of(gateway: str | None, job: str, revision: int = 0, room_id: str = ROOM) -> dict[str, Any]:
    """A room as a version has it."""
    rooms = result_of(gateway, job, revision)["rooms"]
    return next(room for room in rooms if room["room_id"] == room_id)


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


def put(rows: list[str], tile: Tile, symbol: str) -> list[str]:
    """The rows with another symbol on one tile."""
    x, y = tile
    return [f"{row[:x]}{symbol}{row[x + 1 :]}" if at == y else row for at, row in enumerate(rows)]
