"""What holds for every request before a route sees it: hosts, origins, sizes, and headers for browsers."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .config import is_local
from .problems import ProblemError, response

_CHANGES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
HEADERS: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""Whatever is sent may end in a browser: nothing of it runs there but the page's own files."""


class Guarded:
    """Around an application. `local_only`: serve requests that name this machine, and no other host.

    Without tokens a page of somebody else's, open in a browser on this machine, could reach the gateway by
    a name of its own that resolves to 127.0.0.1, or by a form.
    """

    def __init__(self, app: ASGIApp, most_bytes: int, *, local_only: bool) -> None:
        self._app = app
        self._most = most_bytes
        self._local_only = local_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it before its body is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        if refusal := self._refused(scope["method"], headers):
            await response(refusal, scope.get("state", {}).get("trace_id"))(scope, receive, tell)
            return
        await self._app(scope, self._counted(receive), tell)

    def _refused(self, method: str, headers: Headers) -> ProblemError | None:
        host = headers.get("host", "")
        if self._local_only and not is_local(urlsplit(f"//{host}").hostname or ""):
            return ProblemError(
                421, "wrong_host", "this gateway serves this machine alone", cure="ask for http://127.0.0.1"
            )
        origin = headers.get("origin")
        if method in _CHANGES and origin and urlsplit(origin).netloc != host:
            return ProblemError(403, "other_origin", "pages of other origins may not change anything here")
        declared = headers.get("content-length", "0")
        if declared.isdigit() and int(declared) > self._most:
            return self._too_large()
        return None

    def _counted(self, receive: Receive) -> Receive:
        """A body that does not say how long it is, or lies, is read as far as the limit."""
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self._most:
                raise self._too_large()
            return message

        return counted

    def _too_large(self) -> ProblemError:
        return ProblemError(
            413,
            "too_large",
            f"larger than {self._most // 2**20} MiB",
            cure="split the building, or write its rooms as `rows`",
        )
