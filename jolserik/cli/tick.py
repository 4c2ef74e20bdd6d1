"""`jolserik tick`: the work of the clock. Run every few minutes; running it twice does no harm."""

import datetime as dt
import locale
import logging
from collections.abc import Callable, Iterable
from typing import Final

import click
from django.utils import timezone

from jolserik.cli import database
from jolserik.core.refusal import Refused
from jolserik.core.words import DEFAULT_LANGUAGE, LANGUAGES, word
from jolserik.people.actor import PROGRAM
from jolserik.people.wording import facts_in_words
from jolserik.specialists import departure
from jolserik.specialists.departure import Lapsed

log = logging.getLogger("jolserik.tick")

# A job does what is due at a moment, by what the tables say and not by when it last ran: so it
# catches up after an outage, and finds nothing to do a second time. It tells lines in a language.
Job = Callable[[dt.datetime, str], Iterable[str]]


@click.command("tick")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="of what is printed (default: that of the machine, else Russian)",
)
def command(language: str | None) -> int:
    """Do what is due now and say what was done.

    What somebody held whose post has ended passes to who answers for it. Let cron or a timer run
    it every five minutes: docs/operations.md. Exit 1: a job failed; the others were done.
    """
    database.ready()
    chosen = language or _of_the_machine()
    now, told, failed = timezone.now(), 0, 0
    for name, job in JOBS.items():
        try:
            for line in job(now, chosen):
                click.echo(line)
                told += 1
        except Exception:
            log.exception("job failed", extra={"job": name})
            click.echo(
                word("tick", "failed", chosen, {"job": word("tick", name, chosen)}), err=True
            )
            failed += 1
    if not told and not failed:
        click.echo(word("tick", "nothing", chosen))
    return 1 if failed else 0


def hand_over(now: dt.datetime, language: str) -> Iterable[str]:
    """Posts that have ended: one transaction a person, one line a handover."""
    for person in departure.lapsed(now=now):
        try:
            found = departure.pass_lapsed(person, by=PROGRAM, now=now)
        except Refused as refused:
            log.warning("not passed", extra={"code": refused.refusal.code})
            continue
        yield from _said(found, language)


JOBS: Final[dict[str, Job]] = {"hand_over": hand_over}


def _said(found: Lapsed, language: str) -> Iterable[str]:
    """No names: what is printed here stands in logs. Whose it was, the handover's page says."""
    for row, held in found.handovers:
        facts = {"number": row.pk, **facts_in_words({"held": held}, language)}
        yield word("tick", "handed_over", language, facts)
    if found.left:
        yield word("tick", "left", language, facts_in_words({"held": found.left}, language))


def _of_the_machine() -> str:
    spoken = (locale.getlocale()[0] or "")[:2]
    return spoken if spoken in LANGUAGES else DEFAULT_LANGUAGE
