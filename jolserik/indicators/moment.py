"""When a page is looked at: three texts of the address turned into a moment."""

import datetime as dt
from dataclasses import dataclass

from jolserik.core.refusal import Refusal, Refused
from jolserik.ledger import posting
from jolserik.ledger.asking import parse_as_of

SINCE_DAYS = 30


@dataclass(frozen=True)
class Moment:
    """The page as known on `as_of`, with rows up to `at_posting`; changes count from `since`."""

    as_of: dt.date
    at_posting: int
    since: dt.date
    today: dt.date
    pinned: bool  # the address names a posting number, so its figures never change

    @property
    def is_today(self) -> bool:
        return self.as_of == self.today


def moment(*, as_of: str, at: str, since: str, today: dt.date, newest: int | None = None) -> Moment:
    """From the texts `as_of`, `at` and `since`; empty ones mean today, now and 30 days before.

    `newest` is the last posting number where the caller knows it already.
    """
    day = parse_as_of(as_of, today=today)
    newest = posting.last() if newest is None else newest
    number = _posting(at, newest)
    start = parse_as_of(since, today=today) if since else day - dt.timedelta(days=SINCE_DAYS)
    if start > day:
        raise Refused(
            Refusal("since_after_as_of", {"since": start.isoformat(), "as_of": day.isoformat()})
        )
    return Moment(day, number, start, today, pinned=bool(at))


def _posting(text: str, newest: int) -> int:
    if not text:
        return newest
    if not (text.isascii() and text.isdigit() and len(text) < 19) or int(text) > newest:
        raise Refused(Refusal("unknown_posting", {"posting_no": text[:20], "newest": newest}))
    return int(text)
