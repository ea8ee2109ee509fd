"""What one looks at when something is wrong; and who may."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from plenum.stack.info import StackInfo
from services.gateway.access import digest
from tests.support.gateway import running_gateway

from .conftest import Open


def test_queues_workers_models_and_dead_letters_are_seen_at_a_glance(open_page: Open, job: str) -> None:
    """Every queue with its workers, every model with its last run; the job is listed."""
    page = open_page("/operations")
    expect(page.get_by_role("region", name="Queues and workers").locator("tbody tr")).to_have_count(8)
    expect(page.get_by_role("region", name="Models").locator("tbody tr")).to_have_count(6)
    expect(page.locator("main")).to_contain_text("no work was given up")
    expect(page.get_by_role("region", name="Jobs", exact=True)).to_contain_text("small_office")
    expect(page.locator(".checks")).to_contain_text("breakers")


def test_a_dead_letter_is_replayed(open_page: Open) -> None:
    """The page asks for it and tells what became of it."""
    page = open_page("/")
    letter = {
        "id": "a/b",
        "stage": "selector",
        "reason": "it <b>broke</b>",
        "job_id": "abc",
        "room_id": "r 1",
        "attempts": 3,
        "written": "2026-01-01T00:00:00+00:00",
        "trace_id": "",
    }
    kept, asked = [letter], []

    def replay(route: object) -> None:
        asked.append(route.request.url)  # type: ignore[attr-defined]  # playwright's route
        kept.clear()
        route.fulfill(json={"letter_id": "a/b", "job_id": "abc", "alone": ""})  # type: ignore[attr-defined]  # the same

    page.route("**/v1/dead-letters", lambda route: route.fulfill(json=kept))
    page.route("**/v1/dead-letters/**/replay", replay)
    page.get_by_role("link", name="Operations").click()
    expect(page.get_by_role("region", name="Dead letters")).to_contain_text("it <b>broke</b>")
    page.get_by_role("button", name="Do r 1 again").click()
    expect(page.locator("main")).to_contain_text("no work was given up")
    assert [url.rpartition("/v1/")[2] for url in asked] == ["dead-letters/a%2Fb/replay"]


def test_a_token_is_asked_for_and_kept(open_page: Open, running: StackInfo, tmp_path: Path) -> None:
    """For the tab alone; a wrong one is told from none. Streams and drawings have it too."""
    tokens = tmp_path / "tokens"
    tokens.write_text(f"ann operate {digest('secret')}\n")
    with running_gateway(tmp_path / "g", running.redis_url, PLENUM_GATEWAY_TOKENS=str(tokens)) as gateway:
        page = open_page("/", url=gateway.url)
        field = page.get_by_label("Token", exact=True)
        field.fill("wrong")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("dialog")).to_contain_text("not known")
        field.fill("secret")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.get_by_role("button", name="take the example").click()
        page.get_by_role("button", name="Place", exact=True).click()
        page.locator("#placed").wait_for()
        page.goto(f"{page.url}#office_8")
        page.locator("[role=tabpanel] .paper img").wait_for()
        assert page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]") == [1, 0, ""]
