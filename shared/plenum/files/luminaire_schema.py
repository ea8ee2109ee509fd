"""A luminaire of a building's settings: by figures, by a file beside the building's, or by a table."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from plenum.ceiling.luminaire.distribution import FLUX_LM, GAMMAS, PLANES, ROWS, Distribution
from plenum.files import limits
from plenum.files.fields import Name, Number, Positive, Strict, mistake

TurnDeg = Annotated[
    Number, Field(ge=-360, le=360, description="Of C0 from the grid's x axis, counter-clockwise from above.")
]


class Photometry(Strict):
    """A luminaire file (IES LM-63 or EULUMDAT) beside the building file."""

    file: Annotated[str, Field(strict=True, min_length=1, max_length=limits.MAX_NAME)]
    turn_deg: TurnDeg = 0.0

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, data: Any) -> Any:
        return {"file": data} if isinstance(data, str) else data


def _unread(_: Photometry) -> Photometry:
    raise mistake(
        "a luminaire file can be named only in a building file, beside which it lies",
        "make the building with `plenum convert`, which puts it in as `distribution`",
    )


Candela = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e6)]


class DistributionFields(Strict):
    """Intensities in cd per 1000 lm downwards: a row a C-plane (15°), in it gamma 0 to 90° (2.5°)."""

    cd_klm: Annotated[
        list[Annotated[list[Candela], Field(min_length=GAMMAS, max_length=GAMMAS)]],
        Field(
            min_length=1,
            max_length=PLANES,
            description="1 row: the same all round; 7: C0 to C90, 13: C0 to C180, mirrored; 24: all.",
        ),
    ]
    turn_deg: TurnDeg = 0.0
    source: Annotated[Name, Field(description="The file it was read from.")] = ""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if len(self.cd_klm) not in ROWS:
            raise mistake(f"{len(self.cd_klm)} planes", f"give {', '.join(map(str, ROWS))}")
        flux = Distribution(tuple(map(tuple, self.cd_klm))).flux_lm
        if not 0.99 * FLUX_LM <= flux <= 1.01 * FLUX_LM:
            raise mistake(f"the intensities add up to {flux:.4g} lm", f"scale them to {FLUX_LM:g} lm")
        return self


class LuminaireFigures(Strict):
    """A luminaire of one's own, or other figures for one of the catalogue."""

    lumens: Annotated[Positive | None, Field(le=1e6, description="Luminaire flux, lm.")] = None
    watts: Annotated[Positive | None, Field(le=1e5, description="Power, W.")] = None
    n: Annotated[Positive | None, Field(le=100, description="Exponent of the cosine-power distribution.")] = (
        None
    )
    ugr: Annotated[Positive | None, Field(le=40, description="Declared glare class.")] = None
    shr: Annotated[Positive | None, Field(le=5, description="Greatest spacing over mounting height.")] = None
    photometry: Annotated[
        Photometry | None,
        BeforeValidator(lambda value: value, json_schema_input_type=str | Photometry),
        AfterValidator(lambda value: None if value is None else _unread(value)),
        Field(description="A luminaire file; lumens, watts and distribution are read from it."),
    ] = None
    distribution: Annotated[
        DistributionFields | None, Field(description="Of the light; `lumens` is then the flux downwards.")
    ] = None

    @model_validator(mode="after")
    def _one_distribution(self) -> Self:
        if self.n is not None and self.distribution is not None:
            raise mistake("both n and a distribution", "give one of them")
        return self
