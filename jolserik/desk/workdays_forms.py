"""The form of a moved day: it reads what was typed; what is right about it, the room says."""

from django.utils.translation import gettext_lazy as _

from jolserik.core.words import Words
from jolserik.desk.people_forms import DeskForm, _day, _text
from jolserik.workdays.rules import Move


class MoveForm(DeskForm):
    off = _day(_("Becomes a day off"), required=False)
    worked = _day(
        _("Worked instead"), required=False, hint=_("Empty when the act names no such day.")
    )
    act = _text(_("Act"), size=300, hint=_("Kind, number and date, as in the heading of the act."))
    note_ru = _text(_("Note in Russian"))
    note_kk = _text(_("Note in Kazakh"))
    note_en = _text(_("Note in English"))

    def move(self) -> Move:
        typed = self.cleaned_data
        return Move(
            off=typed["off"],
            worked=typed["worked"],
            act=typed["act"],
            note=Words(ru=typed["note_ru"], kk=typed["note_kk"], en=typed["note_en"]),
        )
