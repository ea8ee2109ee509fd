"""The rule table, version v1: every limit a layout is checked against, as data.

Numbers come from the sources named in each row, mostly secondary ones (guides, public data files),
never from the paid standards themselves: results are "checked against rule set v1", not compliant
with a standard. `LGT-1`, `LGT-2`, `LGT-6` and `LGT-13` take their limits from the room type
(`asked.room_types`), `AIR-3` and `AIR-8` from the room's flows, so their default is empty.
"""

from __future__ import annotations

# ruff: noqa: E501 - a table reads best with one row a line
from typing import Final

from plenum.ceiling.rules.fire_code import FireCode
from plenum.ceiling.rules.rule import Rule, Sense, Severity

HARD, SOFT, INFO = Severity.HARD, Severity.SOFT, Severity.INFO
LEAST, MOST, WITHIN, BETWEEN, REPORTED = (
    Sense.AT_LEAST,
    Sense.AT_MOST,
    Sense.WITHIN,
    Sense.BETWEEN,
    Sense.REPORTED,
)
N, B, E = FireCode.NFPA72, FireCode.BS5839, FireCode.EN54_14_2018
OURS: Final = "engineering judgement, no standard claims it"
KNOWN: Final = "common knowledge, unverified"
FOOT_M: Final = 0.3048
"""Limits that a code states in feet are exact: a rounding of them fails rooms that the code passes."""

