"""A whole stack behind the page, and the system's Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from plenum import stack
from plenum.stack.graph import pooled
from plenum.stack.info import StackInfo
from tests.support.gateway import WAITING
from tests.support.waiting import HANGS_S

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
DESK, PHONE = (1440, 900), (390, 844)

LONGEST_S: Final = 600.0
"""Of a test's time with the browser."""

Open = Callable[..., Page]
expect.set_options(timeout=HANGS_S * 1000)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackInfo]:
    """Redis, sink, coordinator, one worker and the gateway, as `plenum up --cores 1` has it."""
    folder = tmp_path_factory.mktemp("browser") / "state"
    patient = {"PLENUM_GATEWAY_WAIT_S": str(HANGS_S)}
    info = stack.up(folder, full=False, scale=pooled(1), env=patient, ready_s=HANGS_S)
    yield info
    stack.down(folder)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser; without one these tests fail, and say what installs it.

    A module's: while Playwright's API for synchronous code is open, no other test can run an event loop.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("there is no Chromium: .ci/browser-packages installs it")
    # As root, in a container, Chromium's own sandbox cannot be set up.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@contextmanager
def bounded(browser: Browser) -> Iterator[None]:
    """Playwright has no deadline for a mouse, a finger, a key or a close: a browser that hangs is ended."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    (pid,) = [process["id"] for process in told["processInfo"] if process["type"] == "browser"]
    ends = threading.Timer(LONGEST_S, os.kill, (pid, signal.SIGKILL))
    ends.start()
    try:
        yield
    finally:
        ends.cancel()


@pytest.fixture
def open_page(chromium: Browser, running: StackInfo) -> Iterator[Open]:
    """A page of its own at an address; whatever it complains of, or its policy refuses, fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def crashed(page: Page) -> None:
        # What is looked for on a page whose process died is waited for all the same.
        complaints.append("the page's process died")
        page.close()

    def opened(
        path: str = "/",
        size: tuple[int, int] = DESK,
        *,
        theme: str = "light",
        url: str = "",
        still: bool = True,
        **more: Any,
    ) -> Page:
        context = chromium.new_context(
            **more,
            base_url=url or running.gateway,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce" if still else "no-preference",
        )
        context.set_default_timeout(HANGS_S * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("crash", crashed)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _complains(said.text) else None)
        page.goto(path)
        return page

    with bounded(chromium):
        yield opened
        for context in contexts:
            context.close()
    assert complaints == []


def _complains(text: str) -> bool:
    """A refusal of the policy, no answer of 4xx, which some tests are about."""
    return "Content Security Policy" in text or "Refused to" in text


@pytest.fixture
def own_job(running: StackInfo) -> str:
    """A job of one's own: the example once more, for whoever keeps versions of it."""
    rooms = httpx.get(f"{running.gateway}/page/example.json").json()
    answer = httpx.post(f"{running.gateway}/v1/jobs", json=rooms, headers=WAITING, timeout=HANGS_S)
    return str(answer.json()["job_id"])


def placed(page: Page) -> str:
    """The example placed by the page itself; the job's id, once it is done."""
    page.get_by_role("button", name="take the example").click()
    page.get_by_role("button", name="Place", exact=True).click()
    page.wait_for_url("**/jobs/*")
    page.locator(".facts .status.done").wait_for()
    page.locator("#placed").wait_for()
    return page.url.rpartition("/")[2]


@pytest.fixture(scope="module")
def job(chromium: Browser, running: StackInfo) -> str:
    """A job that is done, for whoever only looks."""
    new = partial(chromium.new_context, base_url=running.gateway, reduced_motion="reduce")
    with bounded(chromium), new() as context:
        context.set_default_timeout(HANGS_S * 1000)
        page = context.new_page()
        page.goto("/")
        return placed(page)
