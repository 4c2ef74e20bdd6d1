"""The register of a demo: live projects, played through the acts of the rooms.

Days are numbers counted from the day of loading (-40: forty days ago), so that a demo made at any
time has work that is overdue, due and ahead. Acts of the past are played with their day's clock.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from jolserik.commitments import actions as commitments
from jolserik.commitments.actions import InstructionDraft, PromiseDraft
from jolserik.commitments.values import AboutKind, Side
from jolserik.companies.models import ContactPerson
from jolserik.companies.person_actions import add_person, erase_person
from jolserik.companies.person_rules import Consent, ConsentBasis, ErasedBecause, PersonDraft
from jolserik.contacts.actions import record_contact
from jolserik.contacts.models import Contact
from jolserik.contacts.rules import ContactDraft
from jolserik.contacts.values import ContactKind
from jolserik.core.words import Words
from jolserik.documents.actions import DocumentDraft, add_document
from jolserik.documents.models import Document
from jolserik.documents.queries import kind_words
from jolserik.documents.values import DocumentKind, Upload
from jolserik.ledger.values import Standing
from jolserik.people import holdings
from jolserik.people.actor import Actor
from jolserik.people.models import User
from jolserik.people.queries import actor_for
from jolserik.projects import actions, passport
from jolserik.projects.actions import ProjectDraft
from jolserik.projects.actions.phases import PhaseDraft
from jolserik.projects.models import Project
from jolserik.projects.rules import Move
from jolserik.projects.values import Stage, TeamRole
from jolserik.specialists.actions import hand_over
from jolserik.specialists.values import HandoverKind
from jolserik.workshop import cast, drawn
from jolserik.workshop.folder import Folder, Table
from jolserik.workshop.models import Loaded
from jolserik.workshop.region import ALMATY

PAPER = "Вымышленный пример. Ойдан шығарылған мысал. A fictional example.\n"


@transaction.atomic
def settle(folder: Folder, *, now: dt.datetime) -> Counter[str]:
    """Add what is not there yet. Runs in the caller's transaction, after the cast."""
    added: Counter[str] = Counter()
    done = set(Loaded.objects.filter(region=folder.slug).values_list("kind", "key"))
    for line in folder.of("live"):
        if ("live", line["code"]) not in done:
            _live(line, folder, now)
            Loaded.objects.create(region=folder.slug, kind="live", key=line["code"])
            added["live project"] += 1
    return added


@dataclass
class _Play:
    """One project being played; `day` counts from the day of loading."""

    project: Project
    lead: Actor
    head: Actor
    today: dt.date

    def at(self, day: int) -> dt.datetime:
        return _noon(self.today + dt.timedelta(days=day))

    def on(self, day: int) -> dt.date:
        return self.today + dt.timedelta(days=day)


def _live(line: Table, folder: Folder, now: dt.datetime) -> None:
    today = now.astimezone(ALMATY).date()
    start = int(line["registered"])
    then = _noon(today + dt.timedelta(days=start))
    lead, head = _actor(line["lead"], then), _actor(line["head"], then)
    play = _Play(_begun(line, folder, lead, head, then), lead, head, today)
    acts = sorted(_acts(line, play), key=lambda act: act[0])
    for _day, act in acts:
        act()


def _begun(line: Table, folder: Folder, lead: Actor, head: Actor, then: dt.datetime) -> Project:
    names = line.get("names", {})
    values = {code: str(line["values"][code]) for code in line.get("values", {})}
    values |= {f"name_{code}": text for code, text in names.items()}
    assert lead.key is not None  # nosec B101  # one of the cast
    if line.get("take_on"):
        known = Project.objects.get(subject__code=line["code"])
        row = actions.take_on(
            known.pk, department=line["department"], lead=lead.key, by=head, now=then
        )
        if not row.subject_id or not values:
            return row
        open_fields = {c: t for c, t in values.items() if not passport.BY_CODE[c].promised}
        launched = row.stage in (Stage.LAUNCHED, Stage.DESIGN_CAPACITY)
        changed = open_fields if launched else values
        return actions.change_project(row.pk, changed, version=row.version, by=head, now=then)
    draft = ProjectDraft(
        values=values,
        department=line["department"],
        lead=lead.key,
        fictional=folder.fictional,
        slug=line["code"].partition(":")[2],
    )
    return actions.register_project(draft, by=head, now=then)


