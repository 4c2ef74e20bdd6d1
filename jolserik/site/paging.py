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
