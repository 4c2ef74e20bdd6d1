from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from jolserik.core.words import Words


class MovedDay(models.Model):
    """A day that an act makes worked or off, whatever the law says of it.

    A wrong one is withdrawn, not removed; only one holds for a day.
    """

    day = models.DateField()
    is_worked = models.BooleanField()
    act = models.CharField(max_length=300, help_text="title, number and date of the act")
    note_ru = models.CharField(max_length=200, blank=True)
    note_kk = models.CharField(max_length=200, blank=True)
    note_en = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True, help_text="key of the person; empty for the program")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        id: int

    class Meta:
        ordering = ("day", "id")
        constraints = (
            models.UniqueConstraint(
                name="moved_day_holds_once",
                fields=("day",),
                condition=Q(withdrawn_at__isnull=True),
                violation_error_code="moved_day_holds_once",
            ),
            models.CheckConstraint(
                name="moved_day_has_act",
                condition=~Q(act=""),
                violation_error_code="moved_day_has_act",
            ),
        )

    @property
    def note(self) -> Words:
        return Words(ru=self.note_ru, kk=self.note_kk, en=self.note_en)
