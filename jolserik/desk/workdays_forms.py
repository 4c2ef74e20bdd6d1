"""The form of a moved day: it reads what was typed; what is right about it, the room says."""

from django.utils.translation import gettext_lazy as _

from jolserik.core.words import Words
from jolserik.desk.fields import DeskForm, day_field, text_field
from jolserik.workdays.rules import Move


class MoveForm(DeskForm):
    off = day_field(_("Becomes a day off"), required=False)
    worked = day_field(
        _("Worked instead"), required=False, hint=_("Empty when the act names no such day.")
    )
    act = text_field(
        _("Act"), size=300, hint=_("Kind, number and date, as in the heading of the act.")
    )
    note_ru = text_field(_("Note in Russian"))
    note_kk = text_field(_("Note in Kazakh"))
    note_en = text_field(_("Note in English"))

    def move(self) -> Move:
        typed = self.cleaned_data
        return Move(
            off=typed["off"],
            worked=typed["worked"],
            act=typed["act"],
            note=Words(ru=typed["note_ru"], kk=typed["note_kk"], en=typed["note_en"]),
        )
