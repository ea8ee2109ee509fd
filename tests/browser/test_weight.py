"""What the page weighs, and when it is first seen: printed, and the weight bounded."""

from __future__ import annotations

import pytest

from .conftest import Open

MOST_PACKED = 60_000
"""Bytes that a view fetches; all of the page's files together: `tests/unit/services/gateway/test_page.py`."""
FETCHED = """() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
    .filter(each => !new URL(each.name).pathname.startsWith('/v1/'))
    .map(each => [each.encodedBodySize, each.decodedBodySize])"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


@pytest.mark.parametrize("path", ["/", "/jobs/{job}", "/operations"])
def test_little_is_fetched_before_something_is_seen(
    open_page: Open, job: str, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the page's own files, by a browser that has none of them yet."""
    page = open_page(path.format(job=job))
    page.locator("h1").wait_for()
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    sizes = page.evaluate(FETCHED)
    packed, plain = (sum(each[at] for each in sizes) for at in (0, 1))
    with capsys.disabled():
        painted = page.evaluate(PAINTED)
        print(f"\n{path}: {len(sizes)} files, {packed / 1000:.1f} kB packed, {plain / 1000:.1f} kB, ", end="")
        print(f"first contentful paint after {painted:.0f} ms")
    assert 0 < packed < MOST_PACKED
