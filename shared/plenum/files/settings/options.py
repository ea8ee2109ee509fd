"""What the caller of a reader may say about a file that does not say it itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from plenum.ceiling.asked.room_types import ROOM_TYPES
from plenum.ceiling.asked.settings import Settings
from plenum.ceiling.rules.fire_code import CODE_OF, FireCode, RuleSet
from plenum.files import limits
from plenum.files.assumption import Assumption
from plenum.files.errors import InvalidBuilding, quoted
from plenum.files.parsing.check import check
from plenum.files.parsing.fields import (
    CeilingHeight,
    Identifier,
    Name,
    NotNegative,
    Strict,
    TileSize,
    nearest,
)
from plenum.files.room_names.spoken import spoken_in
from plenum.files.room_names.vocabulary import NOT_A_ROOM, Vocabulary
from plenum.files.settings.room_type_names import Saying, known_as, use_of, wished
from plenum.files.settings.schema import Assume, SettingsFields
from plenum.files.units import Units

_TILES: Final = {
    Units.METRIC: (limits.DEFAULT_TILE_M, Assumption.TILE),
    Units.IMPERIAL: (limits.TWO_FEET_M, Assumption.TILE_OF_TWO_FEET),
}
"""A tile's edge where nobody says one, by the units that the file is in."""


class ReadOptions(Strict):
    """Options of `read_building`. `rule_set`, `code`, `settings` outrank the file, the rest fills gaps."""

    rule_set: Annotated[RuleSet | None, Field(description="US, EU or UK.")] = None
    code: Annotated[FireCode | None, Field(description="The fire code, if other than the rule set's.")] = None
    tile_m: Annotated[TileSize | None, Field(description="A tile's edge, or [x, y], m.")] = None
    ceiling_height_m: CeilingHeight | None = None
    storey_drop_m: Annotated[NotNegative | None, Field(le=5)] = None
    room_type: Identifier | None = None
    room_types: Annotated[
        dict[Name, Identifier] | None,
        Field(
            max_length=limits.MAX_ENTRIES, description="Types, or not_a_room, by patterns of names: *lab*."
        ),
    ] = None
    only: Annotated[
        list[Name] | None,
        Field(max_length=limits.MAX_ENTRIES, description="Patterns of stories, ids and names to take."),
    ] = None
    room_layer: Annotated[
        Name | None, Field(description="The layer of a drawing's room outlines, by a pattern of its name.")
    ] = None
    unit: Annotated[
        Literal["mm", "cm", "m", "in", "ft"] | None,
        Field(description="The unit of a drawing, or of a list's figures that say none."),
    ] = None
    settings: SettingsFields | None = None

    @classmethod
    def of(cls, options: ReadOptions | Mapping[str, Any] | None) -> ReadOptions:
        """Options from a mapping. Raises InvalidBuilding under `/options`."""
        if isinstance(options, ReadOptions):
            return options
        if options is not None and not isinstance(options, Mapping):
            raise InvalidBuilding("/options", "not an object", "give an object, or leave it out")
        return check(cls, dict(options or {}), "/options")


class Assumed:
    """The values to take where a room says nothing: the options', else the file's, else the house's."""

    def __init__(
        self,
        options: ReadOptions,
        file: Assume | None = None,
        spoken: Vocabulary | None = None,
        units: Units = Units.METRIC,
    ) -> None:
        said = file or Assume()
        self.tile_m, self._tile_how = _tile(options.tile_m or said.tile_m, units)
        height = options.ceiling_height_m or said.ceiling_height_m
        self.ceiling_is_set: Final = height is not None
        self.ceiling_height_m: Final = height or limits.DEFAULT_CEILING_M
        drop = said.storey_drop_m if options.storey_drop_m is None else options.storey_drop_m
        self.drop_is_set: Final = drop is not None
        self.storey_drop_m: Final = limits.DEFAULT_STOREY_DROP_M if drop is None else drop
        room_type = _known(options.room_type, "/options/room_type") or _known(
            said.room_type, "/settings/assume/room_type"
        )
        self.type_is_set: Final = room_type is not None
        self.room_type: Final = room_type or limits.DEFAULT_ROOM_TYPE
        self.room_types: Final = _types(options.room_types or said.room_types or {})
        self.spoken: Final = spoken
        """The language of the names, if it is known."""

    @classmethod
    def of_model(cls, options: ReadOptions, names: Iterable[str], unit_m: float) -> Assumed:
        """Of a model without settings of its own: the names of its rooms, and m a unit it is drawn in."""
        said = options.settings.assume if options.settings else None
        return cls(options, said, spoken_in(names), Units.of_length(unit_m))

    def use(
        self, names: Iterable[str], sayings: Iterable[Saying], own: Iterable[str] = ()
    ) -> tuple[str, str]:
        """A space's type, or `not_a_room`, and a note of where it is from.

        The caller's table of patterns decides first, then what the file says, then what is assumed.
        """
        said = list(sayings)
        if told := wished(self.room_types, names) or use_of(said, own, self.spoken):
            return told
        what = " or ".join(f"the {where} {quoted(text)}" for where, text in said) or "no name"
        assumption = Assumption.ROOM_TYPE_AS_SET if self.type_is_set else Assumption.ROOM_TYPE
        return self.room_type, assumption.said(room_type=self.room_type, said=what)

    def tile_text(self, tile_m: tuple[float, float] | None = None) -> str:
        """The assumption of a tile size, in words."""
        x, y = tile_m or self.tile_m
        return (self._tile_how if (x, y) == self.tile_m else Assumption.TILE).said(x=x, y=y)

    def ceiling_text(self, why: str) -> str:
        """What is told of the ceiling of a room that gives no height itself: that it was set, else `why`."""
        height = self.ceiling_height_m
        if self.ceiling_is_set:
            return Assumption.CEILING_AS_SET.said(height=height)
        return Assumption.CEILING.said(height=height, how=why)


def _tile(said: TileSize | None, units: Units) -> tuple[tuple[float, float], Assumption]:
    """The edges to take, and what is told of them."""
    if said:
        return (said[0], said[1]), Assumption.TILE_OF_CALLER
    side, how = _TILES[units]
    return (side, side), how


def _types(table: Mapping[str, str]) -> dict[str, str]:
    """The caller's table with the types' own names. Raises InvalidBuilding."""
    found = {}
    for pattern, name in table.items():
        known = name if name == NOT_A_ROOM else _known(name, f"/options/room_types/{pattern}")
        found[pattern] = known or name
    return found


def _known(name: str | None, at: str) -> str | None:
    """The table's name of a room type, if one is given. Raises InvalidBuilding."""
    if name is None:
        return None
    known = known_as(name)
    if known is None:
        raise InvalidBuilding(at, f"{quoted(name)} is no known room type", nearest(name, list(ROOM_TYPES)))
    return known


def settings_of(
    options: ReadOptions,
    rule_set: RuleSet | None = None,
    code: FireCode | None = None,
    fields: SettingsFields | None = None,
) -> tuple[Settings, SettingsFields]:
    """The building's settings, and their fields: the options' tables replace the file's one by one."""
    own = fields or SettingsFields()
    if options.settings:
        own = own.model_copy(
            update={name: getattr(options.settings, name) for name in options.settings.model_fields_set}
        )
    rules = options.rule_set or rule_set or RuleSet.US
    fire = options.code or (code if options.rule_set in (None, rule_set) else None) or CODE_OF[rules]
    return Settings(rules, fire, own.overrides()), own
