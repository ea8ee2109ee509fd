"""A version one sees: the link to a room in it, and the files that are downloaded of it."""

from __future__ import annotations

from pathlib import Path

import ezdxf
import httpx2 as httpx
import pytest
from playwright.sync_api import Page, expect

from plenum.stack.info import StackInfo

from .conftest import PHONE, Open
from .hand import ROOM, put, result_of, room_of, tiles


def csv_lights(file: Path) -> int:
    """Its lines of kind light."""
    return file.read_text("utf-8-sig").count(",light,")


def ifc_lights(file: Path) -> int:
    """Its fixtures."""
    return file.read_text().count("IFCLIGHTFIXTURE(")


def dxf_lights(file: Path) -> int:
    """What is inserted on the lights' layer."""
    return len(ezdxf.readfile(file).modelspace().query('INSERT[layer=="E-LITE-FIXT"]'))


LIGHTS = {"dxf": dxf_lights, "ifc": ifc_lights, "csv": csv_lights}
"""How many are in a file, by its ending."""


@pytest.fixture
def edited(running: StackInfo, own_job: str) -> str:
    """A job with a version in which the room has a light less."""
    room = room_of(running.gateway, own_job)
    rows = put(room["rows"], tiles(room, "L")[0], ".")
    edit = {"base": 0, "rooms": [{"room_id": ROOM, "rows": rows}]}
    path = f"{running.gateway}/v1/jobs/{own_job}/revisions"
    httpx.post(path, json=edit, timeout=60).raise_for_status()
    return own_job


def test_a_link_leads_to_the_room_in_the_version_that_was_looked_at(
    open_page: Open, running: StackInfo, edited: str
) -> None:
    """Also for somebody with a telephone who has never been there."""
    page = open_page(f"/jobs/{edited}?revision=1#{ROOM}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{running.gateway}/jobs/{edited}?revision=1#{ROOM}"
    other = open_page(link, PHONE)
    expect(other.get_by_role("dialog").get_by_role("heading", level=2)).to_have_text("Office 8")
    lights = len(tiles(room_of(running.gateway, edited), "L")) - 1
    expect(other.locator(".legend")).to_contain_text(f"{lights} lights and 2 there before")


def downloaded(page: Page, suffix: str, folder: Path) -> Path:
    """The file in that format, under the name that it comes by."""
    page.locator("summary", has_text="Download").click()
    with page.expect_download() as taken:
        page.locator(f"[data-format={suffix}]").click()
    taken.value.save_as(folder / taken.value.suggested_filename)
    return folder / taken.value.suggested_filename


@pytest.mark.parametrize("suffix", LIGHTS)
def test_a_file_is_of_the_version_that_is_looked_at(
    open_page: Open, edited: str, suffix: str, tmp_path: Path
) -> None:
    """It has the light less."""
    first = downloaded(open_page(f"/jobs/{edited}"), suffix, tmp_path)
    own = downloaded(open_page(f"/jobs/{edited}?revision=1"), suffix, tmp_path)
    assert (first.name, own.name) == (f"small_office.{suffix}", f"small_office.r1.{suffix}")
    assert LIGHTS[suffix](own) == LIGHTS[suffix](first) - 1 > 0


def test_all_drawings_come_in_one_file_and_name_the_version(
    open_page: Open, running: StackInfo, edited: str, tmp_path: Path
) -> None:
    """A page for the building, for its storey, for each room; as the gateway writes it."""
    own = downloaded(open_page(f"/jobs/{edited}?revision=1"), "pdf", tmp_path)
    assert own.name == "small_office.r1.pdf"
    asked = f"{running.gateway}/v1/jobs/{edited}/result.pdf"
    first, again = (httpx.get(asked, params={"revision": n}, timeout=60).content for n in (0, 1))
    assert own.read_bytes() == again != first
    assert again.count(b"/Type /Page ") == 2 + len(result_of(running.gateway, edited)["rooms"])
