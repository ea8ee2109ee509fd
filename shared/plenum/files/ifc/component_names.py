"""What names tell of elements whose class says nothing: words of fixtures, terminals and detectors.

Exporters write detectors as flow controllers and luminaires as proxies, and put switches under the
luminaires' type. English, German, French, Spanish, Italian, Dutch, Swedish.
"""

from __future__ import annotations

import re
from typing import Final

from plenum.ceiling.room.kinds import Kind


def _words(*patterns: str) -> re.Pattern[str]:
    """Any of these where a word begins; compounds end in what they are, so `…melder` may stand anywhere."""
    return re.compile(
        "|".join(f"{'' if p.startswith('…') else '(?<![a-zà-ÿ])'}{p.removeprefix('…')}" for p in patterns),
        re.IGNORECASE,
    )


_ON_WALLS: Final = _words(
    *(r"switch", r"dimmer", r"socket", r"receptacle", r"power outlet", r"pull ?station", r"push ?button"),
    *(r"…schalter", r"taster", r"…steckdose", r"interrupteur", r"prise", r"interrupt?tor", r"enchufe"),
    *(r"interruttore", r"presa", r"…schakelaar", r"stopcontact", r"strömbrytare", r"…brytare", r"…uttag"),
    *(r"duct (smoke )?detector", r"smoke damper", r"call point"),
)
"""What lights no room and is no ceiling's, whatever class it has."""
_SMOKE: Final = _words(
    *(r"smoke[ _-]*(detector|sensor|alarm)", r"(photo-?electric|optical)[ _-]*(smoke[ _-]*)?detector"),
    *(r"…rauch(warn)?melder", r"…brandmelder", r"détecteur (optique )?de fumée", r"detecteur de fumee"),
    *(r"detector(es)? de humos?", r"rilevatore (ottico )?di fumo", r"…rookmelder", r"…rökdetektor"),
    *(r"…brandvarnare", r"…rökvarnare", r"multi-?sensor (smoke )?detector"),
)
_LIGHT: Final = _words(
    *(r"luminaires?", r"light(ing)?[ _-]*fixtures?", r"troffer", r"downlight", r"recessed[ _-]*light"),
    *(
        r"led[ _-]*panel",
        r"pendant[ _-]*light",
        r"high[ _-]*bay",
        r"…leuchten?\b",
        r"…strahler\b",
        r"plafonnier",
    ),
    *(
        r"luminarias?",
        r"apparecchi[oa]? (di )?illuminazione",
        r"plafoniera",
        r"…armatuur",
        r"…armatur(er)?\b",
    ),
)
_AIR: Final = _words(
    *(r"diffusers?", r"grilles?", r"registers?", r"air[ _-]*terminal", r"air[ _-]*valve", r"…luftauslass"),
    *(
        r"…auslass\b",
        r"…tellerventil",
        r"…lüftungsgitter",
        r"diffuseur",
        r"bouche (de|d')",
        r"difusor",
        r"rejilla",
    ),
    *(r"diffusore", r"griglia", r"bocchetta", r"…rooster", r"…ventiel", r"…don\b", r"…luftdon", r"…galler\b"),
)
_SUPPLY: Final = _words(
    *(r"supply", r"…zuluft", r"soufflage", r"impulsi[oó]n", r"mandata", r"toevoer", r"…tilluft", r"insuffl")
)
_RETURN: Final = _words(
    *(
        r"return",
        r"exhaust",
        r"extract",
        r"…abluft",
        r"…fortluft",
        r"reprise",
        r"extraction",
        r"extracci[oó]n",
    ),
    *(r"retorno", r"ripresa", r"estrazione", r"afvoer", r"retour", r"afzuig", r"…frånluft"),
)


def is_on_walls(names: str) -> bool:
    """Whether it is a switch or a socket, or sits in a duct."""
    return bool(_ON_WALLS.search(names))


def is_smoke_detector(names: str) -> bool:
    """Whether it is a smoke detector by its names."""
    return bool(_SMOKE.search(names))


def is_luminaire(names: str) -> bool:
    """Whether it is a luminaire by its names."""
    return bool(_LIGHT.search(names))


def is_air_terminal(names: str) -> bool:
    """Whether it is an air terminal by its names."""
    return bool(_AIR.search(names))


def air_of(names: str) -> Kind | None:
    """Whether it supplies or returns; none where it says neither, or both."""
    supplies, returns = bool(_SUPPLY.search(names)), bool(_RETURN.search(names))
    if supplies == returns:
        return None
    return Kind.SUPPLY if supplies else Kind.RETURN
