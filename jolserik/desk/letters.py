"""Letters to investors: who their specialist is now. Sent after the act, never within it.

What could not be sent stays and is tried again with the next letter, five times at most.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jolserik.companies import persons
from jolserik.companies.persons import ForWhom
from jolserik.people.actor import Role
from jolserik.people.models import Person, Post
from jolserik.people.queries import held_on
from jolserik.projects.models import Project
from jolserik.site import say
from jolserik.specialists.models import LeadNotice

ATTEMPTS = 5
AT_ONCE = 50
log = logging.getLogger("jolserik.letters")


def send_waiting() -> int:
    """Send what waits; returns how many letters went out. Two at once send nothing twice."""
    sent = 0
    waiting = LeadNotice.objects.filter(told_at=None, attempts__lt=ATTEMPTS).order_by("id")
    for number in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        now = timezone.now()
        mine = LeadNotice.objects.filter(pk=number, told_at=None)
        if not mine.update(told_at=now, attempts=F("attempts") + 1):
            continue  # somebody else is sending it
        rows = LeadNotice.objects.select_related("person", "project__subject")
        notice = rows.get(pk=number)
        try:
            sent += _send(notice)
        except OSError as error:  # no connection, or the mail server refused: tried again later
            log.warning("letter not sent", extra={"notice": number, "why": type(error).__name__})
            LeadNotice.objects.filter(pk=number, told_at=now).update(told_at=None)
    return sent


def _send(notice: LeadNotice) -> int:
    letters = [_letter(notice, reader) for reader in readers(notice.project)]
    return sum(letter.send() for letter in letters)


@dataclass(frozen=True)
class Reader:
    """Who gets a letter. `agreed`: a contact person, who gets it for they agreed to be kept."""

    email: str
    language: str
    agreed: bool


def readers(project: Project) -> list[Reader]:
    """People of the investor's with an e-mail, each address once: who holds a post for the project
    or its company, and contact persons who are there for it."""
    found = [Reader(p.email, p.language, agreed=False) for p in _signing_in(project)]
    if project.company_id:
        people = persons.readers(ForWhom(project.pk, project.company_id))
        found += [Reader(p.email, p.language, agreed=True) for p in people]
    return list({reader.email.lower(): reader for reader in reversed(found)}.values())[::-1]


def _signing_in(project: Project) -> Iterable[Person]:
    today = timezone.localdate()
    whose = Q(scope=project.subject.code)
    if project.company_id:
        whose |= Q(organisation_id=project.company_id)
    roles = (Role.INVESTOR.value, Role.INVESTOR_REPRESENTATIVE.value)
    posts = Post.objects.filter(held_on(today), whose, role__in=roles)
    people = Person.objects.filter(pk__in=posts.values("person_id"), erased_at=None)
    return people.exclude(email="").exclude(user__blocked_at__isnull=False).order_by("pk")


def _letter(notice: LeadNotice, reader: Reader) -> EmailMessage:
    with translation.override(reader.language):
        facts = {
            "name": notice.person.name(reader.language),
            "project": notice.project.subject.names.get(reader.language),
            "agreed": reader.agreed,
            "fictional": notice.project.subject.fictional,
            "since": say.day(timezone.localtime(notice.since_at).date()),
            "phone": notice.person.phone,
            "email": notice.person.email,
        }
        body = render_to_string(f"desk/letters/new_specialist.{reader.language}.txt", facts)
        subject = _("Your specialist for %(project)s") % {"project": facts["project"]}
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[reader.email])
