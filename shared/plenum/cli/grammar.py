"""What holds for every command: an option is a variable too, and an old spelling is told the new one."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import typer
from typer.core import TyperCommand, TyperGroup

from plenum.cli.errors import WRONG

SETTINGS: Final = {"help_option_names": ["-h", "--help"]}


def variable(option: str) -> str:
    """The environment variable of an option: `--ready-within` is PLENUM_READY_WITHIN on every command."""
    return f"PLENUM_{option.removeprefix('--').replace('-', '_').upper()}"


class Command(TyperCommand):
    """A command whose every option can be given as a variable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            if parameter.param_type_name == "option":
                long = next(name for name in parameter.opts if name.startswith("--"))
                parameter.envvar = variable(long)


class Group(TyperGroup):
    """Commands by name; one that was moved is refused with where it is now."""

    moved: ClassVar[dict[str, str]] = {}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is asked for. Ends with code 2 for an old spelling."""
        if args[0] in self.moved and args[0] not in self.commands:
            self.refuse(args[0], self.moved[args[0]])
        return super().resolve_command(ctx, args)

    @staticmethod
    def refuse(old: str, new: str) -> None:
        """One sentence, and the end."""
        typer.echo(f"`plenum {old}` is now `plenum {new}`", err=True)
        raise typer.Exit(WRONG)


class Main(Group):
    """The commands of `plenum` itself."""

    moved: ClassVar = {
        **{name: f"job {name}" for name in ("watch", "result", "trace", "cancel")},
        "jobs": "job list",
        "replay": "dead replay",
    }


class Dead(Group):
    """`plenum dead` by itself was the list."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Options without a command are those of the old list."""
        alone = not args or (args[0].startswith("-") and not set(args) & set(SETTINGS["help_option_names"]))
        if alone and not ctx.resilient_parsing:
            self.refuse("dead", "dead list")
        return super().parse_args(ctx, args)
