"""The demo as everybody finds it: links followed, every figure with its evidence, fiction told."""

import re
import tomllib
from collections import Counter, deque
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from django.test import Client, TestCase
from django.urls import resolve
from django.utils import timezone

from jolserik.ledger.models import Statement, Subject
from jolserik.people.models import User
from jolserik.site.tests.reading import (
    Page,
    faults,
    figures_of_the_ledger,
    loose_figures,
    read,
    words_of_others,
)
from jolserik.site.tests.regions import FICTIONAL, quick_passwords
from jolserik.workshop import demo
from jolserik.workshop.cast import key_of

LANGUAGES = ("ru", "kk", "en")
CAST = [p["key"] for p in tomllib.loads((FICTIONAL / "cast.toml").read_text("utf-8"))["person"]]
# So many pages of each sort; readers turn the links of a page, so as not to open the same ones.
BY_PUBLIC, BY_CAST = 5, 1
FILES = re.compile(r"^/(static/|account/codes/recovery/file/)")
BOOKED = re.compile(r"/(returns|register)/")
REAL = ("/region/35/", "/zone/saryarka/", "/zone/saran/")


def address_of(href: str, language: str) -> str:
    """Without the place on the page, always in one language."""
    parts = urlsplit(href)
    query = [(name, text) for name, text in parse_qsl(parts.query) if name != "lang"]
    return f"{parts.path}?{urlencode([*query, ('lang', language)])}"


def sort_of(address: str) -> tuple[str, frozenset[str]]:
    """By view; a day, a page of rows or a permanent view makes another sort, other queries none."""
    parts = urlsplit(address)
    query = {name for name, _ in parse_qsl(parts.query)} & {"since", "before", "at"}
    return resolve(parts.path).route, frozenset(query)


def walk(client: Client, *, start: str, language: str, each: int, turn: int = 0) -> dict[str, Page]:
    """Follow links that begin as the start does, so many of each sort; all must answer."""
    waiting = deque([address_of(start, language)])
    seen, opened, sorts = set(waiting), {}, Counter[object]()
    while waiting:
        address = waiting.popleft()
        if sorts[sort_of(address)] >= each:
            continue
        sorts[sort_of(address)] += 1
        response = client.get(address)
        if response.status_code == 302:  # to the page of one's scope, or to the sign-in page
            if response["Location"].startswith(start):
                waiting.append(address_of(response["Location"], language))
            continue
        assert response.status_code in (200, 403), (response.status_code, address)
        if not response["Content-Type"].startswith("text/html"):  # a paper or a table to keep
            continue
        page = opened[address] = read(response.content.decode())
        links = [address_of(href, language) for href in page.links if not FILES.match(href)]
        shift = turn % (len(links) or 1)
        for link in [*links[shift:], *links[:shift]]:
            if link not in seen and link.startswith(start):
                seen.add(link)
                waiting.append(link)
    return opened


def member(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(person_id=key_of(name)))
    return client


