"""Companies and the people who speak for them, as search knows them."""

from collections.abc import Iterator

from django.db.models import QuerySet

from jolserik.companies.models import Company, ContactPerson
from jolserik.companies.person_rules import dialled
from jolserik.core.fold import fold
from jolserik.core.words import Words
from jolserik.people.models import OrganisationName
from jolserik.search.values import IndexEntry

COMPANY = "company"
CONTACT_PERSON = "contact_person"
WEIGHT = 400
BATCH = 500


def of_company(company: Company) -> IndexEntry:
    """By what it is and was called, by BIN or IIN, and by the number it has abroad; so too by the
    names and numbers of those that were merged into it.

    IINs are why companies are no kind for everybody.
    """
    organisation = company.organisation
    names = sorted(organisation.names.all(), key=lambda name: name.valid_from, reverse=True)
    former = (text for name in names[1:] for text in (name.ru, name.kk, name.en))
    merged = list(company.merged.all())
    also = (t for row in merged for n in row.organisation.names.all() for t in (n.ru, n.kk, n.en))
    others = (number for row in merged for number in (row.organisation.bin, row.iin))
    return IndexEntry(
        kind=COMPANY,
        key=company.key,
        title=names[0].words if names else Words(company.key, "", ""),
        texts=tuple(filter(None, [company.foreign_number, *former, *also])),
        numbers=tuple(filter(None, (organisation.bin, company.iin, *others))),
        weight=WEIGHT,
        fictional=company.fictional,
    )


def companies() -> Iterator[IndexEntry]:
    """All but those that were merged into others."""
    rows = standing().select_related("organisation")
    rows = rows.prefetch_related("organisation__names", "merged__organisation__names")
    return map(of_company, rows.order_by("pk").iterator(chunk_size=BATCH))


def folded(company: Company) -> str:
    """What the list of companies is searched by: the name it has, and all names of those that were
    merged into it. Read anew: the names may have changed within this act."""
    rows = list(OrganisationName.objects.filter(organisation_id=company.pk).order_by("valid_from"))
    current = [row for row in rows if row.valid_to is None] or rows[-1:]
    merged = company.merged.values("pk")
    also = OrganisationName.objects.filter(organisation_id__in=merged).order_by("valid_from", "pk")
    named = [*current, *also]
    return fold(" ".join(text for row in named for text in (row.ru, row.kk, row.en)))


def standing() -> QuerySet[Company]:
    return Company.objects.filter(merged_into__isnull=True)


def of_person(person: ContactPerson) -> IndexEntry:
    """By name, e-mail, messenger and position; by telephone as it is dialled from anywhere."""
    return IndexEntry(
        kind=CONTACT_PERSON,
        key=str(person.key),
        title=Words(person.name, "", ""),
        texts=tuple(filter(None, [person.email, person.messenger, person.position])),
        numbers=tuple(number for phone in person.phone_list for number in _numbers(phone)),
        weight=WEIGHT,
        fictional=person.company.fictional,
    )


def people() -> Iterator[IndexEntry]:
    """Those who agreed to be kept."""
    rows = known().select_related("company").order_by("pk")
    return map(of_person, rows.iterator(chunk_size=BATCH))


def known() -> QuerySet[ContactPerson]:
    return ContactPerson.objects.exclude(name="")


def _numbers(phone: str) -> tuple[str, ...]:
    """The digits of a telephone; one of Kazakhstan also with an 8 in front, and without."""
    digits = dialled(phone).removeprefix("+")
    if len(digits) == 11 and digits[0] == "7":
        return digits, f"8{digits[1:]}", digits[1:]
    return (digits,)
