"""Loading a region folder through the acts of the rooms: all of it or nothing.

Loading again adds only what is new; a changed row is never changed in the ledger, so a changed
amount in a file needs a new key.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from jolserik.core.refusal import Refused
from jolserik.core.words import Words, word
from jolserik.ledger import actions as ledger
from jolserik.ledger import measures
from jolserik.ledger.models import Entry, Issuer, Measure, Source, Subject
from jolserik.ledger.values import Basis, Qualifier, Scenario, Standing
from jolserik.people.actor import PROGRAM
from jolserik.projects import actions as projects
from jolserik.territory import actions as territory
from jolserik.territory.actions import Lies
from jolserik.workshop.folder import (
    BadFolder,
    Folder,
    Table,
    decimal,
    key_of,
    known,
    month,
    needed_day,
    needed_month,
    words,
)
from jolserik.workshop.models import Loaded

ALMATY = ZoneInfo("Asia/Almaty")


@transaction.atomic
def load(folder: Folder, *, now: dt.datetime) -> Counter[str]:
    """Load what is new in the folder; returns how many of each kind. Raises BadFolder."""
    measures.install()
    projects.install_terms()
    loader = _Loader(folder, now)
    steps: tuple[tuple[str, Callable[[Table], int | None]], ...] = (
        ("issuer", loader.issuer),
        ("source", loader.source),
        ("place", loader.place),
        ("zone", loader.zone),
        ("project", loader.project),
        ("statement", loader.statement),
        ("target", loader.target),
        ("booking", loader.booking),
        ("reversal", loader.reversal),
    )
    for kind, step in steps:
        loader.each(kind, step)
    if loader.wrong:
        raise BadFolder(loader.wrong)
    return loader.added


class _Loader:
    def __init__(self, folder: Folder, now: dt.datetime) -> None:
        self.folder, self.now = folder, now
        self.added: Counter[str] = Counter()
        self.wrong: list[str] = []
        done = Loaded.objects.filter(region=folder.slug).values_list("kind", "key")
        self.done = set(done)
        self.subjects = {s.code: s for s in Subject.objects.all()}
        self.measures = {m.code: m for m in Measure.objects.all()}
        self.sources = {s.key: s for s in Source.objects.all()}
        self.issuers = {i.code: i for i in Issuer.objects.all()}

    def each(self, kind: str, step: Callable[[Table], int | None]) -> None:
        """Load every new table of a kind; a refused one is noted with its place."""
        for line in self.folder.of(kind):
            key = key_of(kind, line)
            if (kind, key) in self.done:
                continue
            try:
                with transaction.atomic():
                    posting_no = step(line)
            except Refused as refused:
                said = word("refusal", refused.refusal.code, "en", refused.refusal.facts)
                self.wrong.append(f"[[{kind}]] {key}: {said}")
            except KeyError as unknown:
                self.wrong.append(f"[[{kind}]] {key}: nothing is known as {unknown}")
            except IntegrityError:
                self.wrong.append(f"[[{kind}]] {key}: something else of this name is there already")
            else:
                Loaded.objects.create(
                    region=self.folder.slug, kind=kind, key=key, posting_no=posting_no
                )
                self.added[kind] += 1

    def issuer(self, line: Table) -> None:
        names = Words.of(line["names"])
        self.issuers[line["key"]], _ = Issuer.objects.get_or_create(
            code=line["key"],
            defaults={"name_ru": names.ru, "name_kk": names.kk, "name_en": names.en},
        )

    def source(self, line: Table) -> None:
        title = line["title"]
        self.sources[line["key"]] = ledger.record_source(
            key=line["key"],
            kind=line["kind"],
            title=title,
            url=line.get("url", ""),
            language=line.get("language", ""),
            published=known(line.get("published_on")),
            note=words(line.get("note")),
            by=PROGRAM,
            now=self.now,
        )

    def place(self, line: Table) -> None:
        place = territory.add_place(
            code=line["code"],
            kind=line["kind"],
            kato=line.get("kato", ""),
            names=Words.of(line["names"]),
            parents=self._parents(line),
            fictional=self.folder.fictional,
            valid_from=month(line.get("valid_from")),
            valid_to=month(line.get("valid_to")),
            former_names=line.get("former_names", ()),
            note=line.get("note"),
            by=PROGRAM,
            now=self.now,
        )
        self.subjects[line["code"]] = place.subject

    def zone(self, line: Table) -> None:
        parts = [_plain(part) for part in line.get("parts", ())]
        zone = territory.add_zone(
            code=line["code"],
            kind=line["kind"],
            names=Words.of(line["names"]),
            parents=self._parents(line),
            lies_in=line.get("lies_in", ()),
            fictional=self.folder.fictional,
            area_ha=decimal(line["area_ha"]) if line.get("area_ha") else None,
            parts=parts,
            since=str(line.get("since", "")),
            law=line.get("law"),
            operator=line.get("operator"),
            note=line.get("note"),
            by=PROGRAM,
            now=self.now,
        )
        self.subjects[line["code"]] = zone.subject

    def project(self, line: Table) -> None:
        place, zone = line.get("place"), line.get("zone")
        project = projects.add_project(
            code=line["code"],
            names=Words.of(line["names"]),
            fictional=self.folder.fictional,
            initiator=line.get("initiator", ""),
            countries=line.get("countries", ()),
            sector=str(line.get("sector", "")),
            place=self.subjects[place] if place else None,
            zone=self.subjects[zone] if zone else None,
            note=line.get("note"),
            by=PROGRAM,
            now=self.now,
        )
        self.subjects[line["code"]] = project.subject
        for fact in line.get("fact", ()):
            projects.add_fact(
                project,
                kind=fact["kind"],
                stage=fact.get("stage", ""),
                text=Words.of(fact["text"]),
                known=needed_day(fact["known_on"]),
                happened=str(fact.get("happened", "")),
                source=self.sources[fact["source"]],
                by=PROGRAM,
                now=self.now,
            )

    def statement(self, line: Table) -> int:
        part_of = line.get("part_of")
        draft = ledger.StatementDraft(
            subject=self.subjects[line["subject"]],
            measure=self.measures[line["measure"]],
            scenario=Scenario(line["scenario"]),
            standing=Standing(line.get("standing", "")),
            basis=Basis(line["basis"]),
            covers_from=month(line.get("from")),
            covers_to=month(line.get("to")),
            amount=decimal(line["amount"]),
            qualifier=Qualifier(line.get("qualifier", "")),
            issuer=self.issuers[line["issuer"]],
            source=self.sources[line["source"]],
            place=line.get("place", ""),
            known=needed_day(line["known_on"]),
            note=words(line.get("note")),
            act=words(line.get("act")),
            part_of=self.subjects[part_of] if part_of else None,
            original=_original(line),
        )
        number: int = ledger.record_statement(draft, by=PROGRAM, now=self.now).posting_no
        return number

    def target(self, line: Table) -> int:
        target = ledger.set_target(
            subject=self.subjects[line["subject"]],
            measure=self.measures[line["measure"]],
            covers_from=month(line.get("from")),
            covers_to=needed_month(line["to"]),
            amount=decimal(line["amount"]),
            critical=decimal(line["critical"]) if "critical" in line else None,
            source=self.sources[line["source"]],
            known=needed_day(line["known_on"]),
            act=words(line.get("act")),
            note=words(line.get("note")),
            by=PROGRAM,
            now=self.now,
        )
        number: int = target.posting_no
        return number

    def booking(self, line: Table) -> int:
        """Bookings are played with the clock of their day: only publications are past."""
        drafts = [
            self._draft(row, basis=line["basis"], source=line["source"]) for row in line["rows"]
        ]
        rows = ledger.book(drafts, by=PROGRAM, now=_noon(line["known_on"]))
        number: int = rows[0].posting_no
        return number

    def reversal(self, line: Table) -> int:
        booked = Loaded.objects.get(region=self.folder.slug, kind="booking", key=line["of"])
        if booked.posting_no is None:
            raise KeyError(line["of"])
        entry = Entry.objects.select_related("source").get(
            posting_no=booked.posting_no + int(line["row"]) - 1
        )
        booking = next(b for b in self.folder.of("booking") if b["key"] == line["of"])
        row = dict(booking["rows"][int(line["row"]) - 1])
        corrected = None
        if "corrected_amount" in line:
            row["amount"] = line["corrected_amount"]
            corrected = self._draft(row, basis=booking["basis"], source=booking["source"])
        rows = ledger.reverse(
            entry,
            source=self.sources[line.get("source", booking["source"])],
            note=words(line["reason"]),
            corrected=corrected,
            by=PROGRAM,
            now=_noon(line["known_on"]),
        )
        number: int = rows[0].posting_no
        return number

    def _draft(self, row: Table, *, basis: str, source: str) -> ledger.EntryDraft:
        return ledger.EntryDraft(
            subject=self.subjects[row["subject"]],
            measure=self.measures[row["measure"]],
            basis=Basis(basis),
            month=needed_month(row["month"]),
            amount=decimal(row["amount"]),
            source=self.sources[source],
            scenario=Scenario(row.get("scenario", "actual")),
            standing=Standing(row.get("standing", "")),
            place=row.get("place", ""),
        )

    def _parents(self, line: Table) -> list[Lies]:
        return [
            Lies(self.subjects[p["code"]], month(p.get("from")), month(p.get("to")))
            for p in line.get("parents", ())
        ]


def _noon(day: Any) -> dt.datetime:
    return dt.datetime.combine(needed_day(day).day, dt.time(12), ALMATY)


def _original(line: Table) -> ledger.Original | None:
    if not line.get("currency"):
        return None
    return ledger.Original(
        amount=decimal(line["original_amount"]),
        currency=line["currency"],
        rate=decimal(line["rate"]),
        rate_source=str(line.get("rate_source", "")),
    )


def _plain(part: Table) -> dict[str, Any]:
    """A part of a zone as JSON can hold it."""
    return {"names": dict(part["names"]), "area_ha": str(part.get("area_ha", ""))}
