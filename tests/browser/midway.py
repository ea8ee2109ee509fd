"""A job that stays half done for whoever looks at it: its own events as far as their middle, and no end."""

from __future__ import annotations

import json
from typing import Any

import httpx2 as httpx
from playwright.sync_api import Page

_HELD = """
(events => {
  const fetched = window.fetch;
  const start = stream => stream.enqueue(new TextEncoder().encode(events));
  window.fetch = (path, options) => String(path).endsWith("/events")
    ? Promise.resolve(new Response(new ReadableStream({ start })))
    : fetched(path, options);
})
"""


def open_midway(page: Page, gateway: str, job: str) -> None:
    """The page of this job, which is done, as it was when half of its steps were."""
    told = httpx.get(f"{gateway}/v1/jobs/{job}/events").text.split("\n\n")
    steps = [each for each in told if each.startswith("event: step")]
    rooms = [each for each in told if each.startswith("event: rooms")]
    half = "".join(f"{each}\n\n" for each in rooms + steps[: len(steps) // 2])
    state: dict[str, Any] = httpx.get(f"{gateway}/v1/jobs/{job}").json()
    state |= {"status": "running", "answered": False, "duration_s": None, "done": state["total"] // 2}
    page.route(f"**/v1/jobs/{job}", lambda route: route.fulfill(json=state))
    page.add_init_script(f"{_HELD}({json.dumps(half)})")
    page.goto(f"/jobs/{job}")
    page.locator('.room[data-room][data-status="working"]').first.wait_for()
