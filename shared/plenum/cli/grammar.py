"""What holds for every command: options that are variables, help that reads alike, old spellings told."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import typer
from typer.core import TyperCommand, TyperGroup

from plenum.cli.errors import WRONG
from plenum.cli.examples import EXAMPLES

SETTINGS: Final = {"help_option_names": ["-h", "--help"]}
_KINDS: Final = {
    "str": "text",
    "Path": "path",
    **dict.fromkeys(("int", "int range", "float", "float range"), "number"),
}
"""What an option takes in its users' words, by typer's."""


def variable(option: str) -> str:
    """The environment variable of an option: `--ready-within` is PLENUM_READY_WITHIN on every command."""
    return f"PLENUM_{option.removeprefix('--').replace('-', '_').upper()}"


class Command(TyperCommand):
    """A command whose every option can be given as a variable, and whose help ends with examples."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            if parameter.param_type_name == "option":
                long = next(name for name in parameter.opts if name.startswith("--"))
                parameter.envvar = variable(long)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Its first sentence, cut where a part of it ends."""
        told = str(self.help).partition(".\n")[0].rstrip(".").partition(". ")[0]
        for end in ("; ", ": ", ", "):
            while len(told) > limit and end in told:
                told = told.rpartition(end)[0]
        return told

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments and options, each with what it takes."""
        parameter: Any
        for parameter in self.params:
            kind = _of_users(parameter.display_type(ctx))
            parameter.display_type = lambda _, kind=kind: kind
        super().format_options(ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Examples, a line each."""
        group = "" if ctx.parent.parent is None else f"{ctx.parent.info_name} "
        with formatter.section("Examples"):
            for line in EXAMPLES[f"{group}{ctx.info_name}"]:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def _of_users(kind: str) -> str:
    """`<list[Path]>` is `<path>`: that it may be given again stands in its help."""
    word = kind.strip("<>").removeprefix("list[").removesuffix("]")
    return f"<{_KINDS.get(word, word)}>"


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
