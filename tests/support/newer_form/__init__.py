"""Workers of the next version: they read and write one form more than this one, and nothing else differs."""

from __future__ import annotations

from plenum.pipeline import forms

forms.NEWEST += 1
