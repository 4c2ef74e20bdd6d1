"""`jolserik docs draw` and `jolserik docs check`: documents that come from data."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from jolserik.ledger import measures
from jolserik.people.access import access_of
from jolserik.people.docs import rights_markdown
from jolserik.projects.docs import gates_markdown

FOLDER = Path("docs")
MAKER_ROUTES = "workshop/"  # only there in developer's mode, so in no document


@click.group("docs")
def command() -> None:
    """Documents that come from data: never edited by hand."""


@command.command("draw")
def draw() -> None:
    """Write them anew into docs/."""
    for name, text in documents().items():
        file = _folder() / name
        if not file.is_file() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            click.echo(f"drawn: {FOLDER / name}")


@command.command("check")
def check() -> None:
    """Exit with 1 when one of them is out of date."""
    if old := stale():
        for name in old:
            click.echo(f"out of date: {FOLDER / name}", err=True)
        click.echo("run: jolserik docs draw", err=True)
        raise click.exceptions.Exit(1)
    click.echo("The documents say what the data says.")


def documents() -> Mapping[str, str]:
    """All drawn documents by file name."""
    drawn: Mapping[str, Callable[[], str]] = {
        "gates.md": gates_markdown,
        "measures.md": _measures,
        "rights.md": rights_markdown,
        "routes.md": _routes,
    }
    return {name: draw() for name, draw in drawn.items()}


def stale() -> list[str]:
    """Names of the documents that differ from their data."""
    files = {name: _folder() / name for name in documents()}
    return [
        name
        for name, text in documents().items()
        if not files[name].is_file() or files[name].read_text("utf-8") != text
    ]


def routes() -> Iterator[tuple[str, str, str | None]]:
    """(address, name, who may open it or None) of every address, in order of address."""
    yield from sorted(_walk(get_resolver().url_patterns, "", ""), key=lambda route: route[:2])


def _walk(
    patterns: list[URLPattern | URLResolver], before: str, space: str
) -> Iterator[tuple[str, str, str | None]]:
    for pattern in patterns:
        address = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            if address != MAKER_ROUTES:
                below = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from _walk(pattern.url_patterns, address, below)
            continue
        access = access_of(pattern.callback)
        who = access.describe("en") if access else None
        yield "/" + address.removesuffix("$"), space + (pattern.name or ""), who


def _routes() -> str:
    lines = [
        "# Addresses and who may open them",
        "",
        "Drawn from the declarations beside the views; an address without one opens to nobody.",
        "",
        "| address | name | who may open it |",
        "|---|---|---|",
    ]
    for address, name, who in routes():
        shown = address.replace("|", "\\|")
        lines.append(f"| `{shown}` | {name} | {who or '**nobody: not declared**'} |")
    return "\n".join(lines) + "\n"


def _measures() -> str:
    head = (
        "# Measures\n\n"
        "Drawn from `jolserik/ledger/measures.toml`: what each figure counts, its kind (how it adds"
        " up) and its unit.\n\n"
    )
    return head + measures.markdown()


def _folder() -> Path:
    folder: Path = settings.HOUSE.parent / FOLDER
    if not folder.is_dir():
        raise click.ClickException(
            f"there is no folder {folder}; run this in a clone of the source"
        )
    return folder