def _acts(line: Table, play: _Play) -> list[tuple[int, Any]]:
    """Everything that happens to a project, each with its day."""
    pk = play.project.pk
    acts: list[tuple[int, Any]] = []
    start = int(line["registered"])
    for kind in line.get("documents", ()):
        acts.append((start, lambda kind=kind: _document(play, kind, start)))
    for photo in line.get("photos", ()):
        acts.append((int(photo["day"]), lambda photo=photo: _photo(play, photo)))
    for plan in line.get("plans", ()):
        acts.append((int(plan.get("day", start)), lambda plan=plan: _plan(play, plan, start)))
    if years := line.get("years"):
        amounts = {int(year): Decimal(str(amount)) for year, amount in years.items()}
        acts.append(
            (
                start,
                lambda: actions.plan_years(
                    pk, amounts, standing=Standing.ANNOUNCED, by=play.lead, now=play.at(start)
                ),
            )
        )
    for number, phase in enumerate(line.get("phases", ())):
        acts.append((start, lambda phase=phase: _phase(play, phase, start)))
        if "launched" in phase:
            acts.append(
                (
                    int(phase["launched"]),
                    lambda number=number, day=int(phase["launched"]): _launch(play, number, day),
                )
            )
    for step in line.get("road", ()):
        acts.append((int(step["day"]), lambda step=step: _move(play, step)))
    for told in line.get("states", ()):
        acts.append((int(told["day"]), lambda told=told: _state(play, told)))
    for entry in line.get("lists", ()):
        acts.append((int(entry["day"]), lambda entry=entry: _enlist(play, entry)))
    for support in line.get("supports", ()):
        acts.append((int(support["day"]), lambda support=support: _support(play, support)))
    for person in line.get("persons", ()):
        acts.append((int(person["day"]), lambda person=person: _person(play, person)))
        if "erased" in person:
            acts.append((int(person["erased"]), lambda person=person: _erase(play, person)))
    for told in line.get("contacts", ()):
        acts.append((int(told["day"]), lambda told=told: _contact(play, told)))
    for given in line.get("promises", ()):
        acts.append((int(given["day"]), lambda given=given: _promise(play, given)))
    for given in line.get("instructions", ()):
        acts.append((int(given["day"]), lambda given=given: _instruction(play, given)))
    if passed := line.get("handed_over"):
        acts.append((int(passed["day"]), lambda: _hand_over(play, passed)))
    for member in line.get("team", ()):
        acts.append(
            (
                start,
                lambda member=member: actions.add_to_team(
                    pk,
                    cast.key_of(member["person"]),
                    TeamRole(member["role"]),
                    by=play.lead,
                    now=play.at(start),
                ),
            )
        )
    return acts


def _document(play: _Play, kind: str, day: int) -> None:
    words = kind_words(frozenset({kind}))[kind].ru
    upload = Upload(f"{words}.txt", [f"{PAPER}{play.project.code} {kind}\n".encode()])
    draft = DocumentDraft(DocumentKind(kind), words[:1].upper() + words[1:])
    code = play.project.subject.code
    add_document("project", code, draft, upload, by=play.head, now=play.at(day))


def _photo(play: _Play, photo: Table) -> None:
    step = int(photo["step"])
    upload = Upload(f"site-{step}.jpg", [drawn.site(step)])
    draft = DocumentDraft(DocumentKind.PHOTO, photo["title"])
    code = play.project.subject.code
    add_document("project", code, draft, upload, by=play.lead, now=play.at(int(photo["day"])))


def _plan(play: _Play, plan: Table, start: int) -> None:
    day = int(plan.get("day", start))
    actions.plan_stage(
        play.project.pk,
        Stage(plan["stage"]),
        play.on(int(plan["to"])),
        reason=plan.get("reason", ""),
        note=plan.get("note", ""),
        by=play.lead,
        now=play.at(day),
    )


def _phase(play: _Play, phase: Table, day: int) -> None:
    draft = PhaseDraft(
        names=Words.of(phase["names"]),
        product=phase.get("product", ""),
        capacity=Decimal(str(phase["capacity"])) if "capacity" in phase else None,
        capacity_unit=phase.get("capacity_unit", ""),
        cost_kzt=Decimal(str(phase["cost_kzt"])) if "cost_kzt" in phase else None,
        jobs_permanent=phase.get("jobs_permanent"),
    )
    actions.add_phase(play.project.pk, draft, by=play.lead, now=play.at(day))


def _launch(play: _Play, number: int, day: int) -> None:
    phase = play.project.phases.order_by("number")[number]
    actions.launch_phase(phase.pk, on=play.on(day), by=play.head, now=play.at(day))


def _move(play: _Play, step: Table) -> None:
    day = int(step["day"])
    move = Move(
        to=Stage(step["stage"]),
        on=play.on(day),
        reason=step.get("reason", ""),
        note=step.get("note", ""),
        gone_to=step.get("gone_to", ""),
    )
    actions.move_project(play.project.pk, move, by=play.head, now=play.at(day))


def _state(play: _Play, told: Table) -> None:
    actions.tell_state(
        play.project.pk,
        text=told.get("text", ""),
        next_step=told.get("next_step", ""),
        readiness=told.get("readiness"),
        by=play.lead,
        now=play.at(int(told["day"])),
    )


