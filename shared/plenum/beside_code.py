"""What comes beside the code: the stack's configurations, its programs' Go modules, the example building.

A checkout has them at its root. A wheel has a copy inside the package, as site-packages has room for no
folder of a name as common as `examples`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
IN_WHEEL: Final = _PACKAGE / "beside"


def find(relative: str) -> Path:
    """A file or folder of the repository; under PLENUM_ROOT alone where that is set.

    Raises FileNotFoundError, whose text names the cure, where it is not there.
    """
    given = os.environ.get("PLENUM_ROOT")
    roots = [Path(given)] if given else [IN_WHEEL, _PACKAGE.parents[1]]
    for root in roots:
        if (root / relative).exists():
            return root / relative
    cure = f"PLENUM_ROOT={given} names no checkout" if given else "install Plenum again, or set PLENUM_ROOT"
    raise FileNotFoundError(f"{relative} was not found: {cure}")
