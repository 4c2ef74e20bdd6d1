"""A table as a file to take away, streamed in the form that was asked for."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.http import StreamingHttpResponse

from jolserik.site.tables import Cell, stream_csv
from jolserik.site.workbook import stream_xlsx

KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(
    form: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    name: str,
    sheet: str,
    language: str,
) -> StreamingHttpResponse:
    """`form` is one of KINDS; `name` is the file's without its ending. Where the reader goes away,
    reading of the rows ends."""
    pieces = (
        stream_csv(header, rows, language=language)
        if form == "csv"
        else stream_xlsx(header, rows, sheet=sheet)
    )
    response = StreamingHttpResponse(pieces, content_type=KINDS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
