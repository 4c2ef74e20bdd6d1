"""Paging of evidence: by posting number, so that new rows move no page."""

from django.http import HttpRequest

from jolserik.core.refusal import Refusal, Refused


def before_posting(request: HttpRequest) -> int | None:
    """`before` of the query: rows below this posting number."""
    text = request.GET.get("before", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused(Refusal("unknown_posting", {"posting_no": text[:20], "newest": "…"}))
    return int(text)


def page_number(request: HttpRequest) -> int:
    """`page` of the address, from 1; what is no number is the first page."""
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1
