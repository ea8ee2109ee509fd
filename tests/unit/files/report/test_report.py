"""The printable report: whole, safe against names, sound HTML, bounded."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest

from plenum.ceiling.rules.names import NAMES
from plenum.ceiling.rules.rule_set import RULES
from plenum.files.drawing.figures import formula
from plenum.files.read import read_building
from plenum.files.report.report import building_report_html, report_pages
from plenum.files.report.style import css
from plenum.pipeline.runner import PipelineRunner
from tests.support.buildings import building, room

EVIL = "</text></style></title><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"'\\27"
VOID = {"meta", "br", "img", "link", "hr", "input"}


class Page(HTMLParser):
    """What a browser would find: tags with attributes, ids, texts by tag; unclosed tags fail."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that opens."""
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that is closed at once."""
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        """A tag that closes: the last one that was opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text."""
        self.words.append(data)

    def values(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [value for _, found, value in self.attributes if found == name]

    @property
    def text(self) -> str:
        """All that can be read."""
        return " ".join(self.words)


@pytest.mark.slow
def test_the_report_tells_a_year_of_light_and_what_the_maintenance_factor_is_made_of() -> None:
    """Beside the building's own rules, though the result does not hold them."""
    parts = {"llmf": 0.9, "lsf": 1, "lmf": 0.95, "rsmf": 0.94}
    source = building(1, rule_set="EU", settings={"maintenance_factor": parts})
    result = PipelineRunner().run_full_pipeline(read_building(source))
    assert {entry["rule"] for entry in result["evidence"]} == {"LGT-6"}
    page = Page(building_report_html(result)).text
    assert "LLMF 0.9 · LSF 1 · LMF 0.95 · RSMF 0.94" in page
    assert "Lighting energy (LENI)" in page
    assert "kWh/m² a year" in page


@pytest.mark.slow
def test_a_report_is_in_the_buildings_units() -> None:
    """Heads, rooms, key figures, evidence and the figures drawn in it."""
    tile = {"tile_m": [0.6096, 1.2192], "ceiling_height_m": 2.7432}
    source = building([room("a", 20, 10, **tile)], settings={"units": "imperial"})
    page = Page(building_report_html(PipelineRunner().run_full_pipeline(read_building(source))))
    for words in ("1,600 ft²", "ceiling 9'-0\" · tiles 2'-0\" × 4'-0\"", "asked "):
        assert words in page.text
    assert {"ft", "ft²", "fc", "CFM", "40'-0\""} <= set(page.words)
    assert not {"m", "m²", "m2", "mm", "lx", "L/s"} & set(page.words)


@pytest.fixture(scope="module")
def completed() -> dict[str, Any]:
    """Rooms of every fate, with waivers and names that mean harm."""
    source = building(
        [
            room("a", rows=["....L...."] + ["..#......"] * 6, name=EVIL, story=EVIL),
            room("b", room_type="corridor", width=20, height=3),
            room("c", width=1, height=1),
        ],
        name=EVIL,
        waivers=[{"rule": "LGT-1", "room_id": "c", "reason": EVIL, "by": "the client"}],
    )
    result = PipelineRunner().run_full_pipeline(read_building(source))
    result["rooms"][1]["degraded"] = [f"light_model_a_dense: {EVIL}"]
    result["rooms"][1]["assumptions"] = [EVIL]
    result["settings"] = {"luminaires": {"B": {"lumens": 3600, "watts": 30}}}
    result["rooms"].append(
        {**result["rooms"][2], "room_id": "d", "status": "failed", "evidence": [], "candidates": []}
    )
    return result


@pytest.fixture(scope="module")
def html(completed: dict[str, Any]) -> str:
    """The report of it."""
    return building_report_html(completed)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    """The report as a browser reads it."""
    return Page(html)


