"""What many pages of the desk ask of a request."""

from django.http import Http404, HttpRequest

from jolserik.people.access import actor_of
from jolserik.projects import access
from jolserik.projects.models import Project


def project_of(request: HttpRequest, slug: str) -> Project:
    """The project of an address with what names it; Http404 where the reader may not see it."""
    rows = access.visible_to(actor_of(request)).select_related(
        "subject", "place", "zone", "company__organisation"
    )
    found = rows.filter(subject__code=f"project:{slug}").first()
    if found is None:
        raise Http404
    return found


def status_of(request: HttpRequest) -> int:
    """Of a page with a form: shown again after a POST, its fields were wrong."""
    return 422 if request.method == "POST" else 200
