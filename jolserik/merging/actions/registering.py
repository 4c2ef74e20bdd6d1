"""Registering what looks like something that is there already."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from jolserik.companies import actions as companies
from jolserik.companies.models import Company
from jolserik.companies.rules import CompanyDraft
from jolserik.merging import finding
from jolserik.merging.actions.common import keep_different
from jolserik.merging.actions.pairs import look_at
from jolserik.merging.finding import Alike
from jolserik.merging.values import Kind
from jolserik.people.actor import Actor
from jolserik.projects import actions as projects
from jolserik.projects.actions import ProjectDraft
from jolserik.projects.models import Project


class LooksLike(Exception):
    """There are records that the new one may be; nothing was written."""

    def __init__(self, found: list[Alike]) -> None:
        super().__init__([one.key for one in found])
        self.found = found


def register_company(
    draft: CompanyDraft,
    *,
    other_than: Collection[str] = (),
    by: Actor,
    now: dt.datetime,
    fictional: bool = False,
) -> Company:
    """As `companies.register_company`. Whatever it looks like must be named in `other_than`, else
    LooksLike; that they are different companies is kept."""
    found = finding.for_company(draft, fictional=fictional, actor=by)
    _ensure_said(found, other_than)
    with transaction.atomic():
        company = companies.register_company(draft, by=by, now=now, fictional=fictional)
        _keep(Kind.COMPANY, company.key, found, by=by, now=now)
    return company


def register_project(
    draft: ProjectDraft, *, other_than: Collection[str] = (), by: Actor, now: dt.datetime
) -> Project:
    """As `projects.register_project`. Whatever it looks like must be named in `other_than`, else
    LooksLike; that they are different projects is kept."""
    found = finding.for_project(draft.values, fictional=draft.fictional, actor=by)
    _ensure_said(found, other_than)
    with transaction.atomic():
        project = projects.register_project(draft, by=by, now=now)
        _keep(Kind.PROJECT, project.code, found, by=by, now=now)
    return project


def _ensure_said(found: list[Alike], other_than: Collection[str]) -> None:
    if {one.key for one in found} - set(other_than):
        raise LooksLike(found)


def _keep(kind: Kind, key: str, found: list[Alike], *, by: Actor, now: dt.datetime) -> None:
    for one in found:
        keep_different(kind, key, one.key, by=by, now=now)
    look_at(kind, key)