def test_nothing_runs_and_nothing_is_fetched(page: Page) -> None:
    """No scripts, handlers, frames, links out or images; a policy that forbids them all the same."""
    assert not {"script", "img", "iframe", "object", "embed", "link", "base", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    addresses = [v for n in ("href", "src", "xlink:href", "action") for v in page.values(n)]
    assert addresses
    assert all(value.startswith("#") for value in addresses)
    (policy,) = [v for v in page.values("content") if "default-src" in v]
    assert "default-src 'none'" in policy
    assert not re.search(r"url\((?!#)", " ".join([*page.values("style"), *page.values("fill")]))


def test_names_from_files_are_text_and_never_markup(page: Page, html: str) -> None:
    """In the title, the style sheet, tables, drawings and notes."""
    assert page.tags["title"] == html.count("<title>")
    assert page.tags["style"] == 1
    assert page.text.count("<script>alert(1)</script>") >= 8
    assert "<img" not in html


def test_a_name_cannot_end_the_style_sheet() -> None:
    """Every character that means something to CSS or HTML is written as its number."""
    sheet = css("</style>\"'\\ }\n*{display:none} é 漢", {})
    content = re.search(r'content: "([^"]*)"', sheet)
    assert content
    assert re.fullmatch(r"(?:[A-Za-z0-9]|\\[0-9a-f]{6})*", content[1])
    assert "</style" not in sheet


def test_ids_are_unique_and_every_reference_finds_one(page: Page, html: str) -> None:
    """Plans and maps stand side by side without taking each other's patterns and symbols."""
    ids = Counter(page.values("id"))
    assert [name for name, n in ids.items() if n > 1] == []
    wanted = {v[1:] for v in page.values("href")} | set(re.findall(r"url\(#([^)]+)\)", html))
    assert wanted
    assert wanted <= set(ids)


def test_every_room_has_its_plan_its_light_and_its_evidence(page: Page, completed: dict[str, Any]) -> None:
    """And a line in the schedule that leads there."""
    titles = " ".join(page.words)
    for i, data in enumerate(completed["rooms"]):
        assert f"room-{i}" in page.values("id")
        assert f"#room-{i}" in page.values("href")
        assert f"Ceiling plan of {data['room_id']}" in titles
    # Beside the maps, the rules of walls and ceilings are called so.
    assert len(re.findall(r"Illuminance of (?!the )", titles)) == 2
    for rule in {e["rule"] for data in completed["rooms"] for e in data["evidence"]}:
        assert f"rule-{rule}" in page.values("id")


def test_broken_soft_waived_and_reported_are_told_apart_in_words(page: Page) -> None:
    """A verdict does not hang on a colour."""
    for word in ("holds", "BROKEN", "waived", "hard", "soft", "info", "–"):
        assert word in page.words


def test_rules_are_told_by_name_and_in_whole(page: Page, completed: dict[str, Any]) -> None:
    """Nothing is cut: each formula stands in its room's evidence and in the appendix."""
    for rule in {e["rule"] for data in completed["rooms"] for e in data["evidence"]}:
        whole = formula(RULES[rule].formula)
        assert sum(words.startswith(whole) for words in page.words) >= 2, rule
        assert NAMES[rule] in page.words


def test_what_does_not_hold_is_told_once_for_the_building(page: Page, html: str) -> None:
    """By rule, with the number of rooms and the one that is farthest from it; information is left out."""
    first = html[html.index("Rules in the rooms") : html.index("Basis</h2>")]
    assert "not met" in first
    assert "farthest in" in first
    assert "noted" not in first


def test_a_building_where_all_is_well_says_so_in_one_sentence(completed: dict[str, Any]) -> None:
    """And has no table of what does not hold."""
    good = {**completed["rooms"][1], "degraded": []}
    good["evidence"] = [{**e, "passed": True} for e in good["evidence"]]
    told = building_report_html({**completed, "rooms": [good], "waivers": []})
    assert "Every hard rule holds in all 1 rooms. So does every soft one." in told
    assert "farthest in" not in told
    assert re.search(r"All \d+ rules that were checked hold\.", told)


def test_a_narrow_screen_has_wide_tables_as_lines(html: str) -> None:
    """Each figure after its column's name, so that nothing is cut at 420 px."""
    narrow = html[html.index("@media screen and (max-width") :]
    for words in ('content: "margin "', 'content: "U0 "', ".evidence thead { display: none }"):
        assert words in narrow


def test_open_points_stand_on_the_first_page(html: str) -> None:
    """Rooms that are not complete, with the reason; waivers with who and why; what was assumed."""
    first = html[: html.index("Schedule</h2>")]
    for words in (
        "Rooms that are not complete",
        "infeasible",
        "something missing",
        "the client",
        "luminaires",
    ):
        assert words in first
    assert "not a certificate" in first


@pytest.mark.slow
def test_what_was_left_out_and_unknown_is_told(completed: dict[str, Any]) -> None:
    """With its reason, among what the results rest on."""
    rooms = [dict(room) for room in completed["rooms"]]
    rooms[0]["assumptions"] = ["room type assumed: office_enclosed, as nothing is known by the name 'X'"]
    html = building_report_html({**completed, "left_out": ["space 'S1': it is a shaft"], "rooms": rooms})
    assert "Left out, with the reason" in html
    assert "it is a shaft" in html
    assert "Rooms of unknown type" in html
    assert "Left out" not in building_report_html(completed)


def test_handedness_is_the_plans(html: str) -> None:
    """In the report's plan of room a, too, x runs right and y runs up."""
    section = html[html.index('id="room-0"') :]
    section = section[: section.index("</section>")]
    found = re.findall(r'data-tile="(\d+),(\d+)">.*? x="([\d.]+)" y="([\d.]+)"', section)
    tiles = [tuple(map(float, one)) for one in found]
    assert ("4", "0") in {one[:2] for one in found}
    assert [t[0] for t in sorted(tiles, key=lambda t: t[2])] == sorted(t[0] for t in tiles)
    assert [t[1] for t in sorted(tiles, key=lambda t: -t[3])] == sorted(t[1] for t in tiles)


def test_print_knows_its_paper(html: str) -> None:
    """A4 pages, an A3 sheet for what is large, page numbers."""
    for words in ("@page { size: A4", "size: A3 landscape", "counter(page)"):
        assert words in html


def test_a_large_room_gets_a_sheet_of_its_own() -> None:
    """Where its tiles could not be told apart on a page between text."""
    hall = room("hall", width=150, height=100)
    data = {**PipelineRunner().run_full_pipeline(read_building(building(1))), "waivers": []}
    failed = {**data["rooms"][0], **hall, "tile_m": [0.6, 0.6], "status": "failed", "candidates": []}
    html = building_report_html({**data, "rooms": [failed]})
    assert html.count('class="wide"') == 2


@pytest.mark.slow
def test_many_rooms_stay_within_bounds(completed: dict[str, Any]) -> None:
    """Less than 32 kB a room, whatever else there is: 1,000 rooms are some 32 MB at most."""
    rooms = [{**completed["rooms"][1], "room_id": f"r{i}", "name": f"r{i}"} for i in range(40)]
    few, many = (len(building_report_html({**completed, "rooms": rooms[:n]}).encode()) for n in (10, 40))
    assert (many - few) / 30 < 32_000


@pytest.mark.slow
def test_a_text_without_end_is_cut(completed: dict[str, Any]) -> None:
    """A result edited by hand may hold a name of a megabyte."""
    rooms = [{**completed["rooms"][2], "reasons": ["x" * 1_000_000], "name": "y" * 1_000_000}]
    assert len(building_report_html({**completed, "rooms": rooms})) < 200_000


def many(completed: dict[str, Any], count: int) -> dict[str, Any]:
    """The completed building with so many rooms, the first of its own over and over."""
    one = completed["rooms"][0]
    rooms = [{**one, "room_id": f"r{i}", "name": f"Room {i}"} for i in range(count)]
    return {**completed, "rooms": rooms, "totals": {**completed["totals"], "rooms": count}}


@pytest.mark.slow
def test_a_large_building_is_told_on_several_pages(completed: dict[str, Any]) -> None:
    """Each room on one page, found from the schedule; each page whole in itself, with a way back."""
    heard: list[tuple[int, int]] = []
    found = report_pages(many(completed, 5), "tower & co.html", 2, lambda *done: heard.append(done))
    pages = {name: Page("".join(pieces)) for name, pieces in found}
    assert list(pages) == ["tower & co.html", *(f"tower & co.{n:03d}.html" for n in (1, 2, 3))]
    assert heard == [(n, 5) for n in range(1, 6)]
    rooms = {
        name: [i for i in page.values("id") if re.fullmatch(r"room-\d+", i)] for name, page in pages.items()
    }
    assert list(rooms.values()) == [[], ["room-0", "room-1"], ["room-2", "room-3"], ["room-4"]]
    for page in pages.values():
        for target in page.values("href"):
            name, _, anchor = target.partition("#")
            there = pages[unquote(name)] if name else page
            assert anchor in there.values("id"), target
    assert "rooms 3 to 4 of 5" in pages["tower & co.002.html"].text


@pytest.mark.slow
def test_all_rooms_stay_on_one_page_where_that_is_asked_for(completed: dict[str, Any]) -> None:
    """And it is the same as the one page of a small building."""
    result = many(completed, 3)
    for most in (0, 3):
        ((name, pieces),) = report_pages(result, "r.html", most)
        assert name == "r.html"
        assert "".join(pieces) == building_report_html(result)


def test_reasons_name_the_rules_they_speak_of(html: str) -> None:
    """An id alone says nothing to whoever reads it."""
    assert re.search(r"Mean illuminance \(LGT-1\) cannot hold|Mean illuminance \(LGT-1\):", html)
    assert not re.search(r"<li>LGT-1", html)
