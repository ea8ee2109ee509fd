"""A gateway as a caller sees it who has nothing of ours: JSON over HTTP."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

_ANSWER_S: Final = 30.0


class NoGatewayError(Exception):
    """Nothing answers there, or what answers is no gateway."""


@dataclass(frozen=True)
class Answer:
    """Its status and its JSON."""

    status: int
    data: Any
    retry_s: float = 0.0


class Door:
    """One connection; opened anew where it was lost."""

    def __init__(self, url: str, token: str = "") -> None:
        """`url`: http:// or https://, of the gateway's root. Raises ValueError for another one."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url}: write http://HOST:PORT")
        made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = made(parts.hostname, parts.port, timeout=_ANSWER_S)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def submit(self, building: dict[str, Any]) -> Answer:
        """`202` with `job_id`, or why not."""
        return self._ask("POST", "/v1/jobs", building)

    def state(self, job_id: str) -> Answer:
        """How a job stands."""
        return self._ask("GET", f"/v1/jobs/{quote(job_id, safe='')}")

    def result(self, job_id: str) -> Answer:
        """The completed building."""
        return self._ask("GET", f"/v1/jobs/{quote(job_id, safe='')}/result.json")

    def judge(self, job_id: str, opinion: dict[str, Any]) -> Answer:
        """Feedback on a room."""
        return self._ask("POST", f"/v1/jobs/{quote(job_id, safe='')}/feedback", opinion)

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _ask(self, method: str, path: str, data: Any = None) -> Answer:
        """Raises NoGatewayError."""
        body = None if data is None else json.dumps(data).encode()
        headers = {**self._headers, **({} if body is None else {"Content-Type": "application/json"})}
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            return Answer(
                response.status, json.loads(response.read()), float(response.headers.get("Retry-After", 0))
            )
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            raise NoGatewayError(str(error) or type(error).__name__) from error
