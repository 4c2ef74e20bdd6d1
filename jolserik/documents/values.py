"""Plain values of the documents: kinds, media types, what an upload is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class DocumentKind(StrEnum):
    """What a document is. Words: `words.toml`, kind `document_kind`."""

    MEMORANDUM = "memorandum"
    COUNCIL_DECISION = "council_decision"
    LAND_ACT = "land_act"
    ZONE_CONTRACT = "zone_contract"
    LEASE = "lease"
    ARCHITECTURE_TASK = "architecture_task"
    TECHNICAL_CONDITIONS = "technical_conditions"
    DESIGN = "design"
    EXPERTISE = "expertise"
    PERMIT = "permit"
    CONTRACT = "contract"
    ACCEPTANCE_ACT = "acceptance_act"
    BUSINESS_PLAN = "business_plan"
    CHARTER = "charter"
    POWER_OF_ATTORNEY = "power_of_attorney"
    CONSENT = "consent"
    PROTOCOL = "protocol"
    LETTER = "letter"
    PHOTO = "photo"
    OTHER = "other"


# Papers with somebody's identity number or home: only the team and the heads see them.
ALWAYS_CONFIDENTIAL: Final = frozenset({DocumentKind.POWER_OF_ATTORNEY, DocumentKind.CONSENT})
# The program itself asks for these, so they stay on the list.
NEEDED: Final = frozenset({DocumentKind.PHOTO, DocumentKind.OTHER})


class Media(StrEnum):
    """What a file is by its content; nothing else is taken in."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    DOC = "application/msword"
    XLS = "application/vnd.ms-excel"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    TEXT = "text/plain"

    @property
    def is_image(self) -> bool:
        return self.startswith("image/")


# Extensions that a file of a kind may have; the first one is given where there is none.
EXTENSIONS: dict[Media, tuple[str, ...]] = {
    Media.PDF: ("pdf",),
    Media.DOCX: ("docx",),
    Media.XLSX: ("xlsx",),
    Media.ODT: ("odt",),
    Media.ODS: ("ods",),
    Media.DOC: ("doc",),
    Media.XLS: ("xls",),
    Media.JPEG: ("jpg", "jpeg"),
    Media.PNG: ("png",),
    Media.WEBP: ("webp",),
    Media.TEXT: ("txt", "csv"),
}


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name and its bytes in pieces, which are read once."""

    name: str
    chunks: Iterable[bytes]
