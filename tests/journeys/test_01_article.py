"""The first story: every sentence of the article from the records.

A visitor without sign-in reads the year's figure as it was known on the day of the article, opens
it down to the sentence, and looks at the zones; then the people of the cast do their work.
"""

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from jolserik.core import amounts
from jolserik.core.words import word
from tests.journeys.conftest import Reader, axe_findings

Told = dict[str, dict[str, Any]]
DAY = "2024-11-25"  # the day of the article
# What the article says, by the keys of the demo's statements: measure, period, key.
SENTENCES = (
    ("kato:35", "fixed_capital_investment", "2024", "fci-2024-to-date-november"),
    ("kato:35", "fixed_capital_investment", "2024", "fci-2024-plan-january"),
    ("kato:35", "fixed_capital_investment", "2024", "fci-2024-plan-november"),
    ("kato:35", "fixed_capital_investment", "2022..2024", "fci-2022-2024-three-years"),
    ("zone:saryarka", "participants", "", "saryarka-participants-2024-november"),
    ("zone:saryarka", "participants_registered", "2024", "saryarka-participants-registered-2024"),
    ("zone:saryarka", "projects_launched", "", "saryarka-projects-launched-2024-november"),
    ("zone:saryarka", "projects_in_progress", "", "saryarka-projects-in-progress-2024-november"),
    ("zone:saryarka", "investment_made", "", "saryarka-invested-2024-november"),
    ("zone:saryarka", "output", "", "saryarka-output-2024-november"),
    ("zone:saran", "investment_made", "", "saran-invested-2024-november"),
    ("zone:saran", "projects", "", "saran-projects-2024-november"),
    ("zone:saran", "investment_committed", "", "saran-committed-2024-november"),
    ("project:silk-road-electronics", "production_lines", "", "silk-road-electronics-lines"),
)


def shown(line: dict[str, Any], language: str = "ru") -> str:
    return amounts.compact(Decimal(str(line["amount"])), language)


@pytest.mark.parametrize(("scope", "measure", "period", "key"), SENTENCES, ids=lambda s: str(s))
def test_the_command_says_what_the_article_says(
    address: str, demo_folder: Path, told: Told, scope: str, measure: str, period: str, key: str
) -> None:
    line = told[key]
    command = [sys.executable, "-m", "jolserik.cli.main", "figures", "--json"]
    command += ["--scope", scope, "--measure", measure, "--as-of", DAY, "--basis", "statement"]
    command += ["--scenario", line["scenario"]] + (["--period", period] if period else [])
    environment = os.environ | {"JOLSERIK_DATA": str(demo_folder)}
    environment.pop("DATABASE_URL", None)
    said = json.loads(subprocess.check_output(command, env=environment))
    standing = line.get("standing") or None
    found = [row for row in said if row["standing"] == standing]
    assert [Decimal(row["value"]) for row in found] == [Decimal(str(line["amount"]))]
    assert found[0]["qualifier"] == (line.get("qualifier") or None)
    assert found[0]["sources"][0]["place"] == line.get("place", "")


def test_the_pages_say_what_the_article_says(browser: Browser, address: str, told: Told) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for scope, measure, period, key in SENTENCES:
        line = told[key]
        series = "-".join(part for part in (line["scenario"], line.get("standing")) if part)
        where = f"figures/{scope}/{measure}/{period or '-'}/{series}/statement"
        page.goto(f"{address}/{where}/?as_of={DAY}")
        value = page.locator(".jol-evidence__value")
        expect(value).to_contain_text(amounts.exact(Decimal(str(line["amount"])), "ru"))
        if line.get("qualifier"):
            words = word("qualifier", line["qualifier"], "ru", {"value": ""}).strip()
            expect(value).to_contain_text(words)
        if line.get("place"):
            expect(page.locator(".jol-rows").first).to_contain_text(line["place"])
    context.close()


def test_region_zones_and_project_show_them_all(browser: Browser, address: str, told: Told) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    doors = {"kato": "region", "zone": "zone", "project": "project"}
    for scope, measure, period, key in SENTENCES:
        kind, _, slug = scope.partition(":")
        path = f"/{doors[kind]}/{slug}/?as_of={DAY}"
        if not page.url.endswith(path):
            page.goto(address + path)
        said = f"a.jol-figure[href*='/{scope}/{measure}/{period}']"
        expect(page.locator(said).filter(has_text=shown(told[key])).first).to_be_attached()
    context.close()


def test_a_visitor_opens_the_years_figure_down_to_the_sentence(reader: Reader, told: Told) -> None:
    line, page = told["fci-2024-to-date-november"], reader.page
    reader.opens("/")
    page.get_by_label("По состоянию на").fill(DAY)
    page.get_by_role("button", name="Показать").click()
    reader.looks()
    huge = page.locator(".jol-figure--huge").first
    expect(huge).to_contain_text(shown(line))
    plans = page.locator(".jol-plans")
    for key in ("fci-2024-plan-january", "fci-2024-plan-november"):
        expect(plans).to_contain_text(shown(told[key]))
    huge.focus()
    page.keyboard.press("Enter")
    panel = page.locator("dialog#panel")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text(line["place"])
    reader.looks()
    page.keyboard.press("Escape")
    expect(panel).not_to_be_visible()
    expect(huge).to_be_focused()


def test_the_permanent_link_says_the_same(reader: Reader, told: Told) -> None:
    reader.opens(f"/?as_of={DAY}")
    reader.page.locator(".jol-figure--huge").first.click()
    reader.page.locator(".jol-permalink a").click()
    reader.looks()
    assert re.search(r"as_of=2024-11-25&at=\d+", reader.page.url)
    value = reader.page.locator(".jol-evidence__value")
    expect(value).to_contain_text(shown(told["fci-2024-to-date-november"]))


