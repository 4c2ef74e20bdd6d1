"""Editable lists: reasons, lists that projects are on, support measures."""

import datetime as dt
import tomllib
from importlib import resources

from jolserik.core.refusal import Change, Problem, ensure
from jolserik.core.words import Words
from jolserik.events.actions import record
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import SLUG, Invalid
from jolserik.projects.actions.common import act
from jolserik.projects.models import Term
from jolserik.projects.values import TermKind


def install_terms() -> None:
    """Add the program's own terms (`terms.toml`) that are not there yet; edited ones stay."""
    text = (resources.files("jolserik.projects") / "terms.toml").read_text("utf-8")
    known = set(Term.objects.values_list("kind", "code"))
    Term.objects.bulk_create(
        Term(kind=TermKind(kind), code=code, order=order, **line)
        for kind, lines in tomllib.loads(text).items()
        for order, (code, line) in enumerate(lines.items())
        if (kind, code) not in known
    )


def change_term(
    kind: TermKind,
    code: str,
    words: Words,
    *,
    active: bool = True,
    order: int = 0,
    is_new: bool = False,
    by: Actor,
    now: dt.datetime,
) -> Term:
    """Add a term, reword it or retire it; a retired one stays where it was used.

    `is_new`: a code that the list has already is a problem, so that no term is reworded by chance.
    """
    ensure(why_not(by, Right.EDIT_REFERENCE))
    found = [Problem(x, "name_missing") for x in ("ru", "kk", "en") if not getattr(words, x)]
    if not SLUG.fullmatch(code):
        found.append(Problem("code", "key_not_a_slug"))
    if found:
        raise Invalid(found)
    with act():
        row = Term.objects.select_for_update().filter(kind=kind, code=code).first()
        if row is not None and is_new:
            raise Invalid([Problem("code", "term_code_taken")])
        row = row or Term(kind=kind, code=code)
        before = {x: getattr(row, x) for x in ("ru", "kk", "en", "active", "order")}
        row.ru, row.kk, row.en, row.active, row.order = words.ru, words.kk, words.en, active, order
        row.save()
        changes = [
            Change(x, str(old), str(getattr(row, x)))
            for x, old in before.items()
            if old != getattr(row, x)
        ]
        record(
            "term_changed",
            kind="term",
            key=f"{kind}:{code}",
            by=by.key,
            now=now,
            facts={"list": kind, "code": code},
            changes=changes,
        )
    return row
