"""The country a project comes from: one for each project, by one rule.

1. The initiator is a foreign company: its country.
2. The initiator is a Kazakh company and owners from one foreign country hold a tenth of it or
   more together (or hold a share that nobody told): that country; of several the one that holds
   most, then the first by code. A tenth is what statistics of direct investment ask for: Balance
   of Payments Manual of the IMF, sixth edition, 6.12.
3. Otherwise the first foreign country that the passport names, else Kazakhstan if it names it.
4. A Kazakh company of which nothing else is known: Kazakhstan. Otherwise it is not known.

Everybody may read what a published passport says, but not who owns whom: for the public only 3.
"""

from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Round, Substr

from jolserik.companies.models import Owner
from jolserik.companies.rules import HOME

DIRECT: Final = 10_000  # thousandths of a per cent


def of(rows: QuerySet[Any], *, public: bool) -> Any:
    """The rows with `origin`: a code of ISO 3166-1, or empty."""
    # JSON is written alike on both databases: ["CN", "KZ"].
    rows = rows.alias(countries_text=Cast("countries", TextField()))
    rows = rows.alias(
        first_country=Substr("countries_text", 3, 2), second_country=Substr("countries_text", 9, 2)
    )
    told = [
        When(~Q(first_country__in=("", HOME)), then=F("first_country")),
        When(~Q(second_country=""), then=F("second_country")),
        When(first_country=HOME, then=Value(HOME)),
    ]
    if public:
        return rows.annotate(origin=Case(*told, default=Value(""), output_field=CharField()))
    rows = rows.alias(owned_from=Subquery(_largest_owner(), output_field=CharField()))
    abroad = Q(company__isnull=False) & ~Q(company__country=HOME)
    return rows.annotate(
        origin=Case(
            When(abroad, then=F("company__country")),
            When(owned_from__isnull=False, then=F("owned_from")),
            *told,
            When(company__isnull=False, then=Value(HOME)),
            default=Value(""),
            output_field=CharField(),
        )
    )


def _largest_owner() -> QuerySet[Any]:
    """The foreign country whose owners hold most of the company of the outer row."""
    share = Cast(Round(F("share") * 1000), BigIntegerField())
    owners = Owner.objects.filter(company=OuterRef("company")).exclude(country__in=("", HOME))
    by_country = (
        owners.order_by()
        .values("country")
        .annotate(
            held=Coalesce(Sum(share), Value(0), output_field=BigIntegerField()),
            unsaid=Count("pk", filter=Q(share=None)),
        )
    )
    direct = by_country.filter(Q(held__gte=DIRECT) | Q(unsaid__gt=0))
    return direct.order_by("-held", "country").values("country")[:1]
