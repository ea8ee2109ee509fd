"""A small OTLP receiver for machines without a collector: python -m plenum.stack.sink.

It takes OTLP over HTTP in protobuf, for traces, metrics and logs, on the collector's paths, and appends
each request as it is to `{traces,metrics,logs}.binpb`. It forwards nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import signal
import sys
import threading
import zlib
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from google.protobuf.message import DecodeError

from plenum.stack import otlp_files
from plenum.stack.otlp_json import SIGNALS
from plenum.telemetry.delimited import delimited

#: Of one request, unpacked: above the SDK's largest batch of 512 spans by two orders.
MOST_BODY_BYTES = 16 * 1024 * 1024
#: After which a file is set aside.
MOST_FILE_BYTES = 64 * 1024 * 1024
#: Files set aside that stay; the oldest goes.
BACKUPS = 3


class RequestError(Exception):
    """A request that is refused, with the HTTP status that says why."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Store:
    """The files: appended to whole request by whole request, set aside when large."""

    def __init__(self, directory: Path, most_file_bytes: int = MOST_FILE_BYTES) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._paths = {name: directory / f"{name}{otlp_files.SUFFIX}" for name in SIGNALS}
        self._most_file_bytes = most_file_bytes
        self._lock = threading.Lock()
        self.requests = dict.fromkeys(SIGNALS, 0)
        for path in self._paths.values():
            otlp_files.mend(path)

    def append(self, name: str, body: bytes) -> None:
        """Add a request to a signal's file. Raises OSError when the disk refuses it."""
        data, path = delimited(body), self._paths[name]
        with self._lock:
            if path.exists() and path.stat().st_size + len(data) > self._most_file_bytes:
                self._set_aside(path)
            with path.open("ab", buffering=0) as file:
                before = file.tell()
                if (written := file.write(data)) < len(data):
                    file.truncate(before)
                    raise OSError(errno.ENOSPC, f"{written} of {len(data)} bytes were written")
            self.requests[name] += 1

    def _set_aside(self, path: Path) -> None:
        for number in range(BACKUPS - 1, 0, -1):
            with contextlib.suppress(FileNotFoundError):
                self._older(path, number).replace(self._older(path, number + 1))
        path.replace(self._older(path, 1))

    @staticmethod
    def _older(path: Path, number: int) -> Path:
        return path.with_suffix(f".{number}{otlp_files.SUFFIX}")


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive between requests."""

    protocol_version = "HTTP/1.1"
    timeout = 120
    store: Store

    def do_GET(self) -> None:
        """Health, and how many requests were stored."""
        if self.path == "/":
            health = {"status": "Server available", "requests": self.store.requests}
            self._answer(HTTPStatus.OK, json.dumps(health).encode(), "application/json")
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"the paths are / and /v1/{traces,metrics,logs}\n")

    def do_POST(self) -> None:
        """Store one export request; an empty answer is OTLP's full success."""
        try:
            name = self._signal()
            body = self._body()
            # What is no request is refused now: nobody could tell its sender later.
            SIGNALS[name].FromString(body)
            self.store.append(name, body)
        except RequestError as error:
            # What was not read of the body would be taken for the next request.
            self.close_connection = True
            self._answer(error.status, f"{error}\n".encode())
        except DecodeError:
            self._answer(HTTPStatus.BAD_REQUEST, b"the body is no OTLP request in protobuf\n")
        except OSError as error:
            # Retryable by OTLP's rules: the sender keeps it, and counts it if it must drop it.
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, f"cannot store: {error}\n".encode())
        else:
            self._answer(HTTPStatus.OK, b"", "application/x-protobuf")

    def _signal(self) -> str:
        name = self.path.removeprefix("/v1/")
        if self.path == name or name not in SIGNALS:
            raise RequestError(HTTPStatus.NOT_FOUND, "the paths are /v1/{traces,metrics,logs}")
        kind = self.headers.get_content_type()
        if kind != "application/x-protobuf":
            raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send application/x-protobuf, not {kind}")
        return name

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            raise RequestError(HTTPStatus.LENGTH_REQUIRED, "a Content-Length is needed")
        if int(length) > MOST_BODY_BYTES:
            raise _too_large()
        body = self.rfile.read(int(length))
        encoding = self.headers.get("Content-Encoding", "identity")
        if encoding == "gzip":
            return unpack(body)
        if encoding != "identity":
            raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send gzip or no encoding, not {encoding}")
        return body

    def _answer(self, status: HTTPStatus, body: bytes, kind: str = "text/plain") -> None:
        # Neither Date nor Server: the sender parses whatever it is sent, with every export.
        self.log_request(status)
        self.send_response_only(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if body:
            self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Tell refusals alone: a line for each export would drown them."""
        if code != HTTPStatus.OK:
            super().log_request(code, size)


def unpack(body: bytes) -> bytes:
    """Gunzip, never beyond MOST_BODY_BYTES bytes. Raises RequestError for more and for what is no gzip."""
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        data = unpacker.decompress(body, MOST_BODY_BYTES)
    except zlib.error as error:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"the body is no gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise _too_large()
    if not unpacker.eof:
        raise RequestError(HTTPStatus.BAD_REQUEST, "the gzip body is cut short")
    return data


def _too_large() -> RequestError:
    return RequestError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request holds at most {MOST_BODY_BYTES} bytes"
    )


class Server(ThreadingHTTPServer):
    """A thread a connection; one that is left open does not hold up the end."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, store: Store) -> None:
        handler = type("BoundHandler", (Handler,), {"store": store})
        super().__init__(("127.0.0.1", port), handler)


def main() -> None:
    """Serve until SIGTERM or SIGINT; what was answered with success is in the file by then."""
    parser = argparse.ArgumentParser(prog="plenum.stack.sink", description=__doc__)
    parser.add_argument("--port", type=int, default=4318)
    parser.add_argument("--directory", type=Path, default=Path("telemetry"))
    arguments = parser.parse_args()
    server = Server(arguments.port, Store(arguments.directory))

    def stop(*_: object) -> None:
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sys.stderr.write(f"OTLP over HTTP on 127.0.0.1:{server.server_port}\n")
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    main()
