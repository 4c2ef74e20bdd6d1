"""`jolserik`: the console command. Groups of commands stand in the modules beside this one."""

import os
import sys
from collections import defaultdict

import click

from jolserik import __version__
from jolserik.cli.lazy import COMMANDS, load

SECTIONS = ("Start here", "Figures", "Keep it running", "For makers")


class Jolserik(click.Group):
    """Commands by what one wants to do; each is imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, command in COMMANDS.items():
            sections[command.section].append((name, command.summary))
        width = max(len(name) for name in COMMANDS)
        for section in SECTIONS:
            with formatter.section(section):
                formatter.write_dl([(n.ljust(width), s) for n, s in sections[section]])


@click.command(
    cls=Jolserik, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96}
)
@click.version_option(__version__, prog_name="jolserik")
def jolserik() -> None:
    """The open platform with which a region attracts investment and walks with every project.

    \b
    Try it:          jolserik demo
    Ask a figure:    jolserik figures --scope kato:35 --measure fixed_capital_investment \\
                       --period 2024 --as-of 2024-11-25 --evidence
    """


def main() -> None:
    """Run the command; a wrong call is one line on stderr and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jolserik.site.settings")
    os.environ.setdefault("JOLSERIK_COMMAND", "1")
    try:
        code = jolserik.main(standalone_mode=False)
    except click.ClickException as wrong:
        click.echo(f"jolserik: {wrong.format_message()}", err=True)
        sys.exit(wrong.exit_code if wrong.exit_code != 1 else 2)
    except click.Abort:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except UnicodeEncodeError:
        click.echo("jolserik: a word of the command is not text in UTF-8", err=True)
        sys.exit(2)
    except Exception as wrong:
        # A full disk or a server that goes away in the middle: what was begun is undone.
        said = _said_of_the_database(wrong)
        if said is None:
            raise
        click.echo(f"jolserik: {said}", err=True)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)


def _said_of_the_database(wrong: Exception) -> str | None:
    """Words for an error of the database that a person can do something about."""
    from django.db import InterfaceError, OperationalError

    if not isinstance(wrong, OperationalError | InterfaceError):
        return None
    from jolserik.cli.database import words_for

    return words_for(wrong)


if __name__ == "__main__":
    main()
