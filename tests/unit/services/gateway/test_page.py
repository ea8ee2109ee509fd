"""The page's files: served to anybody, by their content's tag, with nothing that its policy refuses."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from plenum.ceiling.room.kinds import Kind
from services.gateway.access import digest
from services.gateway.page import catalogue, files
from services.stages import GRAPH

from .conftest import Serve

ROOT = Path(__file__).parents[4]
STATIC = ROOT / "services/gateway/static"
MAKES_MARKUP = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
MOST_PACKED = 80_000
"""Bytes of all that the page is, the editor and its languages included; a photograph has more."""


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/jobs/e918be52", "/operations"])
def test_every_address_that_one_may_keep_shows_the_page(serve: Serve, path: str) -> None:
    """A job's too, whether it is known or not: that is for the page to find out."""
    answer = serve().get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<script type="module" src="/page/main.js">' in answer.text


@pytest.mark.slow
def test_everything_that_the_page_names_is_there(serve: Serve) -> None:
    """In the document, and what its modules import."""
    client = serve()
    named = set(re.findall(r'(?:href|src)="(/page/[^"]+)"', files()["index.html"].content.decode()))
    for name, file in files().items():
        if name.endswith(".js"):
            imports = re.findall(r'from "\./([^"]+)"', file.content.decode())
            named |= {f"/page/{imported}" for imported in imports}
    assert named
    assert {client.get(path).status_code for path in named} == {200}


def test_nothing_in_it_is_what_the_policy_refuses(serve: Serve) -> None:
    """No script, style or handler in the document, nothing from elsewhere, no markup made of text."""
    document = files()["index.html"].content.decode()
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", document)
    for name, file in files().items():
        text = file.content.decode()
        assert not re.search(MAKES_MARKUP, text), name
        elsewhere = [url for url in re.findall(r"https?://[^\s\"'`)]+", text) if "www.w3.org" not in url]
        assert name.endswith(".json") or elsewhere == [], name


@pytest.mark.slow
def test_a_file_that_has_not_changed_is_not_sent_again(serve: Serve) -> None:
    """Nor is one that has served from a cache unasked: a page never mixes two versions."""
    client = serve()
    first = client.get("/page/main.js")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/page/main.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/page/main.js", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.slow
def test_it_travels_packed_where_that_is_understood_and_is_small(serve: Serve) -> None:
    """All of it together."""
    client = serve()
    packed = client.get("/page/main.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    plain = client.get("/page/main.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert sum(len(file.packed) for name, file in files().items() if name != "example.json") < MOST_PACKED
    assert all(gzip.decompress(file.packed) == file.content for file in files().values())


@pytest.mark.slow
def test_a_file_of_no_page_is_a_problem(serve: Serve) -> None:
    """Names are looked up among those that were read, and lead nowhere else."""
    for name in ("nothing.js", "..%2Fpage.py", "%2Fetc%2Fpasswd"):
        assert serve().get(f"/page/{name}").status_code == 404


@pytest.mark.slow
def test_the_page_itself_asks_for_no_token(serve: Serve, tmp_path: Path) -> None:
    """It holds nothing of anybody's, and is what asks for one."""
    tokens = tmp_path / "tokens"
    tokens.write_text(f"ann look {digest('a')}\n")
    client = serve(tokens=tokens)
    assert client.get("/").status_code == client.get("/page/api.js").status_code == 200
    assert client.get("/v1/jobs").status_code == 401


def test_the_catalogue_is_the_domains() -> None:
    """Every kind with its mark and colours, every stage as the graph has it."""
    found = json.loads(json.dumps(catalogue()))
    assert [kind["symbol"] for kind in found["kinds"]] == [kind.entry.symbol for kind in Kind]
    assert [stage["name"] for stage in found["stages"]] == [stage.name for stage in GRAPH.stages]
    assert sum(stage["competes"] for stage in found["stages"]) == 3
    colours = files()["kinds.css"].content.decode()
    for kind in Kind:
        assert f'[data-kind="{kind.value}"]' in colours
        assert b"<svg" in files()[f"symbol-{kind.value}.svg"].content


def test_the_example_is_the_one_that_is_shipped() -> None:
    """A copy, for an installed package has no examples beside it."""
    assert (STATIC / "example.json").read_bytes() == (ROOT / "examples/small_office.json").read_bytes()
