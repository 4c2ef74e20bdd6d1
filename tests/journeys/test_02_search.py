"""Finding something: as one types, by keyboard, and without scripts."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Reader

OPTIONS = "#search-found [role=option]"


def typed(page: Page, text: str) -> None:
    page.locator("#search").fill("")
    page.locator("#search").press_sequentially(text, delay=20)


def test_a_visitor_finds_a_city_as_they_type_and_opens_it_by_keyboard(reader: Reader) -> None:
    reader.opens("/")
    box = reader.page.locator("#search")
    typed(reader.page, "сарнь")
    first = reader.page.locator(OPTIONS).first
    expect(first).to_contain_text("Город Сарань")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(reader.page.locator("#search-said")).to_contain_text("результат")
    reader.looks()
    box.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    box.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "false")
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")
    reader.page.wait_for_url(re.compile("/zone/saran/$"))


def test_escape_closes_the_list_and_keeps_the_text(reader: Reader) -> None:
    reader.opens("/")
    box, found = reader.page.locator("#search"), reader.page.locator("#search-found")
    typed(reader.page, "cfhfym")
    expect(reader.page.locator(OPTIONS).first).to_contain_text("Город Сарань")
    box.press("Escape")
    expect(found).to_be_hidden()
    expect(box).to_have_value("cfhfym")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    expect(found).to_be_visible()
    typed(reader.page, "хщзъхщзъ")
    expect(found).to_contain_text("Ничего не найдено")
    expect(box).to_have_attribute("aria-expanded", "false")
    reader.looks()
    box.fill("")
    expect(found).to_be_hidden()


def test_enter_shows_all_results_as_a_page(reader: Reader) -> None:
    reader.opens("/")
    typed(reader.page, "Saran")
    reader.page.locator("#search").press("Enter")
    reader.page.wait_for_url(re.compile(r"/search/\?q=Saran$"))
    expect(reader.page.get_by_role("link", name="Город Сарань", exact=True)).to_be_visible()
    reader.looks()
    reader.page.get_by_role("link", name="зона", exact=True).click()
    expect(reader.page.get_by_role("link", name="Город Сарань", exact=True)).to_have_count(0)
    reader.looks()
    reader.opens("/search/?q=хщзъ")
    reader.opens("/search/")


def test_at_the_desk_a_person_is_found_and_opened_by_a_press(reader: Reader) -> None:
    reader.signs_in_as("Дана")
    typed(reader.page, "Bolat Mysal")
    reader.page.locator(OPTIONS, has_text="Болат Мысалов").click()
    reader.page.wait_for_url(re.compile("/desk/people/"))
    expect(reader.page.get_by_role("heading", level=1)).to_contain_text("Болат Мысалов")


def test_without_scripts_search_is_a_form(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    page.goto(address)
    page.locator("#search").fill("қарағанды")
    page.locator("#search").press("Enter")
    page.wait_for_url(re.compile("/search/"))
    expect(page.get_by_role("link", name="Город Караганда")).to_be_visible()
    context.close()
