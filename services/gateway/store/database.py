"""The store's database: SQLite in a folder or PostgreSQL by its URL, on a thread of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from plenum.settings import WrongSettingError

from .tables import METADATA, SCHEMA, VERSION

T = TypeVar("T")
_CALL_S: Final = 8.0
"""How long a call may take, with all that waits before it."""
_MOST_WAITING: Final = 200
_SQLITE, _POSTGRES = "sqlite", "postgresql"
_FORMS: Final = "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000")


class StoreAwayError(Exception):
    """The store cannot be reached, or does not do what it is asked for in time."""


class Database:
    """One database. Nothing is opened before the first call, and every call opens it again if need be."""

    def __init__(self, url: str) -> None:
        """`url`: empty for none. Raises WrongSettingError for what is no URL, or one without a driver."""
        try:
            self._url = make_url(url or "sqlite://")
        except ArgumentError:
            # The URL itself may hold a password.
            raise WrongSettingError(
                f"PLENUM_GATEWAY_STORE: write {_SQLITE}:///FILE or {_POSTGRES}://…"
            ) from None
        if self._url.drivername == _POSTGRES:
            self._url = self._url.set(drivername="postgresql+psycopg")
        self._engine = self._made()
        self._ready = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plenum-store")
        self._waiting = 0

    @property
    def there(self) -> bool:
        """Whether there is one at all."""
        return bool(self._url.database)

    @property
    def shared(self) -> bool:
        """Whether several gateways can use it."""
        return self._url.get_backend_name() != _SQLITE

    def __str__(self) -> str:
        """Its URL without the password."""
        return self._url.render_as_string(hide_password=True)

    async def __call__(self, work: Callable[[Connection], T]) -> T:
        """What `work` gives, in one transaction. Raises StoreAwayError."""
        if not self.there:
            raise StoreAwayError("there is none: set PLENUM_GATEWAY_FOLDER, or PLENUM_GATEWAY_STORE")
        if self._waiting >= _MOST_WAITING:
            raise StoreAwayError("too much waits for it")
        self._waiting += 1
        call = asyncio.get_running_loop().run_in_executor(self._thread, self._do, work)
        call.add_done_callback(self._done)
        try:
            async with asyncio.timeout(_CALL_S):
                # Shielded: what the thread does goes on, and counts until it ends.
                return await asyncio.shield(call)
        except TimeoutError:
            raise StoreAwayError(f"no answer within {_CALL_S:g} s") from None

    def close(self) -> None:
        """Give the connections back when what waits is done."""
        self._thread.submit(self._engine.dispose)
        self._thread.shutdown(wait=False)

    def _done(self, call: asyncio.Future[Any]) -> None:
        self._waiting -= 1
        if not call.cancelled():
            call.exception()  # whoever waited was told, or waits no more

    def _do(self, work: Callable[[Connection], T]) -> T:
        try:
            if not self._ready:
                self._prepare()
            with self._engine.begin() as connection:
                return work(connection)
        except (SQLAlchemyError, OSError) as error:
            said = str(getattr(error, "orig", None) or error).partition("\n")[0]
            raise StoreAwayError(f"{self}: {said}") from error

    def _prepare(self) -> None:
        """Make what is missing. Raises StoreAwayError where a newer version has made it."""
        if not self.shared:
            # Its owner's alone from the beginning.
            os.close(os.open(str(self._url.database), os.O_CREAT | os.O_RDWR, 0o600))
        with self._engine.begin() as connection:
            if self.shared:
                # Two gateways that start at a time: one makes the tables, the other finds them.
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7340035)")
            METADATA.create_all(connection)
            found = connection.execute(select(SCHEMA.c.version)).scalar_one_or_none()
            if found is None:
                connection.execute(insert(SCHEMA).values(version=VERSION))
            elif found > VERSION:
                raise StoreAwayError(f"{self}: its tables are of version {found}, newer than {VERSION}")
        self._ready = True

    def _made(self) -> Engine:
        name = self._url.get_backend_name()
        if name not in (_SQLITE, _POSTGRES):
            raise WrongSettingError(f"PLENUM_GATEWAY_STORE: {name} is not known: write {_FORMS}")
        more: dict[str, Any] = {"pool_pre_ping": True}
        if self.shared:
            more["connect_args"] = {"connect_timeout": 3, "options": "-c statement_timeout=5000"}
        try:
            engine = create_engine(self._url, **more)
        except (NoSuchModuleError, ModuleNotFoundError, ArgumentError) as error:
            raise WrongSettingError(
                f"PLENUM_GATEWAY_STORE: {error}; PostgreSQL needs the extra `postgres`"
            ) from None
        if not self.shared:
            event.listen(engine, "connect", _tuned)
        return engine


def _tuned(connection: Any, _record: Any) -> None:
    """Readers and a writer at a time, and no wait for the disk but at checkpoints."""
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
