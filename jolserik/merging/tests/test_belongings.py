"""Nothing that refers to a record is forgotten when it is merged."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField, Model, TextField

from jolserik.merging.belongings import (
    OF_COMPANY,
    OF_ORGANISATION,
    OF_PROJECT,
    OF_SUBJECT,
    TABLE,
    Relation,
)
from jolserik.merging.values import Fate, Kind

TARGETS = {
    "projects.Project": OF_PROJECT,
    "ledger.Subject": OF_SUBJECT,
    "companies.Company": OF_COMPANY,
    "people.Organisation": OF_ORGANISATION,
}
# Text columns named so that they may hold the key of a project or company, and do not.
KEYS = re.compile(r"(^|_)(key|code|scope|query|project|company|subject|one|other|passed)$")
NO_RECORD = {
    *("commitments.Instruction.about_key", "documents.Document.about_key"),  # in the table
    "documents.Kind.code",
    "imports.Upload.list_code",
    "ledger.Issuer.code",
    "ledger.Measure.code",
    "ledger.Source.key",  # names the act that it was, for ever
    "projects.Term.code",
    "sessions.Session.session_key",
    "specialists.SpecialistSkill.code",
    "specialists.Weight.code",
    "people.CastMember.person",
}


def relations(model: type[Model]) -> Iterator[str]:
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.is_relation:
            found: Any = relation
            yield f"{found.related_model._meta.label}.{found.field.name}"


@pytest.mark.parametrize("label", TARGETS)
def test_every_relation_moves_or_says_why_it_does_not(label: str) -> None:
    declared = [relation.name for relation in TARGETS[label]]
    assert sorted(declared) == sorted(relations(apps.get_model(label)))
    assert len(declared) == len(set(declared))


def test_every_text_that_may_hold_a_key_is_looked_at() -> None:
    known = {relation.name for kind in Kind for relation in TABLE[kind]}
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("jolserik.")
        for field in model._meta.concrete_fields
        if isinstance(field, (CharField, TextField)) and KEYS.search(field.name)
    ]
    assert [name for name in found if name not in known | NO_RECORD] == []


@pytest.mark.parametrize("kind", Kind)
def test_what_does_not_move_says_why_and_what_never_changes_does_not_move(kind: Kind) -> None:
    for relation in TABLE[kind]:
        assert isinstance(relation, Relation)
        if relation.fate is Fate.MOVES:
            assert not relation.append_only, relation.name
        else:
            assert relation.why, relation.name
