"""What may be written about a company: pure questions about plain values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from jolserik.core.bin import has_valid_control_digit
from jolserik.core.refusal import Problem
from jolserik.core.words import Words

COUNTRY: Final = re.compile(r"[A-Z]{2}")
NO_NAME: Final = Words("", "", "")
HOME: Final = "KZ"


@dataclass(frozen=True)
class OwnerDraft:
    """An owner before it is written; share in per cent, None when unknown."""

    name: str
    country: str = ""
    share: Decimal | None = None


@dataclass(frozen=True)
class CompanyDraft:
    """A company before it is written. `form` is a CompanyForm's value."""

    name: Words = NO_NAME
    form: str = "legal_entity"
    country: str = HOME
    bin: str = ""
    iin: str = ""
    foreign_number: str = ""
    website: str = ""
    note: str = ""
    owners: Sequence[OwnerDraft] = field(default_factory=tuple)


def company_problems(draft: CompanyDraft) -> tuple[Problem, ...]:
    """Everything wrong with the fields of a company.

    A legal entity of Kazakhstan has a BIN, a farm or sole trader an IIN, a foreign company neither
    (it may have one of its own register).
    """
    found = []
    if not draft.name.ru:
        found.append(Problem("name_ru", "name_missing"))
    if not COUNTRY.fullmatch(draft.country):
        found.append(Problem("country", "country_unknown"))
    if draft.form not in ("legal_entity", "foreign", "farm", "sole_trader"):
        found.append(Problem("form", "company_form_known"))
    person = draft.form in ("farm", "sole_trader")
    if draft.bin and person:
        found.append(Problem("bin", "bin_not_for_person"))
    elif draft.bin and not has_valid_control_digit(draft.bin):
        found.append(Problem("bin", "bin_wrong"))
    elif not draft.bin and draft.form == "legal_entity":
        found.append(Problem("bin", "bin_missing"))
    if draft.iin and not person:
        found.append(Problem("iin", "company_iin_is_a_persons"))
    elif draft.iin and not has_valid_control_digit(draft.iin):
        found.append(Problem("iin", "iin_wrong"))
    if draft.form == "foreign" and draft.country == HOME:
        found.append(Problem("country", "foreign_needs_a_country"))
    if draft.form != "foreign" and draft.country != HOME:
        found.append(Problem("country", "only_foreign_abroad"))
    if draft.website and not draft.website.startswith(("http://", "https://")):
        found.append(Problem("website", "website_not_an_address"))
    shares = [owner.share for owner in draft.owners if owner.share is not None]
    if any(not owner.name for owner in draft.owners):
        found.append(Problem("owners", "owner_without_name"))
    if any(not 0 < share <= 100 for share in shares):
        found.append(Problem("owners", "owner_share_within_hundred"))
    elif sum(shares) > 100:
        found.append(Problem("owners", "owners_above_hundred"))
    return tuple(found)
