"""Serving Roboto from its package: the fallback for machines without a Kazakh system font."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import font_roboto
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FOLDER = Path(font_roboto.__file__).parent / "files"
SERVED = ("Roboto-Regular.ttf", "Roboto-Bold.ttf")


class RobotoFinder(BaseFinder):
    """Finds `fonts/Roboto-Regular.ttf` and its bold sister, and nothing else."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        file = FOLDER / path.removeprefix("fonts/")
        found = [str(file)] if path.startswith("fonts/") and file.name in SERVED else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        storage = FileSystemStorage(location=str(FOLDER))
        storage.prefix = "fonts"  # type: ignore[attr-defined]  # where collectstatic puts them
        for name in SERVED:
            yield name, storage
