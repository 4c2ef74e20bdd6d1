"""What must be true of the whole program, read from its source and its tables."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from jolserik.cli import docs, translations
from jolserik.core.words import LANGUAGES, vocabulary

HOUSE: Path = settings.HOUSE
REGIONS = HOUSE / "workshop" / "regions"
# Calls whose words stand in words.toml: which argument is the code, and which kind of words.
CODES = {
    "Refusal": (0, "refusal"),
    "Problem": (1, "problem"),
    "record": (0, "event"),
    "_record": (0, "event"),
    "_note": (0, "event"),
}
# Facts that the diary adds to every event.
FACTS_OF_THE_DIARY = {"subject"}
# Texts in which a code of a place stands as an example, and the demo, which names its regions.
MAY_NAME_PLACES = {
    "cli/figures.py",
    "desk/people_forms.py",
    "people/models.py",
    "workshop/demo.py",
}
PLACES = re.compile(r"kato:\d|караганд|қарағанды|karaganda", re.IGNORECASE)
PORTAL_MAY_IMPORT = re.compile(
    r"jolserik\.(portal|site|core)(\..+)?|jolserik\.\w+\.public|jolserik\.people\.(access|actor)"
)


@cache
def sources(suffix: str = ".py") -> tuple[tuple[str, str], ...]:
    """(path inside the house, text) of every file, without tests, migrations and region data."""
    return tuple(
        (file.relative_to(HOUSE).as_posix(), file.read_text("utf-8"))
        for file in sorted(HOUSE.rglob(f"*{suffix}"))
        if not {"tests", "migrations", "testing.py"} & set(file.relative_to(HOUSE).parts)
        and REGIONS not in file.parents
    )


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path, text in sources():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and _called(node) == name:
                yield f"{path}:{node.lineno}", node


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


# --- tables


def test_keys_between_rooms_leave_no_name_behind() -> None:
    """A lower room never learns what points to it: related_name="+"."""
    wrong = []
    for model in apps.get_models(include_auto_created=False):
        if not model.__module__.startswith("jolserik."):
            continue
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            target = field.related_model
            assert not isinstance(target, str)
            other_room = target._meta.app_label != model._meta.app_label
            if other_room and not getattr(field.remote_field, "hidden", False):
                wrong.append(f"{model.__name__}.{field.name}")
    assert wrong == []


def test_every_constraint_has_a_name_of_its_own() -> None:
    names = [
        constraint.name
        for model in apps.get_models()
        if model.__module__.startswith("jolserik.")
        for constraint in model._meta.constraints
    ]
    assert len(names) == len(set(names))


# --- addresses


def test_every_address_says_who_may_open_it() -> None:
    found = list(docs.routes())
    assert found
    assert [address for address, _, who in found if who is None] == []


def test_documents_drawn_from_data_are_up_to_date() -> None:
    assert docs.stale() == [], "run: jolserik docs draw"


# --- words


@pytest.mark.parametrize("function", CODES)
def test_every_code_has_words_and_the_facts_that_they_need(function: str) -> None:
    position, kind = CODES[function]
    wrong = []
    for place, call in calls(function):
        code = call.args[position] if len(call.args) > position else None
        if not isinstance(code, ast.Constant) or not isinstance(code.value, str):
            continue  # chosen by a table elsewhere, whose own test reads it
        said = vocabulary().get((kind, code.value))
        if said is None:
            wrong.append(f"{place}: no words for {kind}.{code.value}")
            continue
        facts = _facts(call, position)
        if facts is None:
            continue
        given = facts | (FACTS_OF_THE_DIARY if kind == "event" else set())
        for language in LANGUAGES:
            missing = _places(getattr(said, language)) - given
            if missing:
                wrong.append(f"{place}: {kind}.{code.value} in {language} wants {sorted(missing)}")
    assert wrong == []


def _facts(call: ast.Call, position: int) -> set[str] | None:
    """Names of the facts where they are written out; None where they are computed."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "facts"]
    after = call.args[position + 1 :] if _called(call) in ("Refusal", "Problem") else []
    given = [*named, *after]
    if not given:
        return set() if _called(call) != "_record" else None
    if not isinstance(given[0], ast.Dict):
        return None
    keys = [key.value for key in given[0].keys if isinstance(key, ast.Constant)]
    return {str(key) for key in keys} if len(keys) == len(given[0].keys) else None


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_language_leaks_into_another() -> None:
    wrong = [line for line in translations.mistakes() if "is missing" not in line]
    assert wrong == []


def test_nothing_is_left_to_translate() -> None:
    wrong = [line for line in translations.mistakes() if "is missing" in line]
    assert wrong == [], "run: jolserik translations collect, and translate what is empty"


# --- doors


def test_portal_imports_only_what_rooms_publish() -> None:
    wrong = []
    for path, text in sources():
        if not path.startswith("portal/"):
            continue
        for node in ast.walk(ast.parse(text)):
            for module in _imported(node):
                if module.startswith("jolserik.") and not PORTAL_MAY_IMPORT.fullmatch(module):
                    wrong.append(f"{path}:{node.lineno} imports {module}")  # type: ignore[attr-defined]  # an import has a line
    assert wrong == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        # `from jolserik.ledger import public` imports jolserik.ledger.public.
        rooms = node.module.count(".") == 1
        return [f"{node.module}.{alias.name}" for alias in node.names] if rooms else [node.module]
    return []


# --- nothing of a region is code


def test_no_code_names_a_place() -> None:
    wrong = []
    for path, text in sources():
        if path in MAY_NAME_PLACES:
            continue
        tree = ast.parse(text)
        told = {id(node) for node in _docstrings(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if id(node) not in told and PLACES.search(node.value):
                    wrong.append(f"{path}:{node.lineno} {node.value[:60]}")
    for suffix in (".html", ".txt", ".js", ".css"):
        wrong += [path for path, text in sources(suffix) if PLACES.search(text)]
    assert wrong == []


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, kinds) and node.body and isinstance(node.body[0], ast.Expr):
            if isinstance(node.body[0].value, ast.Constant):
                yield node.body[0].value


def test_no_figure_of_the_demo_stands_in_code() -> None:
    """Amounts over a thousand; years and round numbers (20 000) mean nothing by themselves."""
    rows = tomllib.loads((REGIONS / "karaganda" / "statements.toml").read_text("utf-8"))
    amounts = {str(int(row["amount"])) for row in rows["statement"] if float(row["amount"]) > 1000}
    amounts -= {str(year) for year in range(1900, 2101)}
    amounts = {amount for amount in amounts if len(amount.rstrip("0")) > 1}
    assert amounts
    wrong = []
    for path, text in sources():
        wrong += [f"{path}: {number}" for number in amounts & set(_numbers_in_code(text))]
    for suffix in (".html", ".js", ".txt"):
        for path, text in sources(suffix):
            wrong += [f"{path}: {number}" for number in amounts & set(_numbers(text))]
    assert wrong == []


def _numbers_in_code(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    told = {id(node) for node in _docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in told:
            yield from _numbers(str(node.value))


def _numbers(text: str) -> Iterator[str]:
    """Whole numbers, with or without marks between the thousands."""
    for found in re.findall(r"\d[\d_ \u00a0\u202f]*\d", text):
        yield re.sub(r"\D", "", found)
