"""Charts: one Vega-Lite specification, drawn as SVG by the server.

Colours in the drawing are named tokens that the style sheet redraws for light and dark. Every
number in a chart is a link to its evidence, and every chart has its table beside it.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import vl_convert
from django.utils.dates import MONTHS_3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jolserik.core import amounts
from jolserik.indicators.pictures import Headline, PathPoint
from jolserik.ledger.values import Answer
from jolserik.site import say

INK, GREY, FAINT, STATED, BOOKED, PLAN = (
    "#101820",
    "#808890",
    "#d0d4d8",
    "#106eb0",
    "#404850",
    "#b05a28",
)
RENDERER_BASE = "https://vega.github.io/vega-datasets/"  # which the renderer puts before links
Address = Callable[[Answer], str]


def path(headline: Headline, address: Address) -> SafeString:
    """Known totals since January: this year in its book's colour, earlier ones grey."""
    wide = _opened(drawn(_path_spec(headline, address, wide=True)))
    narrow = _opened(drawn(_path_spec(headline, address, wide=False)))
    label = _("The path of the year: known totals since January")
    return format_html(
        '<figure class="jol-chart" role="group" aria-label="{}">'
        '<div class="jol-chart__wide">{}</div><div class="jol-chart__narrow">{}</div></figure>',
        label,
        mark_safe(wide),  # nosec B308 B703  # drawn by us; texts are escaped by the renderer
        mark_safe(narrow),  # nosec B308 B703  # the same
    )


def warm() -> None:
    """Start the renderer, which takes a second, before somebody waits for it."""
    _drawn('{"data": {"values": [{}]}, "mark": "point"}')


def drawn(spec: Mapping[str, Any]) -> str:
    """A specification as SVG in the sizes of the page; its links lead on, out of the tab order."""
    return _drawn(json.dumps(spec, ensure_ascii=False))


def _opened(svg: str) -> str:
    """Links of ledger figures open as evidence."""
    return svg.replace("<a ", "<a data-evidence ")


@lru_cache(maxsize=256)
def _drawn(spec: str) -> str:
    svg = vl_convert.vegalite_to_svg(spec, vl_version="5.21")
    svg = (
        svg.replace(RENDERER_BASE, "")
        .replace("xlink:href", "href")
        .replace("<a ", '<a tabindex="-1" ')
    )
    # The renderer names its own inner groups to screen readers; the figure and its table speak.
    svg = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
    svg = re.sub(r'(<svg[^>]*?) width="[\d.]+" height="[\d.]+"', r"\1", svg, count=1)
    return re.sub(r' target="[^"]*"', "", svg)


def _path_spec(headline: Headline, address: Address, *, wide: bool) -> dict[str, Any]:
    points = list(_points(headline, address, wide=wide))
    plans = _plans(headline, address)
    top = max([p["value"] for p in points] + [p["value"] for p in plans], default=1)
    months = [str(MONTHS_3[m]).lower().rstrip(".") for m in range(1, 13)]
    every = 1 if wide else 3
    x: dict[str, Any] = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [0, 13.6 if wide else 16], "nice": False},
        "axis": {
            "title": None,
            "values": [m for m in range(1, 13) if m % every == 0],
            "labelExpr": f"{json.dumps(months, ensure_ascii=False)}[datum.value - 1]",
            "grid": False,
            "tickSize": 4,
        },
    }
    y: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, top * 1.12], "nice": False},
        "axis": None,
    }
    colour = {"field": "colour", "type": "nominal", "scale": None}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": points},
            "mark": {
                "type": "line",
                "strokeDash": [1, 4],
                "strokeWidth": 1.4,
                "strokeCap": "round",
            },
            "encoding": {"x": x, "y": y, "detail": {"field": "line"}, "color": colour},
        },
        {
            "data": {"values": points},
            "mark": {"type": "point", "filled": True, "size": 56, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": colour},
        },
        {
            "data": {"values": [p for p in points if p["text"]]},
            "mark": {"type": "text", "fontSize": 12},
            "encoding": {
                "x": x,
                "y": y,
                "text": {"field": "text"},
                "color": colour,
                "href": {"field": "url"},
            },
        },
    ]
    for side in (
        "left",
        "right",
    ):  # this year speaks to the left of its points, the past to the right
        text = layers[2]
        mark = {
            "type": "text",
            "fontSize": 12,
            "fontWeight": 600 if side == "right" else 400,
            "align": side,
            "dx": 9 if side == "left" else -9,
            "dy": 0 if side == "left" else -8,
        }
        shown = [p for p in text["data"]["values"] if p["align"] == side]
        layers.append(text | {"data": {"values": shown}, "mark": mark})
    del layers[2]
    if plans:
        layers = [
            {
                "data": {"values": plans},
                "mark": {"type": "rule", "strokeWidth": 1.2, "color": PLAN},
                "encoding": {"y": y},
            },
            {
                "data": {"values": plans},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 2,
                    "dy": -7,
                    "fontSize": 12,
                    "color": PLAN,
                },
                "encoding": {
                    "x": {"value": 0},
                    "y": y,
                    "text": {"field": "text"},
                    "href": {"field": "url"},
                },
            },
            *layers,
        ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 760 if wide else 300,
        "height": 280 if wide else 260,
        "background": "transparent",
        "padding": 6,
        "layer": layers,
        "config": {
            "aria": False,
            "font": "Roboto",
            "view": {"stroke": None},
            "axis": {
                "labelColor": GREY,
                "domainColor": FAINT,
                "tickColor": FAINT,
                "labelFontSize": 12,
            },
        },
    }


def _points(headline: Headline, address: Address, *, wide: bool) -> Iterable[dict[str, Any]]:
    by_line: dict[tuple[int, bool], list[PathPoint]] = {}
    for point in headline.path:
        by_line.setdefault((point.year, point.booked), []).append(point)
    for (year, booked), points in by_line.items():
        current = year == headline.year
        colour = (BOOKED if booked else STATED) if current else GREY
        # Booked months are many: only the last one of a line is labelled.
        for index, point in enumerate(points):
            last = index == len(points) - 1
            value = amounts.compact(point.answer.value, say.language())
            named = f"{year}: {value}" if last else value
            labelled = last or (current and not booked and wide)
            yield {
                "at": point.end.month - 1 + point.end.day / 31,
                "value": float(point.answer.value),
                "line": f"{year}{booked}",
                "colour": colour,
                "text": named if labelled else "",
                "align": "right" if current else "left",
                "url": address(point.answer),
            }


def _plans(headline: Headline, address: Address) -> list[dict[str, Any]]:
    plans = []
    for plan in headline.line.plan:
        standing = say.code("standing", plan.standing) if plan.standing else ""
        name = f"{_('Plan').lower()} {standing}".strip()
        plans.append(
            {
                "value": float(plan.value),
                "text": f"{name}: {say.answer(plan)}",
                "url": address(plan),
            }
        )
    return plans
