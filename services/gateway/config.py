"""The gateway's settings: the PLENUM_GATEWAY_… environment variables, read once when it starts."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Final

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from plenum.settings import WrongSettingError

_LOCAL_NAMES: Final = ("localhost",)


class GatewaySettings(BaseSettings):
    """Wrong values stop the process with the variable's name."""

    model_config = SettingsConfigDict(
        env_prefix="PLENUM_GATEWAY_", extra="ignore", frozen=True, allow_inf_nan=False
    )

    host: str = Field("127.0.0.1", description="The address that it listens on.")
    port: int = Field(8000, ge=0, le=65535, description="The port; 0 for any that is free.")
    tokens: Path | None = Field(None, description="The file of tokens; without one nobody is asked.")
    open: bool = Field(
        False, description="Serve another address than this machine's without tokens: its network is closed."
    )
    folder: Path | None = Field(None, description="Where the audit log and the store are; none: neither.")
    store: SecretStr = Field(
        SecretStr(""), description="The store's URL, postgresql://…; none: SQLite in the folder."
    )
    replicas: int = Field(1, ge=1, description="Gateways over one Plenum; several share a store.")
    keep_files: bool = Field(False, description="Store what each job was asked and answered too.")
    keep_days: float = Field(90.0, gt=0, le=36_500, description="How long the store keeps what it has, days.")
    keep_jobs: int = Field(1_000_000, ge=1, description="How many jobs it keeps at most.")
    collector_health: str = Field("", description="The health page of whatever receives the telemetry.")
    jaeger: str = Field("", description="Where a person looks at traces.")
    jaeger_query: str = Field("", description="Jaeger's query API, as the gateway itself reaches it.")
    spans: Path | None = Field(
        None, description="The folder in which a sink or collector keeps spans, where there is no Jaeger."
    )

    most_mib: int = Field(32, ge=1, le=64, description="The largest body, MiB.")
    read_s: float = Field(30.0, gt=0, le=600, description="How long a building may take to be read.")
    wait_s: float = Field(30.0, gt=0, le=600, description="The longest that a request may wait for a result.")
    most_waiting: int = Field(64, ge=1, description="Requests that wait for a result at a time.")
    most_listeners: int = Field(1000, ge=1, description="Streams of events at a time.")
    requests_per_minute: int = Field(
        6000, ge=1, description="What one token may ask for in a minute, unless its line says otherwise."
    )

    @model_validator(mode="after")
    def _is_not_open_by_mistake(self) -> GatewaySettings:
        if not (self.tokens or self.open or is_local(self.host)):
            raise ValueError(
                f"PLENUM_GATEWAY_HOST={self.host} can be reached by others and nobody is asked for a token: "
                "set PLENUM_GATEWAY_TOKENS to a file of tokens (python -m services.gateway.tokens), "
                "or PLENUM_GATEWAY_OPEN=true where its network is closed"
            )
        return self

    @model_validator(mode="after")
    def _shares_its_store(self) -> GatewaySettings:
        if self.replicas > 1 and not self.store.get_secret_value().startswith("postgresql"):
            raise ValueError(
                f"PLENUM_GATEWAY_REPLICAS={self.replicas}: each would have jobs and feedback of its own: "
                "set PLENUM_GATEWAY_STORE to a PostgreSQL that they share"
            )
        return self

    @property
    def store_url(self) -> str:
        """The store's; empty where there is no place for one."""
        file = f"sqlite:///{self.folder / 'store.sqlite3'}" if self.folder else ""
        return self.store.get_secret_value() or file


def is_local(host: str) -> bool:
    """Whether an address is this machine's alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host in _LOCAL_NAMES


def gateway_settings() -> GatewaySettings:
    """From the environment. Raises WrongSettingError naming each variable that is wrong."""
    try:
        return GatewaySettings()
    except ValidationError as error:
        words = []
        for problem in error.errors():
            said = problem["msg"].removeprefix("Value error, ")
            name = f"PLENUM_GATEWAY_{str(problem['loc'][0]).upper()}: " if problem["loc"] else ""
            words.append(f"{name}{said}")
        raise WrongSettingError("; ".join(words)) from None
