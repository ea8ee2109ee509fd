"""A luminaire of a building's settings: by figures, by a file beside the building's, or by a table."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from plenum.ceiling.luminaire.distribution import (
    C_STEPS_DEG,
    FLUX_LM,
    GAMMA_STEPS_DEG,
    STEP_C_DEG,
    STEP_GAMMA_DEG,
    Distribution,
    gamma_count,
    row_counts,
)
from plenum.files import limits
from plenum.files.parsing.fields import Name, Number, Positive, Strict, mistake

_MOST_PLANES: Final = row_counts(min(C_STEPS_DEG))[-1]
_MOST_GAMMAS: Final = gamma_count(min(GAMMA_STEPS_DEG))


def _of(steps: tuple[float, ...]) -> str:
    return ", ".join(f"{step:g}" for step in steps)


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
    """Intensities in cd per 1000 lm downwards: a row a C-plane, in it gamma from 0 to 90°."""

    cd_klm: Annotated[
        list[Annotated[list[Candela], Field(min_length=2, max_length=_MOST_GAMMAS)]],
        Field(
            min_length=1,
            max_length=_MOST_PLANES,
            description="1 row: the same all round; C0 to C90 or to C180, mirrored (of 15°: 7, 13); or all.",
        ),
    ]
    c_step_deg: Annotated[float, Field(strict=True, description=f"Between planes: {_of(C_STEPS_DEG)}.")] = (
        STEP_C_DEG
    )
    gamma_step_deg: Annotated[
        float, Field(strict=True, description=f"Between gammas: {_of(GAMMA_STEPS_DEG)}.")
    ] = STEP_GAMMA_DEG
    turn_deg: TurnDeg = 0.0
    source: Annotated[Name, Field(description="The file it was read from.")] = ""

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        for step, steps in ((self.c_step_deg, C_STEPS_DEG), (self.gamma_step_deg, GAMMA_STEPS_DEG)):
            if step not in steps:
                raise mistake(f"a step of {step:g}°", f"give one of {_of(steps)}")
        planes, gammas = row_counts(self.c_step_deg), gamma_count(self.gamma_step_deg)
        if len(self.cd_klm) not in planes:
            raise mistake(f"{len(self.cd_klm)} planes", f"give {', '.join(map(str, planes))}")
        for row in self.cd_klm:
            if len(row) != gammas:
                raise mistake(
                    f"{len(row)} entries in a plane", f"give {gammas}, every {self.gamma_step_deg:g}°"
                )
        table = Distribution.from_json({"cd_klm": self.cd_klm, **self._steps()})
        if not 0.99 * FLUX_LM <= table.flux_lm <= 1.01 * FLUX_LM:
            raise mistake(
                f"the intensities add up to {table.flux_lm:.4g} lm", f"scale them to {FLUX_LM:g} lm"
            )
        return self

    def _steps(self) -> dict[str, float]:
        return {"c_step_deg": self.c_step_deg, "gamma_step_deg": self.gamma_step_deg}

    @model_serializer(mode="wrap")
    def _without_the_usual_steps(self, fields: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Buildings written before there were finer tables stay as they are."""
        written: dict[str, Any] = fields(self)
        if self._steps() == {"c_step_deg": STEP_C_DEG, "gamma_step_deg": STEP_GAMMA_DEG}:
            written = {key: value for key, value in written.items() if key not in self._steps()}
        return written


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
