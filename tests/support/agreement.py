"""Where the product's evidence and the naive verdicts differ."""

from __future__ import annotations

from collections.abc import Iterable

from plenum.ceiling.rules.evidence import Evidence
from tests.support.naive.room import Verdicts

RELATIVE = 1e-5
"""Evidence has six digits."""
ABSOLUTE = 1e-5
SOUGHT = {
    **dict.fromkeys(("SMK-1N", "SMK-1B", "SMK-1E"), 0.1),
    "SMK-3": 0.1,
    "SMK-8": 1.5,
}
"""In each rule's unit: what is looked for ever more closely is found to so much. Floor between two lines
of sight ends in a tip, at a few degrees a long one, and each verifier stops somewhere else short of it."""
APART = {"LGT-1": 0.015, "LGT-2": 0.03}
"""Shares of the value, or of the limit where that is more: what surfaces send back is known by patches or by
rays, and where a room is darkest it is all there is. Verdicts differ only where the limit is between."""
JUDGED = 0.3
"""Of what is sought, so near to the limit the verdicts may differ."""


def differences(
    evidence: Iterable[Evidence], verdicts: Verdicts, *, left_out: Iterable[str] = ()
) -> list[str]:
    """A sentence for each hard rule on which the two do not say the same; `left_out` rules are not asked."""
    hard = {e.rule: e for e in evidence if e.hard and e.rule not in set(left_out)}
    found = [f"{rule}: only one of the two looked at it" for rule in sorted(set(hard) ^ set(verdicts))]
    for rule in sorted(set(hard) & set(verdicts)):
        ours, (value, passed) = hard[rule], verdicts[rule]
        slack = RELATIVE * abs(value) + SOUGHT.get(rule, ABSOLUTE)
        if rule in APART:
            slack = APART[rule] * max(value, ours.limit)
        if abs(ours.value - value) > slack:
            found.append(f"{rule}: {ours.value:.6g}, naively {value:.6g} {ours.unit}")
        away = abs(value - ours.limit) if rule in APART else abs(ours.margin)
        doubtful = slack if rule in APART else JUDGED * slack if rule in SOUGHT else -1.0
        if ours.passed is not passed and away > doubtful:
            words = ("breaks", "keeps")
            found.append(
                f"{rule}: {words[ours.passed]} the limit of {ours.limit:.6g}, naively it {words[passed]} it"
            )
    return found
