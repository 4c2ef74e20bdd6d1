"""What many pages of the desk ask of a request."""

from typing import Final

from django.http import Http404, HttpRequest

from jolserik.desk.fields import DeskForm
from jolserik.people.access import actor_of
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.site import uploads
from jolserik.site.say import language

FILES: Final = ("file", "camera", "paper")


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


def arrived(request: HttpRequest, form: DeskForm) -> bool:
    """Whether a form is valid; also says why a file that was sent did not arrive."""
    valid = form.is_valid()
    for field in FILES:
        refusal = uploads.why_missing(request, field) if field in form.fields else None
        if refusal is not None:
            form.errors.pop("file", None)
            if uploads.was_cut(request):
                form.errors.clear()
            form.add_error(field, refusal_in_words(refusal, language()))
            valid = False
    return valid


def said_to_be_others(request: HttpRequest) -> list[str]:
    """Keys of the records that were shown and that the new one is not, by who registers it."""
    if request.POST.get("another") != "1":
        return []
    return [str(key)[:120] for key in request.POST.getlist("other_than")]