def _enlist(play: _Play, entry: Table) -> None:
    day = int(entry["day"])
    actions.enlist(
        play.project.pk,
        entry["list"],
        from_on=play.on(day),
        number=entry.get("number", ""),
        by=play.lead,
        now=play.at(day),
    )


def _support(play: _Play, line: Table) -> None:
    day = int(line["day"])
    support = actions.give_support(
        play.project.pk,
        line["measure"],
        given_on=play.on(day),
        amount_kzt=Decimal(str(line["amount_kzt"])) if "amount_kzt" in line else None,
        document=line.get("document", ""),
        by=play.lead,
        now=play.at(day),
    )
    for owed in line.get("owes", ()):
        actions.add_obligation(
            support.pk,
            text=owed["text"],
            due_on=play.on(int(owed["due"])),
            by=play.lead,
            now=play.at(day),
        )


def _person(play: _Play, line: Table) -> None:
    """Somebody who speaks for the company; `only`: for this project alone."""
    day = int(line["day"])
    basis = line.get("consent")
    code = play.project.subject.code
    proof = None
    if basis == ConsentBasis.WRITTEN:
        found = Document.objects.filter(about_key=code, kind=DocumentKind.CONSENT)
        proof = found.values_list("number", flat=True).first()
    draft = PersonDraft(
        position=line["position"],
        name=line.get("name", ""),
        phones=tuple(line.get("phones", ())),
        email=line.get("email", ""),
        messenger=line.get("messenger", ""),
        language=line.get("language", "ru"),
        projects=frozenset({code} if line.get("only") else ()),
        consent=Consent(
            basis=ConsentBasis(basis) if basis else None,
            on=play.on(day) if basis else None,
            document=proof,
        ),
    )
    assert play.project.company_id is not None  # nosec B101  # the file names it
    add_person(play.project.company_id, draft, by=play.lead, now=play.at(day))


def _erase(play: _Play, line: Table) -> None:
    day = int(line["erased"])
    person = ContactPerson.objects.get(company=play.project.company_id, name=line["name"])
    erase_person(
        person.key,
        because=ErasedBecause(line["because"]),
        on=play.on(day),
        by=play.lead,
        now=play.at(day),
    )


def _contact(play: _Play, told: Table) -> None:
    moment = play.at(int(told["day"]))
    draft = ContactDraft(
        kind=ContactKind(told["kind"]),
        happened_at=moment,
        notes=told.get("notes", ""),
        with_whom=told.get("with_whom", ""),
    )
    record_contact(play.project.pk, draft, by=play.lead, now=moment)


def _promise(play: _Play, given: Table) -> None:
    day = int(given["day"])
    assert play.lead.key is not None  # nosec B101  # one of the cast
    draft = PromiseDraft(
        side=Side(given["side"]),
        owner=play.lead.key,
        text=given["text"],
        due_on=play.on(int(given["due"])),
        condition=given.get("condition", ""),
        given_on=play.on(day),
        contact=_met(play, day),
    )
    made = commitments.promise(play.project.pk, draft, by=play.lead, now=play.at(day))
    if "kept" in given:
        on = int(given["kept"])
        commitments.end_promise(
            made.pk,
            kept=True,
            on=play.on(on),
            proof=given["proof"],
            by=play.lead,
            now=play.at(on),
        )


def _met(play: _Play, day: int) -> int | None:
    """The contact of that day, where there was one: at it the promise was given."""
    rows = Contact.objects.filter(project=play.project, happened_at=play.at(day))
    return rows.values_list("pk", flat=True).first()


def _hand_over(play: _Play, line: Table) -> None:
    """The project with all that belongs to it, which its new lead has not accepted yet."""
    former = play.lead.key
    assert former is not None  # nosec B101  # one of the cast
    code = play.project.subject.code
    things = [(h.kind, h.key) for h in holdings.held_by(former) if h.project == code]
    hand_over(
        former,
        things,
        cast.key_of(line["to"]),
        kind=HandoverKind(line["kind"]),
        reason=line.get("reason", ""),
        by=play.head,
        now=play.at(int(line["day"])),
    )


def _about(key: str) -> AboutKind:
    if "/" in key:
        return AboutKind.FIGURE
    return AboutKind.ZONE if key.startswith("zone:") else AboutKind.PROJECT


def _instruction(play: _Play, given: Table) -> None:
    day = int(given["day"])
    key = given.get("about", play.project.subject.code)
    draft = InstructionDraft(
        given_by=given["given_by"],
        text=given["text"],
        holder=cast.key_of(given["holder"]),
        due_on=play.on(int(given["due"])),
        about_kind=_about(key),
        about_key=key,
        number=given.get("number", ""),
        document_on=play.on(day),
    )
    commitments.give_instruction(draft, by=_actor(given["by"], play.at(day)), now=play.at(day))


def _actor(name: str, then: dt.datetime) -> Actor:
    user = User.objects.get(person_id=cast.key_of(name))
    return actor_for(user, today=then.astimezone(ALMATY).date())


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), ALMATY)
