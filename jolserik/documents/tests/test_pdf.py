import zlib

import pytest
import typst

from jolserik.documents import pdf as room
from jolserik.documents.pdf import Pdf, looked_through
from jolserik.documents.testing import pdf

SCRIPT = b"9 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj"


def object_stream(inside: bytes, dictionary: bytes = b"/Filter /FlateDecode") -> bytes:
    data = zlib.compress(inside) if b"FlateDecode" in dictionary else inside
    return b"7 0 obj << /Type /ObjStm %s >>\nstream\n%s\nendstream endobj" % (dictionary, data)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (b"", Pdf.PLAIN),
        (b"5 0 obj << /OpenAction [3 0 R /Fit] >> endobj", Pdf.PLAIN),
        (b"5 0 obj << /A << /S /URI /URI (https://egov.kz) >> >> endobj", Pdf.PLAIN),
        (SCRIPT, Pdf.ACTIVE),
        (SCRIPT.replace(b"/JavaScript /JS", b"/J#61vaScript /#4a#53"), Pdf.ACTIVE),
        (b"5 0 obj << /Names << /EmbeddedFiles 6 0 R >> >> endobj", Pdf.ACTIVE),
        (b"5 0 obj << /XFA 6 0 R >> endobj", Pdf.ACTIVE),
        (b"5 0 obj << /Encrypt 6 0 R >> endobj", Pdf.ACTIVE),
        (b"5 0 obj << /S /Launch /F (calc.exe) >> endobj", Pdf.STARTS_PROGRAMS),
        (object_stream(b"<< /Type /Page >>"), Pdf.PLAIN),
        (object_stream(SCRIPT), Pdf.ACTIVE),
        (object_stream(b"<< /S /Launch >>"), Pdf.STARTS_PROGRAMS),
        (object_stream(SCRIPT, b""), Pdf.ACTIVE),
        (object_stream(b"<< /JS (x) >>", b"/Filter [/ASCIIHexDecode]"), Pdf.ACTIVE),
        (object_stream(b"x", b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>"), Pdf.ACTIVE),
        # A script in what claims to be a picture.
        (b"5 0 obj << /Length 9 >>\nstream\n" + SCRIPT + b"\nendstream endobj", Pdf.ACTIVE),
    ],
)
def test_what_acts_is_found_wherever_it_stands(more: bytes, found: Pdf) -> None:
    assert looked_through(pdf(more=more)) is found


def test_words_of_a_page_are_not_names() -> None:
    page = b"5 0 obj << /Length 20 >>\nstream\n\x00\xff/JS\x10/Launch \x80\nendstream endobj"
    assert looked_through(pdf(more=page)) is Pdf.PLAIN


def test_an_object_stream_that_unpacks_into_too_much_stays_shut() -> None:
    bomb = object_stream(b"\0" * (room.MOST_UNPACKED + 1))
    assert looked_through(pdf(more=bomb)) is Pdf.ACTIVE


def test_a_file_that_was_not_sent_to_its_end_is_cut() -> None:
    assert looked_through(pdf()[:-40]) is Pdf.CUT


def test_what_our_own_notes_look_like_may_be_shown(tmp_path: object) -> None:
    made = typst.compile("= Справка\nҚарағанды".encode())
    assert isinstance(made, bytes)
    assert looked_through(made) is Pdf.PLAIN
