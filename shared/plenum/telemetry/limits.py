"""OpenTelemetry's limits of attributes and links: what goes beyond is left out and counted.

Source: the specification's "Attribute Limits" and "Span Limits"; the variables are read by the SDK.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from opentelemetry.sdk._logs import LogRecordLimits
from opentelemetry.sdk.trace import SpanLimits

from plenum.settings import WrongSettingError


@dataclass(frozen=True)
class Limits:
    """How many attributes a thing may have, and how long a text in one may be; None: no limit."""

    most: int | None
    longest: int | None

    def of(self, attributes: Mapping[str, Any]) -> tuple[Mapping[str, Any], int]:
        """As many as may be, the later ones left out, and how many were."""
        left_out = 0
        if self.most is not None and len(attributes) > self.most:
            left_out = len(attributes) - self.most
            attributes = dict(islice(attributes.items(), self.most))
        if self.longest is not None:
            attributes = {name: self._short(value) for name, value in attributes.items()}
        return attributes, left_out

    def _short(self, value: Any) -> Any:
        return value[: self.longest] if isinstance(value, str) else value


class Bounded:
    """The process' limits, read when it is made. Raises WrongSettingError for one that is no number."""

    def __init__(self) -> None:
        try:
            found, of_records = SpanLimits(), LogRecordLimits()
        except ValueError as error:
            raise WrongSettingError(str(error)) from None
        self.span = Limits(found.max_span_attributes, found.max_span_attribute_length)
        self.link = Limits(found.max_link_attributes, found.max_attribute_length)
        self.record = Limits(of_records.max_log_record_attributes, of_records.max_log_record_attribute_length)
        self._links = found.max_links

    def links(self, links: Sequence[Any]) -> tuple[Sequence[Any], int]:
        """As many links as may be, and how many were left out."""
        if self._links is None or len(links) <= self._links:
            return links, 0
        return links[: self._links], len(links) - self._links
