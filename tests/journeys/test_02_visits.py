"""A specialist on a site without coverage: taken along, filled in, kept, sent once."""

import contextlib
import io
import socket
import threading
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.journeys.conftest import Reader

VISITS = "/desk/visits/"
GLASS = f"{VISITS}at/kokterek-glass/"


def photo() -> FilePayload:
    drawn = io.BytesIO()
    Image.new("RGB", (640, 480), "#808890").save(drawn, "JPEG")
    return {"name": "площадка.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


class Coverage:
    """A way to the program that can be cut: a service worker has no network behind it either."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.there, self.open_now = (parts.hostname or "", parts.port or 80), True
        self.entry = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self.entry.getsockname()[1]}"
        self.lines: list[socket.socket] = []
        threading.Thread(target=self._answer, daemon=True).start()

    def is_lost(self) -> None:
        self.open_now = False
        for line in self.lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self.lines.clear()

    def is_back(self) -> None:
        self.open_now = True

    def _answer(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                came, _ = self.entry.accept()
                if not self.open_now:
                    came.close()
                    continue
                onward = socket.create_connection(self.there)
                self.lines += [came, onward]
                for ends in ((came, onward), (onward, came)):
                    threading.Thread(target=_carry, args=ends, daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class Phone(Reader):
    """A specialist with a phone, who comes to where there is no coverage, and back."""

    def __init__(self, page: Page, coverage: Coverage) -> None:
        super().__init__(page, coverage.address)
        self.coverage = coverage

    def loses_coverage(self) -> None:
        self.coverage.is_lost()
        self.page.context.set_offline(True)

    def has_coverage(self) -> None:
        self.coverage.is_back()
        self.page.context.set_offline(False)


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Phone]:
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="ru-RU")
    context.set_default_timeout(30_000)
    expect.set_options(timeout=60_000)
    coverage = Coverage(address)
    yield Phone(context.new_page(), coverage)
    context.close()
    coverage.entry.close()


def takes_along(phone: Phone) -> None:
    phone.signs_in_as("Болат Мысалов")
    phone.opens(VISITS)
    phone.page.get_by_role("button", name="Взять с собой").click()
    expect(phone.page.get_by_role("button", name="Взято с собой")).to_be_visible()
    expect(phone.page.locator("[data-taken]").first).to_be_visible()


def starts_cold_without_coverage(phone: Phone, path: str) -> Page:
    """Another tab of the same browser, with nothing loaded yet and the network gone."""
    phone.loses_coverage()
    page = phone.page.context.new_page()
    page.goto(phone.address + path)
    return page


def fills_in(page: Page, seen: str) -> None:
    question = page.get_by_role("group", name="На площадке работают люди")
    question.get_by_role("radio", name="да").check()
    page.get_by_label("Что увидели").fill(seen)
    page.get_by_label("Фотографии").set_input_files(photo())


def of_history(phone: Phone, seen: str) -> int:
    """How many times a visit stands among the contacts of the project."""
    phone.page.goto(f"{phone.address}/desk/project/kokterek-glass/contacts/")
    return phone.page.locator("main").get_by_text(seen).count()


def test_a_visit_made_without_coverage_is_sent_once_when_it_is_back(phone: Phone) -> None:
    seen = f"Кровля готова {uuid.uuid4().hex[:8]}"
    takes_along(phone)
    page = starts_cold_without_coverage(phone, GLASS)
    expect(page.get_by_text("Связи нет.")).to_be_visible()
    fills_in(page, seen)
    page.reload()
    assert page.get_by_label("Что увидели").input_value() == seen
    assert page.get_by_label("Фотографии").evaluate("field => field.files.length") == 1
    page.get_by_role("button", name="Записать выезд").click()
    expect(page.get_by_text("ждёт связи")).to_be_visible()
    assert page.get_by_label("Что увидели").input_value() == ""
    phone.has_coverage()
    expect(page.get_by_text("отправлено и записано")).to_be_visible()
    page.reload()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".jol-unsent__title").click()
    expect(page.get_by_text(seen)).to_be_visible()
    expect(page.locator(".jol-photos img")).to_have_count(1)
    assert of_history(phone, seen) == 1


def test_two_visits_from_one_kept_page_are_two(phone: Phone) -> None:
    first, second = (f"Осмотр {uuid.uuid4().hex[:8]}" for _ in range(2))
    takes_along(phone)
    page = starts_cold_without_coverage(phone, GLASS)
    for seen in (first, second):
        fills_in(page, seen)
        page.get_by_role("button", name="Записать выезд").click()
        expect(page.get_by_label("Что увидели")).to_have_value("")
        page.reload()
    expect(page.get_by_text("ждёт связи")).to_have_count(2)
    phone.has_coverage()
    expect(page.get_by_text("отправлено и записано")).to_have_count(2)
    assert of_history(phone, first) == of_history(phone, second) == 1


def test_after_the_session_ended_it_waits_for_signing_in_and_is_sent_then(phone: Phone) -> None:
    seen = f"Забор стоит {uuid.uuid4().hex[:8]}"
    takes_along(phone)
    page = starts_cold_without_coverage(phone, GLASS)
    fills_in(page, seen)
    page.get_by_role("button", name="Записать выезд").click()
    expect(page.get_by_text("ждёт связи")).to_be_visible()
    page.context.clear_cookies()
    phone.has_coverage()
    expect(page.get_by_text("ждёт, пока вы войдёте")).to_be_visible()
    page.get_by_role("link", name="Войти и отправить").click()
    page.get_by_role("button", name="Болат Мысалов").click()
    expect(page.get_by_text("отправлено и записано")).to_be_visible()
    assert of_history(phone, seen) == 1


def test_signing_out_asks_about_what_waits_and_leaves_nothing(phone: Phone) -> None:
    takes_along(phone)
    page = starts_cold_without_coverage(phone, GLASS)
    fills_in(page, "Не отправлено")
    page.get_by_role("button", name="Записать выезд").click()
    expect(page.get_by_text("ждёт связи")).to_be_visible()
    page.route("**/desk/visits/token/", lambda route: route.abort())
    phone.has_coverage()
    page.goto(f"{phone.address}/sign-out/")
    expect(page.get_by_text("есть неотправленные выезды")).to_be_visible()
    page.locator("main").get_by_role("button", name="Выйти").click()
    page.wait_for_url(f"{phone.address}/")
    assert kept(page) == [[], [], 0]


def test_whoever_else_signs_in_finds_nothing_of_the_first(phone: Phone) -> None:
    takes_along(phone)
    phone.page.context.clear_cookies()
    phone.page.goto(f"{phone.address}/sign-in/")
    phone.page.get_by_role("button", name="Арман Мысалов").click()
    phone.page.wait_for_function("!localStorage.getItem('jolserik-visits')")
    assert kept(phone.page) == [[], [], 0]


def kept(page: Page) -> Any:
    return page.evaluate(
        """async () => [
            await caches.keys(),
            (await indexedDB.databases()).map(({ name }) => name),
            (await navigator.serviceWorker.getRegistrations()).length,
        ]"""
    )