# fmt: off
GEOMETRY: Final = (
    Rule("GEO-1", "GEO", "RCR = 2.5*Hm*P/A", REPORTED, "", INFO, "H", "computed; mepvault.com"),
    Rule("GEO-2", "GEO", "tiles of components not fully inside the outline minus holes", MOST, "tiles", HARD, "H", "the grid", 0),
    Rule("GEO-3", "GEO", "grid rotated to the longest edge before tiling", REPORTED, "", INFO, "L", OURS),
    Rule("GEO-4", "GEO", "grid centred between the longest walls of each axis; border tiles equal and none or at least half a tile: the narrowest",
         REPORTED, "m", INFO, "L", "drafting practice", relaxations=("settings.grid: origin, turn or tile of its own", "rooms left with under 9 whole tiles: most whole tiles")),
    Rule("GEO-5", "GEO", "suspended ceiling = storey height - 0.7 m where a file gives only the storey", REPORTED, "m", INFO, "L", OURS, 0.7),
)
LIGHT: Final = (
    Rule("LGT-1", "LGT", "mean(E) >= Em on the calculation grid", LEAST, "lx", HARD, "M", "EN 12464-1 by BSEN12464/lux-levels.json; IES where settings.illuminance asks"),
    Rule("LGT-2", "LGT", "min(E)/mean(E) >= U0", LEAST, "", HARD, "M", "EN 12464-1 by area-definitions.json; trilux.com"),
    Rule("LGT-3", "LGT", "grid pitch p = 0.2*5^log10(d) and half the mounting height at most; 0.5 m band left out at the walls", REPORTED, "m", INFO, "H", "fagerhult.com; computed"),
    Rule("LGT-4", "LGT", "largest gap along x and y, over Hm; irregular optima may break it, LGT-2 decides", MOST, "", SOFT, "M", "luminaire-types.json", 1.5),
    Rule("LGT-5", "LGT", "largest wall gap over the spacing, half a tile of tolerance", MOST, "", SOFT, "M", "erco.com", 0.5),
    Rule("LGT-6", "LGT", "sum(N*P) <= sum(LPD*A) over the building, traded between spaces; per room soft", MOST, "W", HARD, "H",
         "ASHRAE 90.1-2019 by honeybee-energy-standards and lpd-table-9-6-1.json; allowance for high room cavities unverified",
         relaxations=("a single room may exceed its share: the building decides",)),
    Rule("LGT-7", "LGT", "efficacy needed = Em/(UF*MF*LPD)", LEAST, "lm/W", INFO, "H", "computed"),
    Rule("LGT-8", "LGT", "maintenance factor, or MF = LLMF*LSF*LMF*RSMF of its parts", REPORTED, "", INFO, "M", "spacing-rules.yaml; parts CIE 97:2005 by trilux.com", 0.80),
    Rule("LGT-9", "LGT", "reflectances ceiling/wall/floor 0.70/0.50/0.20", REPORTED, "", INFO, "M", "mepvault.com"),
    Rule("LGT-10", "LGT", "mean(E)/Em", MOST, "", SOFT, "L", OURS, 1.5),
    Rule("LGT-11", "LGT", "reflected light by radiosity of floor, walls and ceiling in patches, from the floor up", REPORTED, "lx", INFO, "H", "computed; means within 1 % of Radiance"),
    Rule("LGT-12", "LGT", "order: 1 for an array in mirror image, half a pitch from the walls; a half at a price of six lights", LEAST, "", SOFT, "L", OURS, 0.5),
    Rule("LGT-13", "LGT", "the luminaire's declared UGR class", MOST, "UGR", HARD, "M", "EN 12464-1 by lux-levels.json"),
    Rule("LGT-14", "LGT", "UGR = 8*log10(0.25/Lb*sum(L^2*w/p^2)), the worst of observers half way along each wall, eyes at 1.2 m, the luminaire's luminous area a tile", MOST, "UGR", SOFT, "M", "CIE 117:1995, CIE 190:2010; limits EN 12464-1 by lux-levels.json"),
    Rule("LGT-15", "LGT", "mean cylindrical illuminance at 1.2 m on the calculation grid", LEAST, "lx", SOFT, "L", "EN 12464-1:2021, unverified"),
    Rule("LGT-16", "LGT", "mean illuminance of the walls", LEAST, "lx", SOFT, "L", "EN 12464-1:2021, unverified"),
    Rule("LGT-17", "LGT", "mean illuminance of the ceiling", LEAST, "lx", SOFT, "L", "EN 12464-1:2021, unverified"),
    Rule("LGT-18", "LGT", "modelling: cylindrical over horizontal illuminance, both at 1.2 m", BETWEEN, "", INFO, "M", "EN 12464-1 by licht.de", 0.3, 0.6),
    Rule("LGT-19", "LGT", "LENI = sum(P)*Fc*Fo*(tD*FD + tN)/(1000*A) + standby over the building, quick method", REPORTED, "kWh/m2 a year", INFO, "L", "EN 15193-1 by engineeringtoolbox.com and fagerhult.com; hours and standby unverified"),
    Rule("LGT-20", "LGT", "least over mean illuminance of the walls, place by place from floor to ceiling", LEAST, "", SOFT, "L", "EN 12464-1:2021, unverified", 0.1),
)
AIR: Final = (
    Rule("AIR-1", "AIR_SUPPLY", "Vbz = Rp*Pz + Ra*Az", REPORTED, "L/s", INFO, "H", "ASHRAE 62.1-2022 by ventilation-rates.json; pdfslide.net"),
    Rule("AIR-2", "AIR_SUPPLY", "Q = max(Vbz/Ez, q/(1.21*dT)), dT = 10 K", REPORTED, "L/s", INFO, "L", KNOWN),
    Rule("AIR-3", "AIR_SUPPLY", "n_sup >= ceil(Q/q_max), q_max = 120 L/s", LEAST, "diffusers", HARD, "L", OURS),
    Rule("AIR-4", "AIR_SUPPLY", "spacing target S = sqrt(q/r)", REPORTED, "m", SOFT, "M", "AMCA InMotion 2019-09"),
    Rule("AIR-5", "AIR_SUPPLY", "throw over length T0.25/L, L the mean of the four ways; the value farthest outside the band", BETWEEN, "", SOFT, "L", KNOWN, 0.7, 3.4),
    Rule("AIR-6", "AIR_SUPPLY", "largest deviation of a diffuser's length along x or y (mean of both ways) from the median", MOST, "", SOFT, "L", OURS, 0.35),
    Rule("AIR-7", "AIR_SUPPLY", "supply centre to wall", LEAST, "m", SOFT, "L", OURS, 0.9),
    Rule("AIR-8", "AIR_RETURN", "gross area of the returns >= Q/(2.03*0.75): 548 L/s a tile of 600 x 600 mm", LEAST, "m2", HARD, "M", "theprimecalculator.com; hvacrschool.com"),
    Rule("AIR-9", "AIR_RETURN", "return centre to nearest supply centre", LEAST, "m", HARD, "L", OURS, 1.8,
         relaxations=("small rooms: half the diagonal of the box around the usable tiles' centres",)),
    Rule("AIR-10", "AIR_RETURN", "(sum(supply) - sum(return) - exhaust) / sum(supply)", WITHIN, "", HARD, "L", OURS, 0.05),
    Rule("AIR-11", "AIR_RETURN", "exhaust rooms: supply = exhaust less an offset, kept at negative pressure; WC: air by transfer, no supply",
         LEAST, "", HARD, "L", KNOWN, 0.10),
    Rule("AIR-12", "AIR_RETURN", "what is asked and not moved: 1 - sum(supply)/Q; of air by transfer 1 - sum(exhaust)/exhaust", MOST, "", HARD, "L", OURS, 0.05),
)
SMOKE: Final = (
    Rule("SMK-1N", "SMK", "every point within 0.7*30 ft (21 ft) of a detector that sees it", MOST, "m", HARD, "H", "NFPA 72 17.7.3.2.3.1 by firealarmsonline.com and ecmag.com", 21 * FOOT_M,
         codes=frozenset({N})),
    Rule("SMK-1B", "SMK", "every point within 7.5 m of a detector that sees it", MOST, "m", HARD, "H", "BS 5839-1 by lwf.co.uk and sparksdirect.co.uk", 7.5, codes=frozenset({B})),
    Rule("SMK-1E", "SMK", "every point within 6.2 m of a detector that sees it", MOST, "m", HARD, "M", "EN 54-14:2018 by mavili.com.tr", 6.2, codes=frozenset({E})),
    Rule("SMK-2N", "SMK", "alternative: gap <= 30 ft and wall <= 15 ft, as the farthest point along either axis", MOST, "m", INFO, "H", "NFPA 72 17.7.3.2.3.1 by firealarmsonline.com and ecmag.com", 15 * FOOT_M, codes=frozenset({N})),
    Rule("SMK-3", "SMK", "floor that no detector sees nor sees floor within 0.5 m of; columns, pilasters and stubs of wall up to 0.8 m in plan hide nothing", MOST, "m2", HARD, "L",
         "engineering judgement on NFPA 72 17.6.3.1.1 by firetech.com and BS 5839-1 22.3 by lwf.co.uk", 0.1),
    Rule("SMK-4", "SMK", "detector to wall", LEAST, "m", HARD, "M", "lwf.co.uk; engineersuniverse.com", 0.5, by_code={N: 0.10}, severity_by_code={N: SOFT},
         relaxations=("where no tile of the room keeps it: as far as the most central tile",)),
    Rule("SMK-5", "SMK", "detector to nearest supply", LEAST, "m", HARD, "H", "envision-eng.com, lwf.co.uk, mavili.com.tr; NFPA 72 17.7.4.1: 36 in.", 0.91, by_code={B: 1.0, E: 0.5}),
    Rule("SMK-6", "SMK", "detector to nearest return", LEAST, "m", SOFT, "M", "envision-eng.com", 0.5, by_code={N: 0.91}, severity_by_code={N: HARD}),
    Rule("SMK-7", "SMK", "straight corridors: gap along the axis, an end counting double, <= S = 2*sqrt(7.5^2-(w/2)^2); 15 m up to 2 m wide, where under BS 5839-1 it takes SMK-1B's place", MOST, "m", HARD, "H", "BS 5839-1 by sparksdirect.co.uk; computed", 15.0,
         codes=frozenset({B, E})),
    Rule("SMK-8", "SMK", "above 8.6 air changes/h: A/n and (d_max/0.7)^2 <= 7500/ACH ft2 (the table's rows, linear between)", MOST, "m2", HARD, "L", KNOWN, 900 * FOOT_M**2, codes=frozenset({N}),
         steps=tuple((ach, feet * FOOT_M**2) for ach, feet in ((7.5, 900), (8.6, 875), (10.0, 750), (12.0, 625), (15.0, 500), (20.0, 375), (30.0, 250), (60.0, 125)))),
    Rule("SMK-9", "SMK", "at least one detector where the system's category covers the room and its type is protected; kitchen, shower, garage, fume-laden plant: heat detector required, none placed",
         LEAST, "detectors", HARD, "L", KNOWN, 1, relaxations=("WC under 4 m2", "rooms that the system's category leaves out (settings.fire)")),
    Rule("SMK-10", "SMK", "ceiling height", MOST, "m", HARD, "M", "BS 5839-1 by sparksdirect.co.uk; CEN/TS 54-14:2018 by pfpe.pl", 10.5, by_code={E: 12.0}, codes=frozenset({B, E})),
    Rule("SMK-11", "SMK", "height of the voids above ceiling and below floor, in whole mm: one of 800 mm or more in a covered room asks for detectors of its own, which are not placed", MOST, "m", INFO, "M",
         "BS 5839-1 22.2 d by daacontrol.blogg.se; EN 54-14 alike, unverified", 0.799, codes=frozenset({B, E})),
    Rule("SMK-12", "SMK", "with settings.fire.annex DE: floor a detector, 60 m2 in rooms over 80 m2 up to 6 m high, where SMK-1E's radius is 5.7 m; else 80 m2 and 6.6 m", MOST, "m2", HARD, "M",
         "DIN VDE 0833-2:2009 by a planner's sheet, scribd.com document 270785696", 80.0, codes=frozenset({E})),
)
CLASH: Final = (
    Rule("CLS-1", "CLS", "tiles with more than one component, or a component on an invalid tile", MOST, "tiles", HARD, "H", "the grid", 0),
    Rule("CLS-2", "CLS", "detector centre to nearest luminaire centre", LEAST, "m", SOFT, "L", OURS, 0.6),
    Rule("CLS-3", "CLS", "nothing below a sprinkler's deflector within 305 mm", MOST, "m", INFO, "M", "NFPA 13 by keyeslifesafety.com", 0.0,
         relaxations=("flush components only: nothing hangs below the ceiling",)),
    Rule("CLS-4", "CLS", "existing components moved or removed", MOST, "tiles", HARD, "H", "the grid", 0),
)
REPORT: Final = (
    Rule("EVD-1", "EVD", "every hard rule emits value, limit, margin, source and confidence", REPORTED, "", INFO, "L", OURS),
    Rule("OPT-1", "OPT", "count, lower bound and gap are reported", REPORTED, "", INFO, "H", "computed"),
    Rule("OPT-2", "OPT", "infeasible: blocking points and the smallest relaxation are named", REPORTED, "", INFO, "L", OURS),
)
# fmt: on

TABLE: Final = GEOMETRY + LIGHT + AIR + SMOKE + CLASH + REPORT
