"""The gates as a document, drawn from the table that every move asks."""

from jolserik.core.words import word
from jolserik.people.rights import table as rights
from jolserik.projects.gates import Need, table
from jolserik.projects.values import ROAD

HEAD = """# What a project needs, stage by stage

Drawn from `jolserik/projects/gates.toml`; every move of a project asks the same table, on
registration and import too. What a stage asks, all later ones ask as well. A move back, aside or
out of a cancellation needs a reason from an editable list instead.

| stage | asks from here on | forwards | back to it |
|---|---|---|---|
"""


def gates_markdown() -> str:
    """A line for each stage of the road."""
    gates, needs = table()
    lines = []
    for stage in ROAD:
        asked = "; ".join(_said(need) for need in needs if need.stage is stage)
        gate = gates[stage]
        forward, back = (rights()[right].words.en for right in (gate.forward, gate.backward))
        lines.append(f"| {word('stage', stage, 'en')} | {asked or '–'} | {forward} | {back} |")
    return HEAD + "\n".join(lines) + "\n"


def _said(need: Need) -> str:
    said = need_in_words(need, "en")
    if need.when:
        return f"{said} ({word('need_when', need.when, 'en')})"
    return said if need.bars else f"{said} (shown as missing, bars no move)"


def need_in_words(need: Need, language: str) -> str:
    """What is needed: a field of the passport, a document or a fact."""
    kind = {"field": "field", "document": "document_kind", "fact": "need"}[need.kind]
    return word(kind, need.code, language)
