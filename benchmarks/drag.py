"""How long a designer waits while dragging, from the pointer to the evidence on the page of a running Plenum.

    python -m benchmarks.drag http://127.0.0.1:8000

A room of 20 × 20 and one of 60 × 60 tiles are completed; then a light goes from tile to tile, and each
place is judged: by `/v1/verify` alone, and in the editor of a headless Chromium, up to the rules drawn
anew. Last, the rest is placed around where the light was left. Printed are medians and the slowest, wall
time in ms: a quiet machine's, or another's.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from typing import Any, Final

import httpx2 as httpx
from playwright.sync_api import Page, sync_playwright

SIDES: Final = (20, 60)
PLACES: Final = 40
Tile = tuple[int, int]
DRAG: Final = """async ({ from, places }) => {
  const [board, editor] = [".board", ".editor"].map((name) => document.querySelector(name));
  const inside = board.querySelector(".room");
  board.setPointerCapture = () => {};
  const point = (type, [x, y]) => {
    const centre = new DOMPoint((x + .5) * .6, (y + .5) * .6);
    const at = centre.matrixTransform(inside.getScreenCTM());
    board.dispatchEvent(new PointerEvent(type, { clientX: at.x, clientY: at.y, bubbles: true }));
  };
  const judged = () => new Promise((done) => {
    const watch = new MutationObserver(() => (watch.disconnect(), done()));
    watch.observe(editor, { attributeFilter: ["data-judged-ms"] });
  });
  point("pointerdown", from);
  const took = [];
  for (const tile of places) {
    const answer = judged();
    const began = performance.now();
    point("pointermove", tile);
    await answer;
    took.push(performance.now() - began);
  }
  point("pointerup", places.at(-1));
  return took;
}"""


def completed(http: httpx.Client, side: int) -> dict[str, Any]:
    """A completed room of that many tiles along each side."""
    room = {"room_id": "r", "room_type": "office_open", "rows": ["." * side] * side}
    building = {"schema": "plenum.building/1", "building_id": "drag", "rooms": [room]}
    answer = http.post("/v1/jobs", json=building, headers={"Prefer": "wait=30"})
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def way(room: dict[str, Any]) -> tuple[Tile, list[Tile]]:
    """The room's first light, and the empty tiles that it goes to."""
    rows = room["rows"]
    light = next((row.index("L"), y) for y, row in enumerate(rows) if "L" in row)
    empty = [(x, y) for y, row in enumerate(rows) for x, char in enumerate(row) if char == "."]
    return light, empty[:: max(1, len(empty) // PLACES)][:PLACES]


def moved(result: dict[str, Any], light: Tile, to: Tile) -> dict[str, Any]:
    """The result with the light on another tile."""
    (room,) = result["rooms"]
    grid = [list(row) for row in room["rows"]]
    grid[light[1]][light[0]], grid[to[1]][to[0]] = ".", "L"
    return {**result, "rooms": [{**room, "rows": ["".join(row) for row in grid], "flows": []}]}


def verified_ms(http: httpx.Client, result: dict[str, Any]) -> list[float]:
    """What `/v1/verify` takes for each place."""
    light, places = way(result["rooms"][0])
    took_ms = []
    for to in places:
        began = time.perf_counter()
        http.post("/v1/verify", json=moved(result, light, to)).raise_for_status()
        took_ms.append((time.perf_counter() - began) * 1000)
    return took_ms


def seen_ms(page: Page, result: dict[str, Any]) -> tuple[list[float], str]:
    """From the pointer to the evidence for each place; what the page says once the rest was placed anew."""
    light, places = way(result["rooms"][0])
    page.goto(f"/jobs/{result['job_id']}#r")
    page.get_by_role("tab", name="Edit").click()
    page.locator(".board").wait_for()
    took_ms: list[float] = page.evaluate(DRAG, {"from": light, "places": places})
    page.get_by_role("button", name="Complete around my edits").click()
    said = page.locator(".editor > .note")
    said.wait_for()
    return took_ms, said.inner_text()


def told(took_ms: list[float]) -> str:
    """In words."""
    return f"median {statistics.median(took_ms):.0f} ms, slowest {max(took_ms):.0f} ms"


def main(url: str) -> None:
    """Print what is seen of each size."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with httpx.Client(base_url=url, timeout=60) as http, sync_playwright() as playwright:
        # As root Chromium's own sandbox cannot be set up; it shows nothing but this Plenum's page.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for side in SIDES:
            result = completed(http, side)
            page = browser.new_page(base_url=url)
            print(f"{side} × {side}: verify {told(verified_ms(http, result))}")
            took_ms, said = seen_ms(page, result)
            print(f"{side} × {side}: pointer to evidence {told(took_ms)}. {said}")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