def test_the_page_speaks_three_languages_and_stays_where_it_is(reader: Reader, told: Told) -> None:
    reader.opens(f"/zone/saryarka/?as_of={DAY}")
    for name, language in (("Қазақша", "kk"), ("English", "en"), ("Русский", "ru")):
        reader.page.get_by_title(name).click()
        reader.looks()
        assert reader.page.url.startswith(f"{reader.address}/zone/saryarka/?as_of={DAY}")
        assert reader.page.locator("html").get_attribute("lang") == language
        invested = shown(told["saryarka-invested-2024-november"], language)
        expect(reader.page.locator("main")).to_contain_text(invested)


def test_two_counts_of_one_month_are_both_shown_as_disputed(reader: Reader, told: Told) -> None:
    akim = told["saryarka-plants-2025-november-akimat"]
    paper = told["saryarka-plants-2025-november-newspaper"]
    reader.opens("/zone/saryarka/")
    row = reader.page.get_by_role("row").filter(has_text="Действующие заводы")
    expect(row).to_contain_text("спорно")
    row.locator("a.jol-figure").click()
    panel = reader.page.locator("dialog#panel")
    for line in (akim, paper):
        expect(row).to_contain_text(shown(line))
        expect(panel).to_contain_text(line["place"])
    reader.looks()


def test_a_table_is_one_stop_and_arrows_move_inside(reader: Reader) -> None:
    reader.opens(f"/?as_of={DAY}")
    table = reader.page.locator("table.jol-table--subjects").first
    assert table.locator("tbody a[tabindex='0']").count() == 1
    table.locator("tbody a").first.focus()
    before = reader.page.evaluate("document.activeElement.textContent")
    reader.page.keyboard.press("ArrowRight")
    after = reader.page.evaluate("document.activeElement.textContent")
    assert before != after
    assert table.locator("tbody a[tabindex='0']").count() == 1


def test_every_page_of_a_visitor_is_sound(reader: Reader) -> None:
    for path in (
        "/",
        "/region/3522/",
        "/zone/saran/",
        "/project/silk-road-electronics/",
        "/regions/",
        "/measures/",
        "/glossary/",
        "/search/?q=saran",
        "/zone/kokterek/",
        "/sign-in/",
    ):
        reader.opens(path)


def test_a_figure_of_a_table_opens_by_the_keyboard(reader: Reader, told: Told) -> None:
    reader.opens(f"/zone/saryarka/?as_of={DAY}")
    link = reader.page.locator("table[data-arrows] a.jol-figure").first
    link.focus()
    reader.page.keyboard.press("Enter")
    panel = reader.page.locator("dialog#panel")
    expect(panel).to_be_visible()
    expect(panel.locator("h2").first).to_be_focused()
    reader.page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_the_judge_of_the_pages_finds_a_bad_one(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content('<html><body><img src="x.png"><input name="a"></body></html>')
    assert {"image-alt", "label", "html-has-lang"} <= {v["id"] for v in axe_findings(page)}
    page.close()


def test_without_scripts_a_figure_opens_as_a_page(
    browser: Browser, address: str, told: Told
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/?as_of={DAY}")
    page.locator(".jol-figure--huge").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main")).to_contain_text(told["fci-2024-to-date-november"]["place"])
    context.close()


def test_dana_sees_both_books_records_a_figure_and_withdraws_it(reader: Reader) -> None:
    page = reader.page
    reader.signs_in_as("Дана")
    reader.opens("/desk/zone/kokterek/")
    expect(page.locator("main")).to_contain_text("Вымышленное")
    expect(page.locator(".jol-key .jol-book--booked").first).to_be_visible()
    expect(page.locator(".jol-key .jol-gap").first).to_be_visible()
    reader.opens("/desk/statements/new/")
    title = f"Вымышленная новость {page.viewport_size}"
    page.locator("#id_subject").fill("zone:kokterek")
    page.locator("#id_measure").select_option("taxes_paid")
    page.locator("#id_amount").fill("1,5 млрд")
    page.locator("#id_issuer").select_option(index=1)
    page.locator("#id_source_title").fill(title)
    page.locator("form.jol-form button[type=submit]").click()
    reader.looks()
    expect(page.locator("main")).to_contain_text(amounts.exact(Decimal(1_500_000_000), "ru"))
    page.locator("button[name=confirm]").click()
    reader.looks()
    expect(page.locator(".jol-messages")).to_be_visible()
    reader.opens("/desk/figures/zone:kokterek/taxes_paid/-/actual/statement/")
    expect(page.locator("main")).to_contain_text(title)
    page.locator(".jol-row__recorded a").first.click()
    page.locator("#id_reason").fill("Проверка: такого никто не говорил.")
    page.locator("form.jol-form button[type=submit]").click()
    reader.looks()
    reader.opens("/desk/figures/zone:kokterek/taxes_paid/-/actual/statement/")
    expect(page.locator(".jol-empty")).to_be_visible()


def test_gani_is_turned_away_and_told_who_can(reader: Reader) -> None:
    reader.signs_in_as("Гани")
    for path, who in (
        ("/desk/people/", "Администратор"),
        ("/desk/statements/new/", "Руководитель управления"),
    ):
        reader.page.goto(reader.address + path)
        expect(reader.page.locator("h1")).to_be_visible()
        expect(reader.page.locator("main")).to_contain_text(re.compile(who, re.IGNORECASE))
        assert reader.page.locator("main table, main form").count() == 0
        reader.complaints.clear()  # the browser itself reports the 403
        reader.looks()
    reader.opens("/desk/zone/kokterek/")
    expect(reader.page.locator(".jol-figure--booked")).to_have_count(0)
