"""Companies as search knows them."""

from collections.abc import Iterator

from django.db.models import QuerySet

from jolserik.companies.models import Company
from jolserik.core.words import Words
from jolserik.search.values import IndexEntry

COMPANY = "company"
WEIGHT = 400
BATCH = 500


def of_company(company: Company) -> IndexEntry:
    """By what it is and was called, by BIN or IIN, and by the number it has abroad.

    IINs are why companies are no kind for everybody.
    """
    organisation = company.organisation
    names = sorted(organisation.names.all(), key=lambda name: name.valid_from, reverse=True)
    former = (text for name in names[1:] for text in (name.ru, name.kk, name.en))
    return IndexEntry(
        kind=COMPANY,
        key=company.key,
        title=names[0].words if names else Words(company.key, "", ""),
        texts=tuple(filter(None, [company.foreign_number, *former])),
        numbers=tuple(filter(None, (organisation.bin, company.iin))),
        weight=WEIGHT,
        fictional=company.fictional,
    )


def companies() -> Iterator[IndexEntry]:
    """All but those that were merged into others."""
    rows = standing().select_related("organisation").prefetch_related("organisation__names")
    return map(of_company, rows.order_by("pk").iterator(chunk_size=BATCH))


def standing() -> QuerySet[Company]:
    return Company.objects.filter(merged_into__isnull=True)
