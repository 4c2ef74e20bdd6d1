"""What somebody knows, where they have an interest, how much they can carry; the weights."""

import datetime as dt
import uuid
from collections.abc import Mapping
from decimal import Decimal

from django.db import IntegrityError, transaction

from jolserik.companies.models import Company
from jolserik.core.refusal import Change, Fact, Problem, Refusal, ensure
from jolserik.events.actions import record
from jolserik.ledger.models import Subject
from jolserik.people.actor import Actor
from jolserik.people.models import Person
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.projects import oked
from jolserik.specialists import languages, rules, weights
from jolserik.specialists.models import Capacity, Interest, SpecialistSkill, Weight
from jolserik.specialists.values import SkillKind


def know(
    person: uuid.UUID, kind: SkillKind, code: str, level: int, *, by: Actor, now: dt.datetime
) -> SpecialistSkill:
    """Write down that somebody knows something, or how well."""
    ensure(why_not(by, Right.ASSIGN_SPECIALISTS))
    if found := rules.skill_problems(kind=kind, code=code, level=level, known=_codes(kind, code)):
        raise Invalid(found)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person)
        row, _ = SpecialistSkill.objects.update_or_create(
            person_id=person, kind=kind, code=code, defaults={"level": level}
        )
        _record("skill_known", person, by, now, {"skill": kind, "code": code, "level": level})
    return row


def forget_skill(skill: int, *, by: Actor, now: dt.datetime) -> None:
    ensure(why_not(by, Right.ASSIGN_SPECIALISTS))
    with transaction.atomic():
        row = SpecialistSkill.objects.select_for_update().get(pk=skill)
        row.delete()
        _record("skill_forgotten", row.person_id, by, now, {"skill": row.kind, "code": row.code})


def declare_interest(
    person: uuid.UUID, company: str, reason: str, *, by: Actor, now: dt.datetime
) -> Interest:
    """A conflict of interest, declared by the person or by a head."""
    if by.key != person:
        ensure(why_not(by, Right.ASSIGN_SPECIALISTS))
    found = []
    if not Company.objects.filter(pk=company, merged_into=None).exists():
        found.append(Problem("company", "company_unknown"))
    if not reason.strip():
        found.append(Problem("reason", "interest_reason_missing"))
    if found:
        raise Invalid(found)
    try:
        with transaction.atomic():
            row = Interest.objects.create(
                person_id=person, company_id=company, reason=reason.strip()[:300]
            )
            _record("interest_declared", person, by, now, {"company": company})
    except IntegrityError as error:
        raise Invalid([Problem("company", "interest_declared_once")]) from error
    return row


def end_interest(interest: int, *, by: Actor, now: dt.datetime) -> None:
    """Only a head says that it is over."""
    ensure(why_not(by, Right.ASSIGN_SPECIALISTS))
    with transaction.atomic():
        row = Interest.objects.select_for_update().get(pk=interest)
        if by.key == row.person_id:
            ensure(Refusal("interest_ended_by_another"))
        row.delete()
        _record("interest_ended", row.person_id, by, now, {"company": row.company_id})


def set_capacity(person: uuid.UUID, text: str, *, by: Actor, now: dt.datetime) -> None:
    """How much somebody can carry; an empty text means as much as usual."""
    ensure(why_not(by, Right.ASSIGN_SPECIALISTS))
    read, found = rules.weights_read({"capacity": text} if text.strip() else {})
    if found:
        raise Invalid(found)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person)
        row = Capacity.objects.filter(pk=person).first()
        old = f"{row.points}" if row else ""
        if read:
            Capacity.objects.update_or_create(pk=person, defaults={"points": read["capacity"]})
        elif row:
            row.delete()
        change = Change("capacity", old, str(read.get("capacity", "")))
        record(
            "capacity_set",
            kind="person",
            key=str(person),
            by=by.key,
            now=now,
            changes=[change],
        )


def set_weights(texts: Mapping[str, str], *, by: Actor, now: dt.datetime) -> None:
    """Change weights. Keys are `load:stage.enquiry`, `match:language`; others stay as they are."""
    ensure(why_not(by, Right.EDIT_REFERENCE))
    read, found = rules.weights_read(texts)
    if found:
        raise Invalid(found)
    with transaction.atomic():
        list(Weight.objects.select_for_update())
        known = weights.current()
        before = {f"load:{c}": p for c, p in known.load.items()}
        before |= {f"match:{c}": p for c, p in known.match.items()}
        changes = []
        for name, points in read.items():
            kind, _, code = name.partition(":")
            old = before.get(name, Decimal(0))
            if points == old:
                continue
            Weight.objects.update_or_create(kind=kind, code=code, defaults={"points": points})
            changes.append(Change(name, f"{old:.1f}", f"{points:.1f}"))
        if changes:
            record(
                "weights_changed", kind="weights", key="all", by=by.key, now=now, changes=changes
            )


def _codes(kind: SkillKind, code: str) -> frozenset[str]:
    """Which of the codes of a kind exist; for places only the one that is asked about."""
    match kind:
        case SkillKind.SECTOR:
            return frozenset(oked.names())
        case SkillKind.LANGUAGE:
            return languages.codes()
        case SkillKind.PLACE:
            places = Subject.objects.filter(
                code=code, kind__in=("region", "city", "district", "zone")
            )
            return frozenset(places.values_list("code", flat=True))


def _record(
    name: str, person: uuid.UUID, by: Actor, now: dt.datetime, facts: Mapping[str, Fact]
) -> None:
    record(name, kind="person", key=str(person), by=by.key, now=now, facts=facts)
