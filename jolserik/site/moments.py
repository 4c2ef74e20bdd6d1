"""The moment a page is asked for, from its address; shared by the doors."""

from django.http import HttpRequest
from django.utils import timezone

from jolserik.indicators.moment import Moment, moment


def asked_moment(request: HttpRequest, *, newest: int | None = None) -> Moment:
    """From `as_of`, `at` and `since` of the query. Raises Refused for what is not understood.

    `newest` is the last posting number where the caller knows it already.
    """
    query = request.GET
    return moment(
        as_of=query.get("as_of", "").strip(),
        at=query.get("at", "").strip(),
        since=query.get("since", "").strip(),
        today=timezone.localdate(),
        newest=newest,
    )
