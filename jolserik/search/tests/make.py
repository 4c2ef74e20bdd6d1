"""Things for tests: the fixed ones of things.toml, and made-up ones."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from jolserik.core.words import Words
from jolserik.people.actor import PROGRAM, Actor
from jolserik.search import queries
from jolserik.search.values import Hit, IndexEntry

HERE = Path(__file__).resolve().parent


def entry(kind: str, key: str, ru: str, kk: str = "", en: str = "", **more: Any) -> IndexEntry:
    return IndexEntry(kind, key, Words(ru, kk, en), **more)


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


@cache
def things() -> tuple[IndexEntry, ...]:
    return tuple(
        IndexEntry(
            kind=told["kind"],
            key=told["key"],
            title=Words(*told["title"]),
            texts=tuple(told.get("texts", ())),
            numbers=tuple(told.get("numbers", ())),
            weight=told["weight"],
            fictional=told.get("fictional", False),
        )
        for told in table("things")["things"]
    )


def find(text: str, *, actor: Actor = PROGRAM, limit: int = 10, **more: Any) -> list[Hit]:
    return queries.find(text, actor=actor, limit=limit, language="ru", **more)


def keys(text: str, **more: Any) -> list[str]:
    return [hit.key for hit in find(text, **more)]
