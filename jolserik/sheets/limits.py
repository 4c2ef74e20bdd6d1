"""How much of a file we are ready to read. A door may set other limits in the settings."""

from dataclasses import asdict, dataclass
from typing import Any, Final

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bytes, seconds and counts. What goes beyond is refused in words, never read in part."""

    file_bytes: int = 50 * MEGABYTE
    unpacked_bytes: int = 800 * MEGABYTE
    entries: int = 5_000
    # A sheet shrinks ten to forty times; what shrinks more than this was made to burst.
    ratio: int = 200
    rows: int = 300_000
    cells: int = 5_000_000
    columns: int = 2_000
    sheets: int = 200
    memory_bytes: int = 1536 * MEGABYTE
    cpu_seconds: int = 60
    wall_seconds: int = 120

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
