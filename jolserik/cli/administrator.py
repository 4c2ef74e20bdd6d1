"""`jolserik administrator EMAIL`: whoever runs the machine lets the first person in."""

import sys

import click
from django.db import transaction
from django.utils import timezone

from jolserik.cli import database
from jolserik.core.refusal import Refused
from jolserik.core.words import Words
from jolserik.people import actions
from jolserik.people.actor import PROGRAM, Role
from jolserik.people.models import Organisation, OrganisationKind
from jolserik.people.rules import Invalid, PersonDraft, PostDraft
from jolserik.people.wording import problem_in_words, refusal_in_words

HOUSE = "house"  # the organisation of whoever runs the program, until it is described better
NAMES = Words(ru="Владелец программы", kk="Бағдарлама иесі", en="Owner of the program")


@click.command("administrator")
@click.argument("email")
@click.option("--name", required=True, help="as it is written in Russian")
@click.option("--name-kk", default="", help="as it is written in Kazakh")
@click.option("--name-en", default="", help="as it is written in English")
@click.option(
    "--organisation", default=HOUSE, show_default=True, help="key of an organisation that is there"
)
def command(email: str, name: str, name_kk: str, name_en: str, organisation: str) -> None:
    """Add a person who may manage people and sign in by EMAIL.

    The password is asked twice, or read as one line from a pipe; never write it on the command
    line, where others can see it.
    """
    database.ready()
    password = _password()
    try:
        _add(PersonDraft(name, name_kk, name_en, email.strip().lower()), password, organisation)
    except Refused as refused:
        raise click.ClickException(refusal_in_words(refused.refusal, "en")) from None
    except Invalid as invalid:
        said = " ".join(problem_in_words(problem, "en") for problem in invalid.problems)
        raise click.ClickException(said) from None
    except Organisation.DoesNotExist:
        raise click.ClickException(f"there is no organisation {organisation}") from None
    click.echo(f"{email} may sign in now and manage people.")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise click.ClickException("no password came in; write it as one line to the command")
    return password


@transaction.atomic
def _add(draft: PersonDraft, password: str, organisation: str) -> None:
    now = timezone.now()
    if organisation == HOUSE and not Organisation.objects.filter(key=HOUSE).exists():
        actions.add_organisation(
            by=PROGRAM,
            now=now,
            key=HOUSE,
            kind=OrganisationKind.OTHER,
            name=NAMES,
            valid_from=timezone.localdate(now),
        )
    person = actions.add_person_with_sign_in(by=PROGRAM, now=now, draft=draft, password=password)
    actions.give_post(
        by=PROGRAM,
        now=now,
        person=person.key,
        organisation=organisation,
        draft=PostDraft(role=Role.ADMINISTRATOR, valid_from=timezone.localdate(now)),
    )
