"""Finding the texts to translate in Python and templates, without the gettext binaries.

Needs Babel, which stands among the developer's parts.
"""

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

# Arguments of a call that are texts: context, singular, plural (positions).
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
TEMPLATES = (".html", ".txt")


@dataclass(frozen=True, order=True)
class Text:
    """One text to translate, as it stands in the source (English)."""

    msgid: str
    context: str = ""
    plural: str = ""


def texts(house: Path) -> dict[Text, list[str]]:
    """Every text under a folder with the files it stands in, sorted; tests are left out."""
    found: dict[Text, list[str]] = {}
    for file in sorted(house.rglob("*")):
        inside = file.relative_to(house)
        if "tests" in inside.parts or not file.is_file():
            continue
        if file.suffix == ".py":
            here = of_python(file.read_text("utf-8"))
        elif file.suffix in TEMPLATES and _is_template(inside):
            here = of_template(file.read_text("utf-8"), str(inside))
        else:
            continue
        for text in here:
            files = found.setdefault(text, [])
            if inside.as_posix() not in files:
                files.append(inside.as_posix())
    return dict(sorted(found.items()))


def _is_template(inside: Path) -> bool:
    return "templates" in inside.parts or "components" in inside.parts


def of_template(source: str, origin: str = "") -> Iterator[Text]:
    """Texts of one template."""
    from babel.messages.extract import extract_python

    # What is no text became rows of letters whose indents mean nothing to Python.
    code = "\n".join(line.strip() for line in templatize(source, origin).splitlines())
    keywords = dict.fromkeys(FUNCTIONS)
    for _, name, arguments, _ in extract_python(io.BytesIO(code.encode()), keywords, (), {}):
        given = arguments if isinstance(arguments, (tuple, list)) else (arguments,)
        yield from _text(str(name), [a if isinstance(a, str) else None for a in given])


def of_python(source: str) -> Iterator[Text]:
    """Texts of one Python file. Ours are called by name (`_`) or as `translation.gettext`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func
            name = (
                called.id
                if isinstance(called, ast.Name)
                else called.attr
                if isinstance(called, ast.Attribute)
                else ""
            )
            yield from _text(name, [_constant(argument) for argument in node.args])


def _constant(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _text(name: str, arguments: list[str | None]) -> Iterator[Text]:
    if name not in FUNCTIONS:
        return

    def at(position: int | None) -> str | None:
        if position is None:
            return ""
        return arguments[position] if position < len(arguments) else None

    context, singular, plural = (at(position) for position in FUNCTIONS[name])
    if singular and context is not None and plural is not None:
        yield Text(singular, context, plural)
