"""One's verdict on a room, on the page: accepted, rejected, sent back as it should be; kept, and shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from plenum.stack.info import StackInfo

from .conftest import DESK, PHONE, Open
from .test_accessible import inside, violations


def verdict(page: Page) -> Locator:
    """What asks for it, in the room that is open."""
    return page.get_by_role("region", name="Your verdict")


def kept(running: StackInfo, job: str, room: str) -> dict[str, Any]:
    """What the gateway has of it."""
    said = httpx.get(f"{running.gateway}/v1/jobs/{job}/feedback").json()
    (found,) = [each for each in said if each["room_id"] == room]
    return dict(found)


def test_a_room_is_accepted_and_rejected_and_the_latest_word_counts(
    open_page: Open, running: StackInfo, job: str
) -> None:
    """It stands in the room, in the list of rooms, in the store, and is there when one comes again."""
    page = open_page(f"/jobs/{job}#office_8")
    expect(verdict(page)).to_contain_text("Nobody has said anything yet")
    verdict(page).get_by_role("button", name="Accept").click()
    expect(verdict(page).locator(".said")).to_contain_text("accepted by local")
    verdict(page).get_by_label("Why").fill("too <b>dense</b>")
    verdict(page).get_by_role("button", name="Reject").click()
    expect(verdict(page).locator(".said li")).to_have_count(1)
    expect(verdict(page).locator(".said")).to_contain_text("too <b>dense</b>")
    assert kept(running, job, "office_8")["verdict"] == "reject"
    page.reload()
    expect(verdict(page).locator(".said")).to_contain_text("rejected by local")
    page.keyboard.press("Escape")
    row = page.locator(".rooms tbody tr").filter(has=page.locator('a[href="#office_8"]'))
    expect(row).to_contain_text("rejected")


def test_ones_own_grid_is_uploaded_and_judged(
    open_page: Open, running: StackInfo, job: str, tmp_path: Path
) -> None:
    """The room's rows are taken, a light is taken away, and the verifier says which rules that breaks."""
    page = open_page(f"/jobs/{job}#conference_9")
    verdict(page).locator("summary").click()
    send = verdict(page).get_by_role("button", name="Send the edit")
    expect(send).to_be_disabled()
    with page.expect_download() as taken:
        verdict(page).get_by_role("button", name="Take its rows").click()
    own = tmp_path / taken.value.suggested_filename
    rows = Path(taken.value.path()).read_text()
    own.write_text(rows.replace("D", "."))
    verdict(page).locator("input[type=file]").set_input_files(own)
    send.click()
    expect(verdict(page).locator(".note")).to_contain_text("It breaks")
    expect(verdict(page).locator(".said")).to_contain_text("edited by local")
    found = kept(running, job, "conference_9")
    assert found["edit_distance"] == rows.count("D")
    assert found["grid"] == rows.replace("D", ".").split()


def test_a_grid_that_does_not_fit_is_refused_with_the_cure(open_page: Open, job: str, tmp_path: Path) -> None:
    """Nothing is kept of it."""
    page = open_page(f"/jobs/{job}#conference_9")
    own = tmp_path / "own.txt"
    own.write_text("LL\nLL\n")
    verdict(page).locator("summary").click()
    verdict(page).locator("input[type=file]").set_input_files(own)
    verdict(page).get_by_role("button", name="Send the edit").click()
    expect(verdict(page).locator(".note.bad")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_is_for_everybody(open_page: Open, job: str, size: tuple[int, int], theme: str) -> None:
    """axe finds nothing once everything of it is open, and a word is said."""
    page = open_page(f"/jobs/{job}#laboratory_2", size, theme=theme)
    verdict(page).locator("summary").click()
    verdict(page).get_by_role("button", name="Accept").click()
    expect(verdict(page).locator(".said")).to_contain_text("accepted")
    assert violations(page) == []
    assert inside(page)
