"""Bars of the register's totals: one specification, drawn as SVG by the server.

The name stands over its bar and the amount behind it, so that long Kazakh names need no column of
their own; bars start at zero. The table beside says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from jolserik.site.charts import GREY, INK, drawn

WIDTH: Final = 300
STEP: Final = 38
ROOM: Final = 1.7  # to the right of the longest bar, for its amount
LONGEST: Final = 40  # signs of a name that fit


@dataclass(frozen=True)
class Bar:
    name: str
    value: float
    text: str
    url: str


def bars(shown: Sequence[Bar], *, label: str) -> SafeString:
    """The bars as given, from top to bottom."""
    return format_html(
        '<figure class="jol-chart jol-bars" role="group" aria-label="{}" data-register>{}</figure>',
        label,
        mark_safe(drawn(_spec(shown))),  # nosec B308 B703  # drawn by us; the renderer escapes
    )


def _spec(shown: Sequence[Bar]) -> dict[str, Any]:
    values = [vars(b) | {"place": n, "name": _short(b.name)} for n, b in enumerate(shown)]
    top = max((bar.value for bar in shown), default=0) or 1
    y = {"field": "place", "type": "ordinal", "axis": None, "scale": {"padding": 0}}
    x = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, top * ROOM], "nice": False},
    }
    text = {"type": "text", "align": "left", "fontSize": 12.5, "limit": 0}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": STEP * len(shown),
        "autosize": "none",  # the renderer takes Cyrillic letters for wider than they are
        "background": "transparent",
        "padding": 2,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "height": 8, "yOffset": 8, "color": GREY},
                "encoding": {"x": x, "y": y},
            },
            {
                "mark": {**text, "yOffset": -7, "color": INK},
                "encoding": {
                    "x": {"value": 0},
                    "y": y,
                    "text": {"field": "name"},
                    "href": {"field": "url"},
                },
            },
            {
                "mark": {**text, "dx": 5, "yOffset": 9, "color": INK},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}},
            },
        ],
        "config": {"aria": False, "font": "Roboto", "view": {"stroke": None}},
    }


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip(' ,;')}…"
