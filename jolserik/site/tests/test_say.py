import pytest
from django.utils import translation

from jolserik.site import say


@pytest.mark.parametrize(
    ("size", "language", "said"),
    [
        (0, "ru", "0 байт"),
        (140, "kk", "140 байт"),
        (1023, "en", "1 023 B"),
        (1024, "en", "1 KB"),
        (9_933, "ru", "9,7 КБ"),
        (135_700, "kk", "133 КБ"),
        (26_214_400, "ru", "25 МБ"),
        (5 << 30, "en", "5 120 MB"),
    ],
)
def test_how_much_a_file_takes(size: int, language: str, said: str) -> None:
    with translation.override(language):
        assert say.file_size(size).replace(say.NBSP, " ") == said
