"""Ratings by version, as a gateway tells them: found by the digest of the weights that answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from plenum.pipeline.weights import Weights
from training.opinions import Opinions, opinions
from training.rule import NOBODY, Rated

THREE, FOUR = Weights("3", "a" * 64), Weights("4", "b" * 64)


def window(ratings: int, quality: float) -> dict[str, Any]:
    """As the gateway tells one."""
    return {"ratings": ratings, "acceptance": 0.5, "edit_distance": None, "quality": quality}


VERSIONS = {
    "1.0.0+folder.1.2.0": {"30d": window(7, 0.7)},
    THREE.marked("1.0.0+folder.1.2.0"): {"5m": window(10, 0.9), "30d": window(30, 0.8)},
    THREE.marked("1.0.0+other.1.2.0"): {"5m": window(30, 0.5)},
}


@pytest.fixture
def gateway() -> Iterator[str]:
    """One that tells these, for a token."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"models": [{"model_name": "m", "windows": {}, "versions": VERSIONS}]}).encode()
            is_known = (self.path, self.headers["Authorization"]) == ("/v1/quality", "Bearer t")
            self.send_response(200 if is_known else 401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_versions_ratings_are_those_of_its_weights() -> None:
    """Whichever code read them; the model's own are those without a mark."""
    found = Opinions(VERSIONS)
    assert found.of(THREE, "5m") == Rated(40, pytest.approx(0.6))
    assert found.of(None, "30d") == Rated(7, 0.7)
    assert found.of(None, "5m") == found.of(FOUR, "30d") == NOBODY


def test_a_gateway_is_asked_with_its_token(gateway: str) -> None:
    """A model that nobody rated has none; who is not let in hears that."""
    assert opinions(gateway, "m", "t").versions == VERSIONS
    assert opinions(gateway, "other", "t").versions == {}
    with pytest.raises(OSError, match="401"):
        opinions(gateway, "m")


def test_what_is_no_address_is_refused() -> None:
    """With what would be one."""
    with pytest.raises(ValueError, match="http://HOST:PORT"):
        opinions("file:///etc/hostname", "m")
