"""Paper and scales: those of the office's country."""

from __future__ import annotations

import pytest

from plenum.files.drawing.paper import STOCK, scale_words, size_words
from plenum.files.units import Units


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        (48, '1/4" = 1\'-0"'),
        (64, '3/16" = 1\'-0"'),
        (96, '1/8" = 1\'-0"'),
        (128, '3/32" = 1\'-0"'),
        (384, '1/32" = 1\'-0"'),
        (480, "1\" = 40'"),
        (12_000, "1\" = 1000'"),
    ],
)
def test_scales_are_said_in_the_offices_words(scale: int, words: str) -> None:
    """Architects' as far as they go, then engineers'."""
    assert scale in STOCK[Units.IMPERIAL].scales
    assert scale_words(scale, Units.IMPERIAL) == words
    assert scale_words(100, Units.METRIC) == "1 : 100"


def test_sheets_are_arch_sizes_and_no_smaller_than_the_metric_ones() -> None:
    """So that what finds its place on the one does on the other."""
    metric, imperial = (STOCK[units].papers for units in (Units.METRIC, Units.IMPERIAL))
    assert imperial[3] == ("ARCH D", pytest.approx(914.4), pytest.approx(609.6))
    for (_, *own), (_, *other) in zip(imperial, metric, strict=True):
        assert own[0] >= other[0]
        assert own[1] >= other[1]


def test_a_long_sheet_is_named_by_its_sides() -> None:
    """In the office's own unit."""
    assert size_words(841.0, 210.0, Units.METRIC) == "841 × 210 mm"
    assert size_words(914.4, 228.6, Units.IMPERIAL) == "36 × 9 in"
