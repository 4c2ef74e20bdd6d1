"""Photos are drawn anew, in a process of their own: a hostile one hurts nobody else."""

import json
import subprocess  # nosec B404  # starts our own module, no shell
import sys
from typing import Any, Final

from jolserik.core.refusal import Refusal, Refused
from jolserik.documents.drawing import Cleaned
from jolserik.documents.values import Media

WORKER: Final = "jolserik.documents.drawing"
PATIENCE: Final = 60  # seconds


def clean(data: bytes) -> Cleaned:
    """The picture alone, turned upright, at most 2560 pixels long, without place or camera.

    Raises Refused: not a whole picture, or one that is too large to be opened.
    """
    try:
        done = subprocess.run(  # nosec B603  # our interpreter, our module
            [sys.executable, "-I", "-m", WORKER],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as endless:
        raise Refused(Refusal("file_damaged")) from endless
    line, _, content = done.stdout.partition(b"\n")
    try:
        told: dict[str, Any] = json.loads(line)
    except ValueError as killed:
        raise Refused(Refusal("file_damaged")) from killed
    if "refusal" in told:
        raise Refused(Refusal(told["refusal"], told["facts"]))
    large = told["sizes"][0]
    if done.returncode or len(content) != sum(told["sizes"]):
        raise Refused(Refusal("file_damaged"))
    return Cleaned(
        data=content[:large],
        media=Media(told["media"]),
        thumbnail=content[large:],
        width=told["width"],
        height=told["height"],
    )
