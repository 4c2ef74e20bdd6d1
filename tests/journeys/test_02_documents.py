"""Papers and photos of a project: kept from a telephone, seen by whom they concern."""

import io
import re

from PIL import Image

from jolserik.documents.testing import pdf
from tests.journeys.conftest import Reader

GLASS = "/desk/project/kokterek-glass/documents/"


def photo() -> bytes:
    """Larger than it is kept, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (49.0, 48.0, 6.0)}
    out = io.BytesIO()
    Image.effect_noise((3200, 2400), 40).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


def comes(reader: Reader, name: str) -> None:
    """Signs in and goes to the papers of a project at once."""
    reader.opens("/sign-in/?next=" + GLASS)
    reader.page.get_by_role("button", name=name).click()
    reader.page.wait_for_load_state("networkidle")
    reader.opens(GLASS)


def test_a_photo_from_the_site_is_kept_small_and_without_its_place(reader: Reader) -> None:
    page, title = reader.page, f"Печь на фундаменте {reader.page.viewport_size}"
    comes(reader, "Болат Мысалов")
    page.get_by_role("link", name="Добавить фото").click()
    reader.looks()
    sent = photo()
    page.get_by_label("Выбрать фото").set_input_files(
        {"name": "IMG_1.JPG", "mimeType": "image/jpeg", "buffer": sent}
    )
    for _ in range(100):  # until the page has made it smaller
        size = page.evaluate("document.querySelector('#id_file').files[0].size")
        if size < len(sent):
            break
        page.wait_for_timeout(100)
    assert size < len(sent)
    page.get_by_label("Что на фото").fill(title)
    page.get_by_role("button", name="Сохранить фото").click()
    reader.looks()
    page.get_by_role("link", name=title).click()
    reader.looks()
    shown = page.get_by_role("img", name=title)
    assert shown.evaluate("image => image.naturalWidth") == 2560
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name="Скачать", exact=True).first.click()
    kept = Image.open(download.value.path())
    assert not kept.getexif()


def test_a_paper_is_kept_for_the_team_alone_and_found_by_nobody_else(reader: Reader) -> None:
    page, title = reader.page, f"Тайное письмо {reader.page.viewport_size}"
    comes(reader, "Болат Мысалов")
    page.get_by_role("link", name="Добавить документ").click()
    page.get_by_label("Файл").set_input_files(
        {"name": "письмо.pdf", "mimeType": "application/pdf", "buffer": pdf(title)}
    )
    page.get_by_label("Что это").select_option("letter")
    page.get_by_label("Название документа").fill(title)
    page.get_by_label("Только для команды").check()
    page.get_by_role("button", name="Сохранить документ").click()
    reader.looks()
    page.get_by_role("link", name=title).click()
    reader.looks()
    assert page.get_by_text("Записывается, кто открывает").is_visible()
    address = re.sub(r"^https?://[^/]+", "", page.url)
    page.locator("summary", has_text="Меню").click()
    page.get_by_role("button", name="Выйти").click()
    comes(reader, "Ерлан Мысалов")
    assert title not in page.locator("main").inner_text()
    reader.complaints.clear()
    answer = page.goto(reader.address + address)
    assert answer is not None and answer.status == 404


def test_a_page_that_calls_itself_a_paper_is_turned_away_in_words(reader: Reader) -> None:
    page = reader.page
    comes(reader, "Болат Мысалов")
    page.get_by_role("link", name="Добавить документ").click()
    page.get_by_label("Файл").set_input_files(
        {"name": "договор.pdf", "mimeType": "application/pdf", "buffer": b"<html><script>"}
    )
    page.get_by_role("button", name="Сохранить документ").click()
    page.wait_for_load_state("networkidle")
    assert page.get_by_text("Такие файлы не принимаются").first.is_visible()
