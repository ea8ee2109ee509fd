"""From a file to a ceiling, by the page alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import ezdxf
from playwright.sync_api import expect
from redis import Redis

from plenum import stack
from plenum.stack.info import StackInfo
from tests.support.buildings import building
from tests.support.held import held
from tests.support.honeybee import box, model, rectangle

from .conftest import ROOT, Open, placed


def test_the_example_is_placed_and_every_room_fills(open_page: Open) -> None:
    """Floor, list and stages end with the same nineteen rooms; the result's figures stand below."""
    page = open_page(still=False)
    placed(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Small office and laboratories")
    expect(page.locator('.room[data-room][data-status="complete"]')).to_have_count(19)
    expect(page.locator(".rooms tbody tr")).to_have_count(19)
    expect(page.locator(".stage .n")).to_have_text(["19 / 19"] * 7)
    assert all(
        page.locator('.room [data-kind="light"]').evaluate_all("all => all.map(p => p.getAttribute('d'))")
    )


def test_a_file_is_dropped_and_taken(open_page: Open) -> None:
    """As by a pointer; Place begins with it."""
    page = open_page()
    content = (ROOT / "examples/annex.gbxml").read_text()
    page.locator(".drop").evaluate(
        """(there, content) => {
          const data = new DataTransfer();
          data.items.add(new File([content], "annex.gbxml"));
          const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
          there.dispatchEvent(drop);
        }""",
        content,
    )
    expect(page.locator("#chosen")).to_contain_text("annex.gbxml")
    page.get_by_role("button", name="Place", exact=True).click()
    page.locator(".facts .status.done").wait_for()


def test_what_was_not_understood_of_a_model_is_told(open_page: Open, tmp_path: Path) -> None:
    """Spaces left out, rooms of unknown type, what was assumed: as on the command line."""
    odd = box("odd", ((9, 0), (15, 4), (9, 4), (15, 0)))
    source = tmp_path / "annex.hbjson"
    source.write_text(json.dumps(model(box("a", rectangle(6, 4), program="Warm side"), odd)))
    page = open_page()
    page.locator("#file").set_input_files(source)
    page.get_by_role("button", name="Place", exact=True).click()
    card = page.locator("section.card", has=page.locator("#placed"))
    expect(card).to_contain_text("1 left out, 1 of them not readable")
    expect(card).to_contain_text("room 'odd': not read: the outline crosses itself")
    expect(card).to_contain_text("Unknown type: 1 room (a)")
    expect(card).to_contain_text("Assumed: ceiling height (1), grid start (1), room type (1), tile (1)")


def test_what_is_no_building_is_refused_beside_the_button(open_page: Open, tmp_path: Path) -> None:
    """With its place and the cure; the file's own text is text, whatever it looks like."""
    wrong = tmp_path / "<img src=x onerror=alert(1)>.json"
    wrong.write_text(
        '{"schema": "plenum.building/1", "building_id": "a", "rooms": [{"room_id": "a", "rows": ["?."]}]}'
    )
    page = open_page()
    page.locator("#file").set_input_files(wrong)
    page.get_by_role("button", name="Place", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("/rooms/0/rows")
    expect(page.locator("#chosen")).to_contain_text(wrong.name)
    assert page.locator(".view img[src=x]").count() == 0
    assert page.url.endswith("/")


def test_a_job_that_takes_its_time_is_cancelled(open_page: Open, running: StackInfo, tmp_path: Path) -> None:
    """What was done by then is shown, the rest says cancelled."""
    large = tmp_path / "large.json"
    large.write_text(json.dumps(building(1500)))
    page = open_page()
    page.locator("#file").set_input_files(large)
    (worker,) = (part.pid for part in stack.status(running.state).parts if part.serves)
    with Redis.from_url(running.redis_url_of("operator")) as redis, held(redis, {"pool": [worker]}):
        page.get_by_role("button", name="Place", exact=True).click()
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator(".facts .status")).to_have_text(re.compile("cancelled"))
        page.locator("#placed").wait_for()


def test_a_drawing_is_downloaded(open_page: Open, job: str, tmp_path: Path) -> None:
    """The DXF opens in another library; every format has its button."""
    page = open_page(f"/jobs/{job}")
    page.get_by_text("Download", exact=True).click()
    assert page.locator(".menu [data-format]").count() == 6
    with page.expect_download() as coming:
        page.locator('[data-format="dxf"]').click()
    assert coming.value.suggested_filename == "small_office.dxf"
    coming.value.save_as(tmp_path / "floor.dxf")
    assert len(ezdxf.readfile(tmp_path / "floor.dxf").modelspace()) > 100


def test_a_job_that_is_reopened_shows_it_all(open_page: Open, job: str) -> None:
    """Its address is enough; one that nobody knows says so."""
    page = open_page(f"/jobs/{job}")
    expect(page.locator('.room[data-room][data-status="complete"]')).to_have_count(19)
    page = open_page("/jobs/nonsense")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is kept here")


def test_the_trace_is_a_waterfall(open_page: Open, job: str) -> None:
    """From the sink's files: the job's span and the spans of every stage."""
    page = open_page(f"/jobs/{job}")
    page.locator(".waterfall").wait_for()
    page.get_by_role("button", name=re.compile("show all")).click()
    names = page.locator(".waterfall tbody td:first-child").all_inner_texts()
    for wanted in (
        "place job",
        "process selector",
        "process smoke_detector_model",
        "wait light_model_a_dense",
    ):
        assert any(wanted in name for name in names), wanted
