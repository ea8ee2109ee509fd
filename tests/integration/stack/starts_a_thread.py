"""The selector's model, but importing it leaves a thread behind, as some libraries do."""

from __future__ import annotations

import threading

from services.selector.model import select

__all__ = ["select"]

threading.Thread(target=threading.Event().wait, daemon=True).start()
