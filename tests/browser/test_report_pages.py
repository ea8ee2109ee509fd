"""The report as a browser lays it out: on a telephone's width and on paper no word is broken or cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from plenum.files.read import read_building
from plenum.files.report.report import building_report_html
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room

PHONE_PX, PAGE_PX = 420, 680
"""A4 between its margins is 180 mm."""
BROKEN = """() => {
  const found = [], all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (all.nextNode()) {
    const node = all.currentNode;
    if (node.parentElement.closest("svg, style")) continue;
    for (const word of node.data.matchAll(/[\\p{L}\\p{N}]{1,16}/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1) found.push(word[0]);
    }
  }
  return found;
}"""
BESIDE = """() => [...document.body.querySelectorAll("*")]
  .filter(e => !e.closest("svg"))
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.textContent.slice(0, 40))"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an office where all is well, one too dark to be, and a kitchen."""
    rooms = [
        room("office", name="Office"),
        room("dark", width=1, height=1, name="Accessible toilet and changing place"),
        room("kitchen", room_type="kitchen", name="Kitchen"),
    ]
    at = tmp_path_factory.mktemp("report") / "report.html"
    at.write_text(building_report_html(PipelineRunner().run_full_pipeline(read_building(building(rooms)))))
    return at


@pytest.mark.parametrize("width", [PHONE_PX, PAGE_PX])
def test_no_word_is_broken_and_nothing_runs_off_the_side(chromium: Browser, report: Path, width: int) -> None:
    """Tables keep their columns' words in whole."""
    page = chromium.new_page(viewport={"width": width, "height": 900})
    if width == PAGE_PX:
        page.emulate_media(media="print")
    page.goto(report.as_uri())
    assert page.evaluate(BROKEN) == []
    if width == PHONE_PX:
        assert page.evaluate(BESIDE) == []
    page.close()
