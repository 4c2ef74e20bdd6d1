"""Old addresses of records that were merged: they lead to the one that stays."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jolserik.core.refusal import Refusal
from jolserik.people.access import actor_of
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.site import errors

ADDRESS = "/project/<slug:slug>/"
# Arguments of addresses that lie within one record, and not in the other one.
PARTS = frozenset({"number", "phase", "membership", "assignment", "support", "obligation"})


def leads_on(request: HttpRequest) -> HttpResponseBase | None:
    """Asked when a page was not found: the same page of the project that the one of the address was
    merged into, if the reader may see it. Temporary, for a merger may be undone."""
    match = request.resolver_match
    if match is None or ADDRESS not in f"/{match.route}":
        return None
    slug = match.kwargs["slug"]
    row = Project.objects.filter(subject__code=f"project:{slug}", merged_into__isnull=False)
    into = row.values_list("merged_into", flat=True).first()
    if into is None:
        return None
    found = access.shown_to(actor_of(request)).filter(pk=into).select_related("subject").first()
    if found is None:
        return None
    if request.method != "GET":
        return errors.refused(request, Refusal("project_merged"), status=409)
    if PARTS & set(match.kwargs):
        return HttpResponseRedirect(reverse(f"{match.namespace}:project", args=[found.slug]))
    address = reverse(match.view_name, kwargs={**match.kwargs, "slug": found.slug})
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
