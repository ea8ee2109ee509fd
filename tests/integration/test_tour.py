"""The README's tour shows what the example gives."""

from __future__ import annotations

from docs import tour


def test_the_table_and_the_pictures_are_of_one_run() -> None:
    """Of what the models place now: else `python docs/generate.py --pictures`."""
    completed = tour.run()
    page = (tour.ROOT / "README.md").read_text(encoding="utf-8")
    assert tour.told(page, completed) == page
    for name, drawn in tour.pictures(completed).items():
        assert (tour.ROOT / "docs/pictures" / name).read_text(encoding="utf-8") == drawn, name
