"""`plenum dead`: the work that was given up, to be looked at and submitted again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, Stack

if TYPE_CHECKING:
    from plenum.client import Client
    from plenum.pipeline.record.letters import DeadLetter

Letter = Annotated[str, typer.Argument(help="A dead letter's id, as `plenum dead list` has it.")]


def list_(stack: Stack, as_json: AsJson = False) -> None:
    """List the work that was given up, with the reasons."""
    from plenum.cli.talk import say
    from plenum.files.completed.schema import plain

    letters = stack.client().record.letters()
    if as_json:
        streams.write_json([plain(letter) for letter in letters])
        return
    for letter in letters:
        typer.echo(f"{letter.id}\t{letter.reason}")
    say(f"{len(letters)} dead letter{'s' if len(letters) != 1 else ''}")


def show(letter: Letter, stack: Stack, as_json: AsJson = False) -> None:
    """Show one dead letter whole: what it was, why it was given up, traceback and trace id."""
    from plenum.files.completed.schema import plain

    found = plain(_find(stack.client(), letter))
    if as_json:
        streams.write_json(found)
        return
    trace = found.pop("traceback", "")
    for name in sorted(found.keys() - {"room", "settings"}):
        typer.echo(f"{name}: {found[name]}")
    for row in reversed(_rows(found.get("room"))):
        typer.echo(f"  {row}")
    if trace:
        typer.echo(trace)


def replay(letter: Letter, stack: Stack, as_json: AsJson = False) -> None:
    """Submit a dead letter's room again, as a job of its own, and print the job's id."""
    from plenum.cli.talk import say
    from plenum.files.building.writer import building_to_json

    client = stack.client()
    building = _find(client, letter).building()
    if building is None:
        say("this letter holds no whole room")
        raise typer.Exit(2)
    job_id = client.submit(building_to_json(building))
    client.record.remove_letter(letter)
    if as_json:
        streams.write_json({"job_id": job_id, "letter_id": letter})
    else:
        typer.echo(job_id)


def _find(client: Client, letter_id: str) -> DeadLetter:
    """The letter of that id; ends with code 2 where there is none."""
    from plenum.cli.talk import say

    found = next((each for each in client.record.letters() if each.id == letter_id), None)
    if found is None:
        say("no such letter")
        raise typer.Exit(2)
    return found


def _rows(room: Any) -> list[str]:
    """The room's rows; none of a room that was cut."""
    return list(room["rows"]) if isinstance(room, dict) else []
