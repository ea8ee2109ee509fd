"""`plenum dead`: the work that was given up, to be looked at, done again or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from plenum.cli import streams
from plenum.cli.options import AsJson, Stack

if TYPE_CHECKING:
    from plenum.client import Client
    from plenum.pipeline.record.letters import DeadLetter

Letter = Annotated[str, typer.Argument(help="A dead letter's id, as `plenum dead list` has it.")]
Letters = Annotated[list[str] | None, typer.Argument(metavar="LETTER", help="Dead letters' ids.")]


def list_(stack: Stack, as_json: AsJson = False) -> None:
    """List the work that was given up, with the reasons."""
    from plenum.cli.talk import say
    from plenum.files.completed.schema import plain
    from plenum.printable import printable

    letters = stack.client().record.letters()
    if as_json:
        streams.write_json([plain(letter) for letter in letters])
        return
    for letter in letters:
        typer.echo(f"{printable(letter.id)}\t{printable(letter.reason)}")
    say(f"{len(letters)} dead letter{'s' if len(letters) != 1 else ''}")


def show(letter: Letter, stack: Stack, as_json: AsJson = False) -> None:
    """Show one dead letter whole: what it was, why it was given up, where, traceback and trace id."""
    from plenum.files.completed.schema import plain
    from plenum.printable import printable

    found = plain(_find(stack.client(), letter))
    if as_json:
        streams.write_json(found)
        return
    trace = found.pop("traceback", "")
    for name in sorted(found.keys() - {"room", "settings", "previous_rows"}):
        typer.echo(f"{name}: {printable(str(found[name]))}")
    for row in reversed(_rows(found.get("room"))):
        typer.echo(f"  {printable(row)}")
    if trace:
        typer.echo(printable(trace, keep="\n"))


def replay(letter: Letter, stack: Stack, as_json: AsJson = False) -> None:
    """Do a dead letter's room again in its job, or as a job of its own, and print the job's id."""
    from plenum.cli.talk import say
    from plenum.client.dead import NotReplayedError, replay_letter

    try:
        replaying = replay_letter(stack.client(), letter)
    except NotReplayedError as error:
        say(str(error))
        raise typer.Exit(2) from None
    if as_json:
        told = {"job_id": replaying.job_id, "letter_id": letter, "in_place": not replaying.alone}
        streams.write_json(told)
        return
    say(f"as a job of its own: {replaying.alone}" if replaying.alone else "in its place in its job")
    typer.echo(replaying.job_id)


def drop(
    stack: Stack,
    letter: Letters = None,
    every: Annotated[bool, typer.Option("--every", help="All there are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Drop dead letters that are of no use; their rooms stay as their jobs left them."""
    from plenum.cli.talk import say

    client = stack.client()
    if every == bool(letter):
        say("name letters, or say --every")
        raise typer.Exit(2)
    named = [_find(client, letter_id) for letter_id in letter or []]
    wanted = [found.id for found in named or client.record.letters()]
    for letter_id in wanted:
        client.record.remove_letter(letter_id)
    if as_json:
        streams.write_json({"dropped": wanted})
    else:
        say(f"{len(wanted)} dropped")


def _find(client: Client, letter_id: str) -> DeadLetter:
    """The letter of that id; ends with code 2 where there is none."""
    from plenum.cli.talk import say

    found = client.record.letter(letter_id)
    if found is None:
        say("no such letter")
        raise typer.Exit(2)
    return found


def _rows(room: Any) -> list[str]:
    """The room's rows; none of a room that was cut."""
    return list(room["rows"]) if isinstance(room, dict) else []
