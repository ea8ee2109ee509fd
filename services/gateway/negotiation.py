"""`Accept` (RFC 9110, 12.5.1): which of the forms that there are a caller prefers."""

from __future__ import annotations

from collections.abc import Mapping


def best(accept: str | None, forms: Mapping[str, str]) -> str | None:
    """The key of the media type that is preferred, the earlier one among equals; None: none will do."""
    if not accept or not accept.strip():
        return next(iter(forms))
    wishes = [_wish(part) for part in accept.split(",") if part.strip()]
    weighed = [(_weight(media, wishes), -place, name) for place, (name, media) in enumerate(forms.items())]
    weight, _, name = max(weighed)
    return name if weight > 0 else None


def _wish(part: str) -> tuple[str, float]:
    media, *parameters = (word.strip().lower() for word in part.split(";"))
    weight = 1.0
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                weight = min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                weight = 0.0
    return media, weight


def _weight(media: str, wishes: list[tuple[str, float]]) -> float:
    """By the most specific range that covers the type."""
    ranges = (media, f"{media.partition('/')[0]}/*", "*/*")
    for covering in ranges:
        found = [weight for wished, weight in wishes if wished == covering]
        if found:
            return found[0]
    return 0.0
