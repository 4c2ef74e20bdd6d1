"""Lists for the tests of the imports, and a register to take them into."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from jolserik.core.words import Words
from jolserik.imports import actions
from jolserik.imports.actions import Taken, UploadDraft
from jolserik.imports.models import Row, Upload
from jolserik.people.actor import PROGRAM, Actor
from jolserik.people.testing import BODY, BOLAT, DANA, NOW
from jolserik.projects.testing import DISTRICT, REGION, made_up_bin, settle_register
from jolserik.territory.actions import Lies, add_place
from jolserik.territory.models import Place

AS_OF = dt.date(2026, 3, 1)
TITLES = [
    *("№", "Наименование проекта", "Инициатор", "БИН", "Район", "Стоимость, млн тенге"),
    *("Постоянные рабочие места", "Срок реализации", "Готовность, %", "Текущее состояние"),
]
KENTY = "kato:9002"
Line = list[Any]


def settle() -> None:
    """The register with a region, its district and a town of a telling name."""
    settle_register()
    add_place(
        code=KENTY,
        kind="city",
        kato="900200000",
        names=Words("Город Кенты", "Кенті қаласы", "Kenty city"),
        parents=[Lies(Place.objects.get(subject__code=REGION).subject)],
        fictional=True,
        by=PROGRAM,
        now=NOW,
    )


def line(number: int, name: str = "", **said: Any) -> Line:
    """A row of a list, good unless said otherwise."""
    usual = {
        "company": f"ТОО «Саз {number}»",
        "bin": made_up_bin(number),
        "place": "г. Кенты",
        "cost": 900 + number,
        "jobs": 40 + number,
        "period": "2025-2027",
        "ready": 10 + number,
        "state": "Идёт проектирование",
    }
    return [number, name or f"Цех обжига номер {number}", *(usual | said).values()]


def file_of(lines: Sequence[Line], *, titles: Sequence[str] = TITLES, caption: str = "") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Пул"
    if caption:
        page.append([caption])
    page.append(list(titles))
    for one in lines:
        page.append(list(one))
    for cells in page.iter_rows():
        for cell in cells:
            if cell.data_type == "f":  # a text that begins like a formula
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def receive(
    lines: Sequence[Line],
    *,
    by: Actor = DANA.actor,
    now: dt.datetime = NOW,
    name: str = "list.xlsx",
    list_code: str = "",
    as_of: dt.date = AS_OF,
    **rest: Any,
) -> Upload:
    draft = UploadDraft(
        name=name, department=BODY, lead=BOLAT.key, as_of=as_of, list_code=list_code
    )
    return actions.receive(draft, [file_of(lines, **rest)], by=by, now=now)


def compared(lines: Sequence[Line], *, by: Actor = DANA.actor, **rest: Any) -> Upload:
    now = rest.get("now", NOW)
    return actions.compare(receive(lines, by=by, **rest), by=by, now=now)


def taken(lines: Sequence[Line], *, by: Actor = DANA.actor, **rest: Any) -> tuple[Upload, Taken]:
    upload = compared(lines, by=by, **rest)
    return upload, actions.take_in(upload, most=1000, by=by, now=rest.get("now", NOW))


def kinds(upload: Upload) -> list[str]:
    return [row.kind for row in upload.rows.order_by("number")]


def row(upload: Upload, number: int = 0) -> Row:
    """A row by its place among the rows of the list."""
    return upload.rows.order_by("number")[number]


__all__ = ["DISTRICT", "compared", "file_of", "kinds", "line", "receive", "row", "settle", "taken"]
