"""Figures of the ledger as lines of a note, each with the numbers of its sources."""

from jolserik.briefings.saying import Say
from jolserik.indicators import pictures
from jolserik.indicators.moment import Moment
from jolserik.ledger.values import SubjectValue
from jolserik.people.actor import Actor


def lines(
    subject: SubjectValue, actor: Actor, moment: Moment, say: Say, *, most: int = 14
) -> list[tuple[str, str]]:
    """The headline first, then what the subject's page shows; both books, as the actor may see."""
    picture = pictures.picture(subject, actor=actor, moment=moment)
    headline = [picture.headline.line] if picture.headline else []
    found: list[tuple[str, str]] = []
    for line in [*headline, *picture.key, *picture.lines]:
        for answer in (*line.actual, *line.plan):
            if len(found) == most:
                return found
            mark = say.published(answer.rows) or f" ({say.note('booked')})"
            pair = say.label(answer), f"{say.answer(answer)}{mark}"
            if pair not in found:
                found.append(pair)
    return found
