"""`plenum simulate`: a stream of realistic jobs and feedback through the gateway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, State, stack_info

if TYPE_CHECKING:
    from plenum.simulation.traffic import Traffic

_CUSTOMARY = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Coming:
    """How much comes."""

    rate: Annotated[float, typer.Option("--rate", help="Buildings a minute.", min=0.1, max=60_000)] = 30.0
    seconds: Annotated[float, typer.Option("--seconds", help="For how long they come.", min=1)] = 60.0
    seed: Annotated[int, typer.Option("--seed", help="The same stream for the same seed.")] = 1
    most_rooms: Annotated[int, typer.Option("--most-rooms", help="Of a building.", min=1, max=200)] = 4


@dataclass(frozen=True)
class People:
    """What they make of it."""

    feedback: Annotated[
        float, typer.Option("--feedback", help="Share of rooms that somebody judges.", min=0, max=1)
    ] = 0.6
    edits: Annotated[float, typer.Option("--edits", help="Share of these edited.", min=0, max=1)] = 0.2
    rejects: Annotated[float, typer.Option("--rejects", help="Share of these rejected.", min=0, max=1)] = 0.05
    drift: Annotated[
        float,
        typer.Option("--drift", help="How much the share of edits grows an hour.", min=-1, max=60),
    ] = 0.0
    lag: Annotated[
        float, typer.Option("--lag", help="Seconds from result to feedback, the median.", min=0, max=86_400)
    ] = 5.0

    def traffic(self, coming: Coming) -> Traffic:
        """All of it."""
        from plenum.simulation.traffic import Traffic

        return Traffic(
            coming.seed,
            coming.rate,
            coming.most_rooms,
            self.feedback,
            self.edits,
            self.rejects,
            self.drift,
            self.lag,
        )


@dataclass(frozen=True)
class Where:
    """Which gateway."""

    url: Annotated[str | None, typer.Option("--url", help="The gateway; default: the stack's.")] = None
    token: Annotated[str, typer.Option("--token", help="For a gateway that asks for one.")] = ""
    state: State = None

    def address(self) -> str:
        """The one that is named, of the stack in the state folder, or the customary one."""
        if self.url:
            return self.url
        info = stack_info(self.state)
        return (info.gateway if info else None) or _CUSTOMARY


def simulate(coming: Coming, people: People, where: Where, as_json: AsJson = False) -> None:
    """Send a stream of realistic jobs, with edits and feedback after a lag, through the gateway."""
    from plenum.cli.talk import say
    from plenum.simulation.door import Door, NoGatewayError
    from plenum.simulation.stream import Stream

    address = where.address()
    try:
        door = Door(address, where.token)
        door.state("none")
    except (ValueError, NoGatewayError) as error:
        say(f"no gateway at {address}: {error}")
        raise typer.Exit(1) from None
    say(f"{coming.rate:g} buildings a minute to {address} for {coming.seconds:g} s, seed {coming.seed}")
    stream = Stream(people.traffic(coming), door)
    counts = stream.counts
    try:
        stream.run(coming.seconds)
    except NoGatewayError as error:
        say(f"the gateway at {address} is gone: {error}")
        raise typer.Exit(1) from None
    finally:
        door.close()
    if as_json:
        streams.write_json(dict(counts))
    else:
        typer.echo(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    if not counts["submitted"]:
        raise typer.Exit(1)
