"""Work 2: behind every project stands one specialist, and the promise can be checked."""

import re

from tests.journeys.conftest import Reader

GLASS = "/desk/project/kokterek-glass/"
SOLAR = "/desk/project/kokterek-solar-glass/"


def test_bolat_sees_his_day_records_a_first_contact_and_tells_how_a_project_stands(
    reader: Reader,
) -> None:
    page = reader.page
    reader.signs_in_as("Болат Мысалов")
    reader.opens("/desk/today/")
    assert page.get_by_role("heading", name="Мой день").is_visible()
    assert page.get_by_role("link", name=re.compile("Завод стеклотары")).first.is_visible()
    reader.opens(f"{SOLAR}contact/")
    page.get_by_label("О чём говорили").fill("Познакомились, ждут ответа о площадке")
    page.get_by_role("button", name="Записать контакт").click()
    reader.looks()
    assert page.get_by_text("Контакт записан.").is_visible()
    reader.opens("/desk/sweep/")
    page.get_by_role("button", name="Без изменений").click()
    reader.looks()


def test_a_project_says_where_it_stands_who_leads_it_and_what_is_missing(reader: Reader) -> None:
    page = reader.page
    reader.signs_in_as("Дана Мысалова")
    reader.opens(GLASS)
    text = page.locator("main").inner_text()
    for part in ("строительство", "Болат Мысалов", "акт ввода в эксплуатацию", "Тепловой контур"):
        assert part in text, part
    reader.opens("/desk/promises/")
    page.get_by_role("link", name="Письмо в таможню о сертификате на печь").click()
    reader.looks()
    reader.opens("/desk/instructions/")


def test_the_briefing_note_is_a_document_in_one_click(reader: Reader) -> None:
    reader.signs_in_as("Дана Мысалова")
    reader.opens(GLASS)
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="DOCX").click()
    assert download.value.suggested_filename.endswith(".docx")


def test_farida_reports_what_waits_for_her_and_sees_that_project_alone(reader: Reader) -> None:
    page = reader.page
    reader.signs_in_as("Фарида Мысалова")
    reader.opens("/desk/instructions/")
    page.get_by_role("link", name=re.compile("110 кВ")).click()
    reader.looks()
    assert page.get_by_role("button", name="Доложить об исполнении").is_visible()
    answer = page.goto(reader.address + GLASS)
    assert answer is not None and answer.status == 404


def test_gani_is_turned_away_from_the_register(reader: Reader) -> None:
    reader.signs_in_as("Гани Мысалов")
    for address in ("/desk/today/", "/desk/sweep/", GLASS, f"{GLASS}contact/"):
        answer = reader.page.goto(reader.address + address)
        assert answer is not None and answer.status in (403, 404), address


def test_whoever_has_not_signed_in_finds_no_project_that_nobody_published(reader: Reader) -> None:
    reader.opens("/search/?q=стеклотары")
    assert "Завод стеклотары" not in reader.page.locator("main").inner_text()
    answer = reader.page.goto(reader.address + "/project/kokterek-glass/")
    assert answer is not None and answer.status == 404
