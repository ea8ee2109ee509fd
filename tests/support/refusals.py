"""What a reader says about input that is no building."""

from __future__ import annotations

from typing import Any

import pytest

from plenum.files.errors import InvalidBuilding
from plenum.files.read import read_building


def refused(source: Any, **more: Any) -> InvalidBuilding:
    """The error for this input; the test fails where there is none, or one without words."""
    with pytest.raises(InvalidBuilding) as caught:
        read_building(source, **more)
    assert caught.value.message
    assert caught.value.cure
    return caught.value
