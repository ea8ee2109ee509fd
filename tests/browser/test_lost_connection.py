"""A connection that breaks is made again, and what was seen stays."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from .conftest import Open


def test_a_stream_that_breaks_is_opened_again_and_told_from_the_beginning(open_page: Open, job: str) -> None:
    """The first answer ends in the midst of an event; nothing is doubled."""
    page = open_page("/")
    broken: list[str] = []

    def answer(route: Route) -> None:
        if broken:
            route.continue_()
            return
        broken.append(route.request.url)
        route.fulfill(content_type="text/event-stream", body='event: step\ndata: {"stage"')

    page.route("**/events", answer)
    page.goto(f"/jobs/{job}")
    expect(page.locator('.room[data-room][data-status="complete"]')).to_have_count(19)
    expect(page.locator(".stage .n")).to_have_text(["19 / 19"] * 7)
    expect(page.locator(".view > .note")).to_be_hidden()
    assert len(broken) == 1
