"""Plenum completes ceilings: lights, air supply, air return and smoke detectors, rule by rule.

`plenum.PipelineRunner` completes buildings in this process, `plenum.client` submits them to a running
Plenum. Importing `plenum` alone loads neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plenum.pipeline.runner import PipelineRunner

__all__ = ["PipelineRunner"]


def __getattr__(name: str) -> Any:
    """The runner, once somebody asks for it: it brings the models and their libraries along."""
    if name in __all__:
        from importlib import import_module

        from plenum.distribution import brought_by

        with brought_by("stack"):
            return getattr(import_module("plenum.pipeline.runner"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """What there is, asked for or not."""
    return sorted({*globals(), *__all__})
