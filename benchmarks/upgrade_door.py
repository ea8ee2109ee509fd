"""The gateway in a change of version: the next one answers beside the one before, and is asked from then on.

As behind an ingress: no request is sent to one that was told to stop, and that one answers those it has.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx

from benchmarks.upgrade_versions import Version
from plenum.stack import ports

NAME: Final = "gateway"
_HANGS_S: Final = 120.0
_UNLIMITED: Final = {"PLENUM_GATEWAY_REQUESTS_PER_MINUTE": "1000000"}
"""What one caller may have is not what is asked."""


class Door:
    """One gateway, of one version or the other, each with a port and a store of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._http = httpx.AsyncClient(timeout=_HANGS_S)
        self._url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0

    async def replace(self, version: Version, environment: Mapping[str, str]) -> None:
        """Start a gateway of this version; once it can serve, ask it, and stop the one before it.

        Raises TimeoutError.
        """
        old, port = self._process, ports.choose((NAME,), {})[NAME]
        self._process, url = self._start(version, environment, port), f"http://127.0.0.1:{port}"
        async with asyncio.timeout(_HANGS_S):
            while not await self._is_ready(url):
                await asyncio.sleep(0.1)
        self._url = url
        if old is not None:
            old.terminate()
            await asyncio.to_thread(old.wait, _HANGS_S)

    def _start(self, version: Version, environment: Mapping[str, str], port: int) -> subprocess.Popen[bytes]:
        self._started += 1
        folder = self._folder / f"{NAME}-{self._started}"
        folder.mkdir()
        own = {"PLENUM_GATEWAY_PORT": str(port), "PLENUM_GATEWAY_FOLDER": str(folder), **_UNLIMITED}
        with (folder / "log").open("wb") as log:
            return version.start(NAME, self._started, {**environment, **own}, log)

    async def _is_ready(self, url: str) -> bool:
        try:
            return (await self._http.get(f"{url}/health/ready")).is_success
        except httpx.TransportError:
            return False

    async def predict(self, grid: dict[str, Any]) -> str:
        """One grid over HTTP, waited for; what is wrong with the answer, empty where nothing is."""
        try:
            answer = await self._http.post(f"{self._url}/predict", json=grid)
        except httpx.TransportError as error:
            return repr(error)
        if not answer.is_success:
            return f"{answer.status_code} {answer.text[:200]}"
        done = answer.json()
        return " ".join([done["status"], *done.get("reasons", [])]) if "status" in done else ""

    async def stop(self) -> None:
        """End it; nothing where none was started."""
        await self._http.aclose()
        if self._process is not None:
            self._process.terminate()
            await asyncio.to_thread(self._process.wait, _HANGS_S)
