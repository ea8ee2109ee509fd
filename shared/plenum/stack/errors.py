"""What can go wrong with the stack, in words that name the cure."""

from __future__ import annotations


class StackError(RuntimeError):
    """The stack could not be brought to the wanted state."""


class UsageError(StackError):
    """What was asked for cannot be: an unknown service, a negative count, no stack there."""


class MissingProgramError(StackError):
    """A program that a part needs is not installed."""


class UnhealthyError(StackError):
    """A part did not become ready within its deadline; the message ends with the tail of its log."""
