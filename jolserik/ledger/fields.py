"""Columns: words of a closed set, and money (a scaled integer inside, an exact Decimal outside)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models

SCALE = 2  # tiyn


def choices(words: Iterable[str]) -> list[tuple[str, str]]:
    """The choices of a column that holds words of a closed set; what people read is elsewhere."""
    return [(str(word), str(word)) for word in words]


class MoneyField(models.BigIntegerField):  # type: ignore[type-arg]  # generic in the stubs alone
    """Tenge to the tiyn. A value with more decimals, or beyond 64 bits, is a ValueError."""

    # What the types of Django read of a field; its base says int.
    _pyi_private_set_type: Decimal | int | None  # type: ignore[assignment]  # Decimal outside
    _pyi_private_get_type: Decimal  # type: ignore[assignment]  # Decimal outside

    def from_db_value(self, value: int | None, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-SCALE)

    def to_python(self, value: Any) -> Decimal | None:
        return value if value is None or isinstance(value, Decimal) else Decimal(str(value))

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value  # type: ignore[no-any-return]  # an expression stays one
        scaled = Decimal(str(value)).scaleb(SCALE)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"money has at most {SCALE} decimals: {value}")
        return int(scaled)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)

    def formfield(self, **kwargs: Any) -> None:
        """Amounts are typed as people write them; the doors have their own field."""
        return
