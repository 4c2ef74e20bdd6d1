"""The totals of a territory as a part of its page."""

from typing import Any

from django import template

from jolserik.indicators.pictures import Picture
from jolserik.people.actor import PUBLIC
from jolserik.people.rights import Right, why_not
from jolserik.projects.totals import UNSAID, Part
from jolserik.site import totals
from jolserik.site.totals import Place

register = template.Library()


@register.inclusion_tag("parts/totals.html", takes_context=True)
def totals_of(context: template.Context, picture: Picture) -> dict[str, Any]:
    """By sector and by country of origin; nothing where no project is known."""
    if picture.totals is None:
        return {}
    actor = context.get("actor") or PUBLIC
    door = context.get("door") or "portal"
    place = Place(
        subject=picture.subject,
        moment=picture.moment,
        door=door,
        lists=door == "desk" and why_not(actor, Right.SEE_PROJECTS) is None,
    )
    return {
        "tables": totals.tables(picture.totals, place),
        "public": door != "desk",
        "place": place,
    }


@register.filter
def sector_of(part: Part) -> str:
    """The division, or the section where it is not told more closely."""
    return totals.sector_name(part.division or part.section or UNSAID)


@register.filter
def country_of(code: str) -> str:
    return totals.country_name(code or UNSAID)


register.filter("declared_tenge", totals.tenge)
register.filter("declared_count", totals.count)
