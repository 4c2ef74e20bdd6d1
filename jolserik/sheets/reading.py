"""Reading a file somebody sent: looked at from outside, then read in a process of its own."""

import datetime as dt
import json
import subprocess  # nosec B404  # starts our own module, no shell
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, Final

from jolserik.core.refusal import Refusal, ensure
from jolserik.sheets.limits import Limits
from jolserik.sheets.opening import why_not_read
from jolserik.sheets.values import Block, Book, Line, Raw, Sheet

WORKER: Final = "jolserik.sheets.worker"
DEFAULT_LIMITS: Final = Limits()


def read_book(path: Path, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Book:
    """All sheets of a file that have cells. `name` is what the sender calls it.

    Refused, with the reason and what to do: too large, a PDF or picture, locked with a
    password, broken, made to burst, more rows than the limit, no table at all.
    """
    ensure(why_not_read(path, limits))
    with tempfile.TemporaryFile("w+", encoding="utf-8") as answer:
        try:
            done = subprocess.run(  # nosec B603  # our interpreter, our module
                [sys.executable, "-I", "-m", WORKER, path, name, json.dumps(limits.to_dict())],
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                timeout=limits.wall_seconds,
                env={"PYTHONIOENCODING": "utf-8", "RUST_BACKTRACE": "0"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            ensure(Refusal("table_takes_too_long"))
            raise
        answer.seek(0)
        return _book(answer, ended_well=done.returncode == 0)


def _book(answer: IO[str], *, ended_well: bool) -> Book:
    sheets: list[dict[str, Any]] = []
    closed = False
    for text in answer:
        try:
            said = DECODER.decode(text)
        except ValueError:  # it was killed while writing
            break
        if isinstance(said, list):
            sheets[-1]["lines"].append(Line(said[0], tuple(said[1:])))
        elif "sheet" in said:
            sheets.append({**said, "lines": []})
        elif "refusal" in said:
            ensure(Refusal(said["refusal"], said["facts"]))
        closed = closed or said == {"end": True}
    if not (ended_well and closed):
        # Killed: out of memory, or out of time, which only a hostile or a vast file needs.
        ensure(Refusal("table_area_too_large"))
    return Book(tuple(_sheet(about) for about in sheets))


def _sheet(about: dict[str, Any]) -> Sheet:
    return Sheet(
        name=about["sheet"],
        lines=tuple(about["lines"]),
        blocks=tuple(Block(*block) for block in about["blocks"]),
        hidden=about["hidden"],
        errors=tuple(about["errors"]),
    )


def _days(found: dict[str, Any]) -> Raw | dict[str, Any]:
    """Days come back as days; a moment at midnight is a day too."""
    if set(found) != {"day"}:
        return found
    moment = dt.datetime.fromisoformat(found["day"])
    return moment.date()


DECODER: Final = json.JSONDecoder(object_hook=_days)
