"""Drawing a note as PDF (Typst) or DOCX, from the same values."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import font_roboto
import typst
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table

from jolserik.briefings.note import LISTS, Note

TEMPLATE = Path(__file__).parent / "note.typ"
FONTS = Path(font_roboto.__file__).parent / "files"
FONT = "Arial"
WIDTHS = {"name": 3.0, "stage": 1.7, "cost": 1.6, "jobs": 1.5, "launch": 1.3, "lead": 1.6}


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
    _set_type(document)
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
            _set_widths(table, (66, 108))
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
        _fill(table, [note.words[column] for column in note.columns], size=8, bold=True)
        for row in note.table:
            _fill(table, row, size=8)
        _set_widths(table, [WIDTHS[column] for column in note.columns])
        if note.more:
            document.add_paragraph(f"{note.more}: {note.link}" if note.link else note.more)
    if note.sources:
        document.add_heading(note.words["sources"], level=2)
        for number, source in enumerate(note.sources, start=1):
            _small(document, f"{number}. {source}", size=7.5)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_type(document: Any) -> None:
    """Small and close, so that what fits one page of the PDF fits one here. Arial is everywhere."""
    for name, size in (("Normal", 9), ("Heading 1", 16), ("Heading 2", 10.5), ("List Bullet", 9)):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        style.paragraph_format.space_before = Pt(6 if name == "Heading 2" else 0)
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.line_spacing = 1.0
        if name.startswith("Heading"):
            style.font.color.rgb = RGBColor(0x17, 0x20, 0x28)


def _small(document: Any, text: str, *, size: float = 8.5) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(size), RGBColor(0x59, 0x63, 0x6D)


def _fill(table: Table, texts: Sequence[str], *, size: float = 9, bold: bool = False) -> None:
    row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx types it not
    for cell, text in zip(row.cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    """Shares of the 174 mm between the margins."""
    table.autofit = False
    whole = sum(widths)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(174 * width / whole)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(174 * width / whole)
