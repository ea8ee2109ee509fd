"""A TCP proxy that breaks connections as networks do: silent without closing, reset, slow, cut short."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Proxy:
    """Forwards to a port of this machine until it is told otherwise. Its loop runs in a thread of its own."""

    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.port = 0
        self.delay_s = 0.0
        """Before whatever is forwarded."""
        self.most_bytes: int | None = None
        """After which a connection is closed, each way by itself."""
        self.close_s = 0.0
        """How much later than one end closes a connection the other hears of it."""
        self._loop = asyncio.new_event_loop()
        self._flows: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
        self._deaf: set[asyncio.StreamWriter] = set()
        self._silent = False
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait()

    def half_open(self) -> None:
        """Connections that there are say nothing more, for ever, and are not closed; new ones work."""
        self._call(lambda: self._deaf.update(writer for flow in self._flows for writer in flow))

    def silence(self, silent: bool) -> None:
        """All connections, also new ones, are accepted and say nothing while this lasts."""
        self._silent = silent
        if silent:
            self.half_open()

    def reset(self) -> None:
        """Connections that there are are ended by a reset."""
        self._call(self._reset)

    def close(self) -> None:
        """Forward nothing more, and leave no connection behind."""
        self._call(self._reset)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _call(self, what: object) -> None:
        done = threading.Event()

        def call() -> None:
            what()  # type: ignore[operator]  # one of ours
            done.set()

        self._loop.call_soon_threadsafe(call)
        done.wait()

    def _reset(self) -> None:
        for writer in [writer for flow in self._flows for writer in flow]:
            raw = writer.get_extra_info("socket")
            with suppress(OSError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            their_reader, their_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.transport.abort()
            return
        flow = (writer, their_writer)
        self._flows.append(flow)
        if self._silent:
            self._deaf.update(flow)
        # Cancelled: the proxy closes.
        with suppress(asyncio.CancelledError):
            await asyncio.gather(self._pipe(reader, their_writer), self._pipe(their_reader, writer))
        self._flows.remove(flow)
        self._deaf.difference_update(flow)

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed = 0
        with suppress(OSError):
            while data := await reader.read(65536):
                if writer in self._deaf:
                    continue
                await asyncio.sleep(self.delay_s)
                passed += len(data)
                if self.most_bytes is not None and passed > self.most_bytes:
                    break
                writer.write(data)
                await writer.drain()
        await asyncio.sleep(self.close_s)
        if writer not in self._deaf:
            writer.close()


@contextmanager
def proxy(to_port: int) -> Iterator[Proxy]:
    """A proxy for the block."""
    between = Proxy(to_port)
    try:
        yield between
    finally:
        between.close()