class TestDemo(TestCase):
    shown: dict[str, frozenset[str]]
    others: dict[str, frozenset[str]]
    fictional: dict[str, bool]

    @classmethod
    def setUpTestData(cls) -> None:
        with quick_passwords:
            demo.fill(now=timezone.now())
        cls.shown = {language: figures_of_the_ledger(language) for language in LANGUAGES}
        cls.others = {la: words_of_others(la, cls.shown[la]) for la in LANGUAGES}
        cls.fictional = dict(Subject.objects.values_list("code", "fictional"))

    def check(self, opened: dict[str, Page], language: str) -> None:
        """Each fault is told once, with one page where it stands."""
        assert opened
        wrong: dict[str, str] = {}
        for address, page in opened.items():
            told = [*faults(page, language), *self.untold_fiction(address, page)]
            told += loose_figures(page, self.shown[language], self.others[language])
            wrong |= dict.fromkeys(told, address)
        assert "\n".join(f"{fault}   {address}" for fault, address in wrong.items()) == ""

    def untold_fiction(self, address: str, page: Page) -> list[str]:
        """The notice stands on every page about something fictional, and on no other."""
        kind, _, slug = urlsplit(address).path.removeprefix("/desk").strip("/").partition("/")
        code = {"region": f"kato:{slug}", "zone": f"zone:{slug}", "project": f"project:{slug}"}
        about = unquote(slug).partition("/")[0] if kind == "figures" else code.get(kind, "")
        told = any("jol-fictional" in e.classes for e in page.all("p"))
        if about in self.fictional and told != self.fictional[about]:
            return [f"{about} is fictional: {self.fictional[about]}, and the page says {told}"]
        return []

    def no_booked_figure(self, opened: dict[str, Page]) -> None:
        for address, page in opened.items():
            marked = [e for e in page.all("a") if "jol-figure--booked" in e.classes]
            assert marked == [], address
            assert [href for href in page.links if BOOKED.search(href)] == [], address

    def test_the_public_finds_every_page_sound_in_russian(self) -> None:
        opened = walk(Client(), start="/", language="ru", each=BY_PUBLIC)
        assert len(opened) > 40
        self.check(opened, "ru")
        self.no_booked_figure(opened)

    def test_the_public_finds_every_page_sound_in_kazakh(self) -> None:
        opened = walk(Client(), start="/", language="kk", each=BY_PUBLIC, turn=20)
        self.check(opened, "kk")
        self.no_booked_figure(opened)

    def test_the_public_finds_every_page_sound_in_english(self) -> None:
        opened = walk(Client(), start="/", language="en", each=BY_PUBLIC, turn=40)
        self.check(opened, "en")
        self.no_booked_figure(opened)

    def test_the_pages_of_ones_own_sign_in_are_sound(self) -> None:
        for language in LANGUAGES:
            opened = walk(member("dana"), start="/account/codes/", language=language, each=1)
            assert opened
            self.check(opened, language)

    def test_figures_without_their_links_would_be_found(self) -> None:
        html = Client().get("/?lang=ru").content.decode()
        bare = read(html.replace("data-evidence", "data-nothing"))
        assert len(loose_figures(bare, self.shown["ru"], self.others["ru"])) > 10

    def test_every_page_of_the_fictional_region_says_that_it_is_made_up(self) -> None:
        client = member("dana")
        for code in (code for code, fictional in self.fictional.items() if fictional):
            kind, _, slug = code.partition(":")
            address = f"/desk/{'region' if kind == 'kato' else kind}/{slug}/"
            page = read(client.get(address).content.decode())
            assert self.untold_fiction(address, page) == []
            opened = next((h for h in page.links if h.startswith("/desk/figures/")), "")
            if opened:
                evidence = read(client.get(opened).content.decode())
                assert self.untold_fiction(opened, evidence) == []

    def test_who_works_with_the_fictional_zone_sees_both_books_and_the_gap(self) -> None:
        for name in ("dana", "bolat", "erlan", "murat"):
            page = read(member(name).get("/desk/zone/kokterek/").content.decode())
            classes = {c for e in page.all() for c in e.classes}
            assert {"jol-figure--booked", "jol-figure--stated", "jol-gap"} <= classes, name

    def test_gani_sees_no_booked_figure_anywhere(self) -> None:
        self.no_booked_figure(walk(member("gani"), start="/desk/", language="ru", each=2))
        booked = "/figures/zone:kokterek/investment_made/2024/actual/returns/"
        for client, address in ((Client(), booked), (member("gani"), f"/desk{booked}")):
            assert read(client.get(address).content.decode()).values == []
        assert read(member("dana").get(f"/desk{booked}").content.decode()).values

    def test_aigul_sees_booked_figures_of_her_project_only(self) -> None:
        own = read(member("aigul").get("/desk/project/kokterek-tiles/").content.decode())
        other = read(member("aigul").get("/desk/project/kokterek-cables/").content.decode())
        assert any("jol-figure--booked" in e.classes for e in own.all("a"))
        assert not any("jol-figure--booked" in e.classes for e in other.all("a"))

    def test_playing_every_workflow_changes_no_figure_of_a_real_place(self) -> None:
        before = [read(Client().get(address).content.decode()).figures for address in REAL]
        assert all(before)
        client, sent = member("dana"), fictional_statement()
        assert client.post("/desk/statements/new/", sent | {"confirm": "1"}).status_code == 302
        row = Statement.objects.latest("posting_no")
        again = client.get("/desk/zone/kokterek/").content.decode()
        assert "987,7" in again
        withdraw = f"/desk/statements/{row.posting_no}/withdraw/"
        assert client.post(withdraw, {"reason": "Проверка"}).status_code == 302
        assert client.post("/desk/statements/new/", sent | {"confirm": "1"}).status_code in (
            302,
            409,
        )
        after = [read(Client().get(address).content.decode()).figures for address in REAL]
        assert after == before


def fictional_statement() -> dict[str, str]:
    return {
        "subject": "zone:kokterek",
        "measure": "output",
        "series": "actual",
        "basis": "statement",
        "amount": "987,7 млрд",
        "issuer_ru": "Вымышленный",
        "issuer_kk": "Ойдан",
        "issuer_en": "Made up",
        "source_kind": "publication",
        "source_title": "Вымышленная новость",
        "place": "Выпущено на 987,7 млрд тенге.",
        "known_on": timezone.localdate().isoformat(),
    }


def _desk_of(number: int, name: str) -> Callable[[TestDemo], None]:
    language = LANGUAGES[number % len(LANGUAGES)]

    def test(self: TestDemo) -> None:
        start = {"start": "/desk/", "language": language}
        opened = walk(member(name), **start, each=BY_CAST, turn=number * 7)
        assert opened
        self.check(opened, language)

    return test


for _number, _name in enumerate(CAST):
    setattr(TestDemo, f"test_{_name}_finds_every_desk_page_sound", _desk_of(_number, _name))
