"""Drawing a note as PDF (Typst) or DOCX, from the same values."""

import io
import json
from pathlib import Path
from typing import Literal

import font_roboto
import typst
from docx import Document
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table

from jolserik.briefings.note import Note

TEMPLATE = Path(__file__).parent / "note.typ"
FONTS = Path(font_roboto.__file__).parent / "files"
LISTS = ("since", "problems", "next")


def pdf(note: Note) -> bytes:
    """The note on one A4. Its texts are data and cannot become markup."""
    return _compiled(fitted(note), "pdf")[0]


def fitted(note: Note) -> Note:
    """The note with as many rows and lines as one page holds; a fuller one is cut from the end of
    its longest list, and says how many projects are left out."""
    while len(_compiled(note, "svg")) > 1:
        shorter = note.shorter()
        if shorter is None:
            return note
        note = shorter
    return note


def _compiled(note: Note, format: Literal["pdf", "svg"]) -> list[bytes]:
    """One file, or for pictures one for each page."""
    made: bytes | list[bytes] = typst.compile(
        TEMPLATE,
        format=format,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"note": json.dumps(note.plain(), ensure_ascii=False)},
    )
    return made if isinstance(made, list) else [made]


def docx(note: Note) -> bytes:
    """The same as a document that can be edited."""
    note = fitted(note)
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(16)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Roboto", Pt(10)
    style.paragraph_format.space_after = Pt(3)
    _small(document, f"{note.kind} · {note.words['as_of']} {note.day}")
    document.add_heading(note.title, level=1)
    if note.fictional:
        _small(document, note.fictional)
    for name in ("facts", "money"):
        if pairs := getattr(note, name):
            document.add_heading(note.words[name], level=2)
            table = document.add_table(rows=0, cols=2)
            for label, text in pairs:
                _fill(table, (label, text))
    for name in LISTS:
        if lines := getattr(note, name):
            document.add_heading(note.words[name], level=2)
            for line in lines:
                document.add_paragraph(line, style="List Bullet")
    if note.specialist:
        document.add_heading(note.words["specialist"], level=2)
        document.add_paragraph(note.specialist)
    if note.table:
        document.add_heading(note.words["table"], level=2)
        table = document.add_table(rows=0, cols=len(note.columns))
        table.style = document.styles["Table Grid"]
        _fill(table, [note.words[column] for column in note.columns])
        for row in note.table:
            _fill(table, row)
        if note.more:
            document.add_paragraph(f"{note.more}: {note.link}" if note.link else note.more)
    if note.sources:
        document.add_heading(note.words["sources"], level=2)
        for number, source in enumerate(note.sources, start=1):
            document.add_paragraph(f"{number}. {source}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _small(document: "Document", text: str) -> None:  # type: ignore[valid-type]  # a function there
    run = document.add_paragraph().add_run(text)  # type: ignore[attr-defined]  # a document
    run.font.size, run.font.color.rgb = Pt(9), RGBColor(0x59, 0x63, 0x6D)


def _fill(table: Table, texts: "list[str] | tuple[str, ...]") -> None:
    row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx types it not
    for cell, text in zip(row.cells, texts, strict=True):
        cell.text = text
