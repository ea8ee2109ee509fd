"""IFCZIP: an archive of one IFC file, taken out within the bounds of any file."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from plenum.files.building.building import Building
from plenum.files.errors import InvalidBuilding
from plenum.files.ifc.reader import read_ifc
from plenum.files.limits import MAX_BYTES
from plenum.files.settings.options import ReadOptions

_BEGINS: Final = b"PK\x03\x04"


def is_zip(content: bytes | str) -> bool:
    """Whether this is a zip archive."""
    return isinstance(content, bytes) and content.startswith(_BEGINS)


def read_ifczip(content: bytes | str, options: ReadOptions) -> Building:
    """The building of an archive's IFC file. Raises InvalidBuilding."""
    return read_ifc(unzipped(content), options)


def unzipped(content: bytes | str) -> bytes | str:
    """The IFC file of an archive; what is none as it is. Raises InvalidBuilding."""
    if not isinstance(content, bytes) or not is_zip(content):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".ifc")]
            if len(names) != 1:
                what = f"{len(names)} IFC files" if names else "no IFC file"
                raise InvalidBuilding("", f"a zip archive with {what}", "give one model, packed or unpacked")
            with archive.open(names[0]) as file:
                # The size that an archive states may be wrong.
                found = file.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise InvalidBuilding(
            "", f"a damaged zip archive: {error}", "pack it again, or give the .ifc"
        ) from None
    if len(found) > MAX_BYTES:
        cure = "export the spaces and the terminals alone"
        raise InvalidBuilding("", f"larger than {MAX_BYTES // 2**20} MiB unpacked", cure)
    return found
