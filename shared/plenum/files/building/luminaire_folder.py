"""A folder of luminaire files as a catalogue: which file is for which type of room.

`luminaires.json` in the folder says it, by patterns of room types; without one the names of the files do.
"""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, model_validator

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.files.errors import InvalidBuilding, pointer, quoted
from plenum.files.limits import MAX_ENTRIES, MAX_NAME
from plenum.files.luminaire.schema import TurnDeg
from plenum.files.parsing.check import check
from plenum.files.parsing.fields import Positive, Strict, nearest
from plenum.files.parsing.json_text import load

AT: Final = "--luminaires"
TABLE: Final = "luminaires.json"
_ENDINGS: Final = (".ies", ".ldt")


class LuminaireFile(Strict):
    """A file of the folder, and what no luminaire file says or what outranks it."""

    file: Annotated[str, Field(strict=True, min_length=1, max_length=MAX_NAME)]
    turn_deg: TurnDeg = 0.0
    watts: Annotated[Positive | None, Field(le=1e5)] = None
    ugr: Annotated[Positive | None, Field(le=40)] = None
    shr: Annotated[Positive | None, Field(le=5)] = None

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, data: Any) -> Any:
        return {"file": data} if isinstance(data, str) else data


class LuminaireFolder:
    """A folder's files by pattern of room types, or by name of the luminaire that they describe."""

    def __init__(self, folder: Path, types: Collection[str], names: Collection[str]) -> None:
        """`types`, `names`: of rooms and luminaires that the building knows. Raises InvalidBuilding."""
        if not folder.is_dir():
            raise InvalidBuilding(AT, f"there is no folder {quoted(folder.name)}", "check its name and place")
        self.folder: Final = folder
        self._types: Final = sorted({*types, *ROOM_TYPES})
        self._names: Final = names
        self.has_table: Final = (folder / TABLE).is_file()
        self.files: Final = self._told() if self.has_table else self._named()

    def for_type(self, room_type: str) -> str | None:
        """The first key that fits a type of room, if any."""
        return next((key for key in self.files if key not in self._names and _fits(key, room_type)), None)

    def wrong(self, key: str, message: str, cure: str) -> InvalidBuilding:
        """The error of a key's file, at the key where a table says it."""
        if not self.has_table:
            return InvalidBuilding(AT, message, cure)
        return InvalidBuilding(pointer(key), message, cure, f"{self.folder.name}/{TABLE}")

    def path(self, key: str) -> Path:
        """Where a key's file is. Raises InvalidBuilding where that is not in the folder."""
        name, root = self.files[key].file, self.folder.resolve()
        try:
            path = (root / name).resolve()
            is_there = path.is_relative_to(root) and path.is_file()
        except (OSError, ValueError, RuntimeError):
            is_there = False
        if not is_there:
            known = [file.name for file in self._listed()]
            cure = nearest(name, known) if known else "put it there"
            raise self.wrong(key, f"there is no file {quoted(name)} in the folder", cure)
        return path

    def _told(self) -> dict[str, LuminaireFile]:
        """By the table. Raises InvalidBuilding, also for keys that could fit no room of any building."""
        try:
            told = _table(self.folder / TABLE)
            for key in told:
                self._check(key)
        except InvalidBuilding as error:
            raise error.within(f"{self.folder.name}/{TABLE}") from None
        return told

    def _check(self, key: str) -> None:
        if key not in self._names and not any(_fits(key, known) for known in self._types):
            raise InvalidBuilding(
                pointer(key), "fits no room type and no luminaire's name", nearest(key, self._types)
            )

    def _named(self) -> dict[str, LuminaireFile]:
        """By the files' names. Raises InvalidBuilding where none says anything, or two say the same."""
        keys = {key.casefold(): key for key in (*self._types, *self._names)}
        named: dict[str, LuminaireFile] = {}
        for file in self._listed():
            key = keys.get(file.stem.casefold())
            if key in named:
                raise InvalidBuilding(
                    AT,
                    f"{quoted(named[key].file)} and {quoted(file.name)} are both for {quoted(key)}",
                    f"take one of them out, or say in {TABLE} which it is",
                )
            if key:
                named[key] = LuminaireFile(file=file.name)
        if not named:
            raise InvalidBuilding(
                AT,
                f"no file of {quoted(self.folder.name)} is named after a room type or a luminaire",
                f'name them so (office_open.ldt, B.ies), or add {TABLE}: {{"office_*": "panel.ldt"}}',
            )
        return named

    def _listed(self) -> list[Path]:
        """The folder's luminaire files by name."""
        try:
            files = sorted(self.folder.iterdir())
        except OSError as error:
            raise InvalidBuilding(AT, f"the folder cannot be read: {error.strerror}", "check it") from None
        return [file for file in files if file.suffix.casefold() in _ENDINGS]


def _table(file: Path) -> dict[str, LuminaireFile]:
    """Files by key, in the order of the table. Raises InvalidBuilding."""
    data = load(file)
    if not isinstance(data, dict) or not 0 < len(data) <= MAX_ENTRIES:
        raise InvalidBuilding(
            "",
            f"no table of 1 to {MAX_ENTRIES} files",
            'give an object: {"office_*": "panel.ldt", "*": "downlight.ies"}',
        )
    return {key: check(LuminaireFile, said, pointer(key)) for key, said in data.items()}


def _fits(pattern: str, room_type: str) -> bool:
    return fnmatchcase(room_type.casefold(), pattern.casefold())
