"""Fourteen project lists in the manner of akimats, zones and ministries, with what is true of them.

Everything in them is invented. Their titles were written after the recogniser had been frozen, and
this module imports nothing of it: a column's truth is the code of a field, "" for a column that
the vocabulary has no field for, and for money also the unit that the list really uses (None where
the list does not say it, so that a person must be asked).
"""

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

Cell = str | int | float | dt.date | None


@dataclass(frozen=True)
class Invented:
    """A project that does not exist. Money in millions of tenge."""

    number: int
    name: tuple[str, str, str]
    company: str
    bin: str
    country: tuple[str, str, str]
    sector: tuple[str, str, str]
    place: tuple[str, str, str]
    product: tuple[str, str, str]
    capacity: tuple[float, str]
    cost: float
    own: float
    bank: float
    state: float
    spent: float
    permanent: int
    temporary: int
    begins: int
    ends: int
    launch: dt.date
    stage: tuple[str, str, str]
    ready: int
    trouble: tuple[str, str, str]
    body: tuple[str, str, str]
    curator: str
    phone: str


def _control(first: str) -> str:
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        digit = sum(w * int(d) for w, d in zip(weights, first, strict=True)) % 11
        if digit < 10:
            return first + str(digit)
    return ""


NAMES = (
    (
        "Строительство завода керамического кирпича",
        "Керамикалық кірпіш зауытын салу",
        "Ceramic brick plant",
    ),
    (
        "Тепличный комплекс круглогодичного цикла",
        "Жыл бойғы жылыжай кешені",
        "All-year greenhouse complex",
    ),
    (
        "Молочно-товарная ферма на 600 голов",
        "600 басқа арналған сүт фермасы",
        "Dairy farm for 600 head",
    ),
    ("Ветровая электростанция 50 МВт", "50 МВт жел электр станциясы", "Wind farm of 50 MW"),
    ("Производство ПВХ-профиля", "ПВХ профиль өндіру", "PVC profile production"),
    ("Мукомольный комбинат", "Ұн тарту комбинаты", "Flour mill"),
    ("Цех по переработке шерсти", "Жүн өңдеу цехы", "Wool processing shop"),
    ("Логистический центр класса А", "А класты логистика орталығы", "Class A logistics centre"),
    (
        "Завод трансформаторных подстанций",
        "Трансформаторлық қосалқы станциялар зауыты",
        "Transformer substation plant",
    ),
    (
        "Модернизация обогатительной фабрики",
        "Байыту фабрикасын жаңғырту",
        "Concentrator modernisation",
    ),
    ("Птицефабрика мясного направления", "Ет бағытындағы құс фабрикасы", "Broiler farm"),
    ("Гостиничный комплекс у озера", "Көл жағасындағы қонақүй кешені", "Lakeside hotel complex"),
)
COMPANIES = (
    "ТОО «Керамит Азия»",
    "КХ «Жайсан»",
    "ТОО «Сут Дала»",
    "АО «Жел Энерго»",
    "ТОО «ПрофильПласт»",
    "ТОО «Дән-Ұн»",
    "ИП Сейтова А.К.",
    "ТОО «ЛогоСтан»",
    "ТОО «Транс Ток»",
    "АО «Кенбайыт»",
    "ТОО «Құс Өнім»",
    "ТОО «Көл Демалыс»",
)
COUNTRIES = (
    ("Казахстан", "Қазақстан", "Kazakhstan"),
    ("Казахстан", "Қазақстан", "Kazakhstan"),
    ("РК", "ҚР", "Kazakhstan"),
    ("КНР", "ҚХР", "China"),
    ("Турция", "Түркия", "Türkiye"),
    ("РК", "ҚР", "Kazakhstan"),
    ("Россия", "Ресей", "Russia"),
    ("Германия", "Германия", "Germany"),
    ("Узбекистан", "Өзбекстан", "Uzbekistan"),
    ("РК", "ҚР", "Kazakhstan"),
    ("Италия", "Италия", "Italy"),
    ("РК", "ҚР", "Kazakhstan"),
)
SECTORS = (
    ("строительные материалы", "құрылыс материалдары", "building materials"),
    ("сельское хозяйство", "ауыл шаруашылығы", "agriculture"),
    ("АПК", "АӨК", "agriculture"),
    ("энергетика", "энергетика", "energy"),
    ("химическая промышленность", "химия өнеркәсібі", "chemicals"),
    ("пищевая промышленность", "тамақ өнеркәсібі", "food"),
    ("легкая промышленность", "жеңіл өнеркәсіп", "textiles"),
    ("логистика", "логистика", "logistics"),
    ("машиностроение", "машина жасау", "machinery"),
    ("ГМК", "ТМК", "mining and metals"),
    ("АПК", "АӨК", "agriculture"),
    ("туризм", "туризм", "tourism"),
)
PLACES = (
    ("Аксуйский район", "Ақсу ауданы", "Aksu district"),
    ("г. Кенты", "Кенті қаласы", "Kenty city"),
    ("Жаркульский район", "Жаркөл ауданы", "Zharkul district"),
)
STAGES = (
    ("СМР", "ҚМЖ", "construction"),
    ("введен", "іске қосылды", "launched"),
    ("проектирование", "жобалау", "design"),
    ("на стадии реализации", "іске асырылуда", "under construction"),
    ("ПНР", "іске қосу-баптау", "commissioning"),
    ("приостановлен", "тоқтатылды", "suspended"),
)
TROUBLES = (
    ("нет", "жоқ", "none"),
    (
        "Отсутствует точка подключения к электросетям",
        "Электр желісіне қосылу нүктесі жоқ",
        "No grid connection point",
    ),
    (
        "Затягивается оформление земельного участка",
        "Жер учаскесін рәсімдеу созылуда",
        "Land papers are late",
    ),
    ("", "", ""),
    ("Нужен подвод газа, 3 км", "Газ тарту қажет, 3 км", "Gas supply needed, 3 km"),
)
BODIES = (
    ("Управление энергетики и ЖКХ", "Энергетика және ТКШ басқармасы", "Energy department"),
    ("Акимат района", "Аудан әкімдігі", "District akimat"),
    ("Управление земельных отношений", "Жер қатынастары басқармасы", "Land department"),
)
CURATORS = ("Омаров Б.Т.", "Ахметова Д.С.", "Ким В.А.", "Жұмабаев Е.Қ.")


def projects(count: int) -> tuple[Invented, ...]:
    """So many invented projects, always the same."""
    found = []
    for i in range(count):
        k = i % len(NAMES)
        cost = round(850 * (1 + (i * 7) % 13) + 37.5 * i, 1)
        own = round(cost * 0.4, 1)
        state = round(cost * 0.1, 1) if i % 3 == 0 else 0
        found.append(
            Invented(
                number=i + 1,
                name=NAMES[k],
                company=COMPANIES[k],
                bin=_bin(i),
                country=COUNTRIES[k],
                sector=SECTORS[k],
                place=PLACES[i % 3],
                product=("кирпич", "кірпіш", "bricks") if i % 2 else ("молоко", "сүт", "milk"),
                capacity=((i + 1) * 12.5, "тыс. тонн"),
                cost=cost,
                own=own,
                bank=round(cost - own - state, 1),
                state=state,
                spent=round(cost * (0.15 + (i % 5) * 0.17), 1),
                permanent=40 + (i * 37) % 260,
                temporary=20 + (i * 23) % 180,
                begins=2022 + i % 3,
                ends=2025 + i % 3,
                launch=dt.date(2025 + i % 3, 3 * (i % 4) + 3, 15),
                stage=STAGES[i % len(STAGES)],
                ready=(5 + i * 17) % 101,
                trouble=TROUBLES[i % len(TROUBLES)],
                body=BODIES[i % 3],
                curator=CURATORS[i % 4],
                phone=f"+7 701 {200 + i} 44 {10 + i}",
            )
        )
    return tuple(found)


def _bin(i: int) -> str:
    for last in range(10):
        if number := _control(f"{10 + i:02}0{4 + i % 5}4000{1 + i:02}{last}"):
            return number
    raise AssertionError


@dataclass(frozen=True)
class Col:
    """A column: title with its groups, true field, and what stands in its cells.

    `also`: other fields that are right too. `unit`: (power of ten, currency) that the numbers
    really have; `said`: whether the list says it.
    """

    path: tuple[str, ...]
    field: str
    cell: Callable[[Invented], Cell]
    also: tuple[str, ...] = ()
    unit: tuple[int, str] | None = None
    said: bool = True


@dataclass(frozen=True)
class Listing:
    """A list as somebody keeps it."""

    key: str
    language: str
    columns: tuple[Col, ...]
    above: tuple[tuple[int, str], ...] = ()  # column and text of each line above the titles
    sheet: str = "Лист1"
    rows: int = 10
    sections: bool = False
    totals: str = ""
    numbering: bool = False
    below: tuple[str, ...] = ()
    repeats_titles: bool = False
    text_table: tuple[str, str] = ("", "")  # separator and encoding of a CSV
    offset: int = 0  # empty columns on the left
    data: tuple[Invented, ...] = field(default_factory=lambda: projects(10))


# --- how people write


def grouped(value: float) -> str:
    whole, _, tail = f"{value:.1f}".partition(".")
    groups = []
    while whole:
        groups.append(whole[-3:])
        whole = whole[:-3]
    return " ".join(reversed(groups)) + ("," + tail if tail != "0" else "")


def dash(value: float) -> Cell:
    return value or "-"


def roman(day: dt.date) -> str:
    return f"{('I', 'II', 'III', 'IV')[(day.month - 1) // 3]} кв. {day.year} г."


LISTINGS = (
    Listing(
        key="headquarters",
        language="ru",
        sheet="Штаб",
        above=(
            (
                0,
                "Информация по инвестиционным проектам (по состоянию на 01.10.2025 г.)",
            ),
            (15, "(млн. тенге)"),
        ),
        numbering=True,
        sections=True,
        totals="ИТОГО:",
        columns=(
            Col(("№",), "number", lambda p: p.number),
            Col(
                ("Наименование инвестпроекта и его краткая характеристика",),
                "name",
                lambda p: p.name[0],
            ),
            Col(("Заявитель (инвестор)",), "initiator", lambda p: p.company),
            Col(("БИН / ИИН",), "initiator_bin", lambda p: p.bin),
            Col(("Отрасль реализации",), "sector", lambda p: p.sector[0]),
            Col(("Полная стоимость проекта",), "cost", lambda p: p.cost, unit=(6, "KZT")),
            Col(
                ("в том числе по источникам", "собст. средства инвестора"),
                "cost_own",
                lambda p: p.own,
                unit=(6, "KZT"),
            ),
            Col(
                ("в том числе по источникам", "средства БВУ"),
                "cost_bank",
                lambda p: p.bank,
                unit=(6, "KZT"),
            ),
            Col(
                ("в том числе по источникам", "бюджет"),
                "cost_state",
                lambda p: dash(p.state),
                unit=(6, "KZT"),
            ),
            Col(
                ("Фактически освоено на 01.10.2025 г.",),
                "spent",
                lambda p: p.spent,
                unit=(6, "KZT"),
            ),
            Col(
                ("Количество рабочих мест", "на период строит-ва"),
                "jobs_temporary",
                lambda p: p.temporary,
            ),
            Col(
                ("Количество рабочих мест", "на период эксплуат."),
                "jobs_permanent",
                lambda p: p.permanent,
            ),
            Col(("Ввод в эксп-цию (квартал, год)",), "planned_launch", lambda p: roman(p.launch)),
            Col(("Степень готовности, %",), "readiness", lambda p: p.ready),
            Col(("Проблемы, требующие решения",), "problems", lambda p: p.trouble[0]),
            Col(("Отв. гос. орган",), "responsible", lambda p: p.body[0]),
            Col(("Срок решения вопроса",), "deadline", lambda p: p.launch),
        ),
    ),
    Listing(
        key="district",
        language="ru",
        sheet="район",
        above=((0, "Инвестпроекты Аксуйского района"),),
        totals="Всего по району",
        below=("Исп. Смагулова, тел. 2-15-40",),
        columns=(
            Col(("п/п №",), "number", lambda p: str(p.number)),
            Col(("Название oбъекта",), "name", lambda p: p.name[0]),
            Col(("Хоз. субъект",), "initiator", lambda p: p.company),
            Col(("Местонахождение (с/о, село)",), "place", lambda p: p.place[0]),
            Col(("Cтоим-ть, тыс. тг.",), "cost", lambda p: grouped(p.cost * 1000), unit=(3, "KZT")),
            Col(("Создаст раб.мест",), "jobs", lambda p: p.permanent, also=("jobs_permanent",)),
            Col(("Когда начат",), "starts", lambda p: f"{p.begins} г."),
            Col(("Когда завершат",), "ends", lambda p: f"{p.ends} г."),
            Col(("Примеч.",), "note", lambda p: "" if p.number % 3 else "ждут кредит"),
        ),
    ),
    Listing(
        key="zone",
        language="ru",
        sheet="Реестр",
        above=((0, "РЕЕСТР УЧАСТНИКОВ СЭЗ"), (0, "на 1 октября 2025 года")),
        columns=(
            Col(("№ п.п.",), "number", lambda p: p.number),
            Col(("Участник СЭЗ",), "initiator", lambda p: p.company),
            Col(("БИН",), "initiator_bin", lambda p: float(p.bin)),
            Col(("Страна происхождения инвестиций",), "countries", lambda p: p.country[0]),
            Col(("Наименование проекта",), "name", lambda p: p.name[0]),
            Col(("Выпускаемая продукция",), "product", lambda p: p.product[0]),
            Col(
                ("Проектная мощность (в год)",),
                "capacity",
                lambda p: f"{p.capacity[0]:g} {p.capacity[1]}",
            ),
            Col(("Площадь зем. участка, га",), "plot", lambda p: 1.5 + p.number),
            Col(
                ("Заявленный объем инвестиций, млрд тг",),
                "cost",
                lambda p: round(p.cost / 1000, 3),
                unit=(9, "KZT"),
            ),
            Col(
                ("Фактически вложено инвестиций, млрд тг",),
                "spent",
                lambda p: round(p.spent / 1000, 3),
                unit=(9, "KZT"),
            ),
            Col(("Рабочие места", "план"), "jobs", lambda p: p.permanent, also=("jobs_permanent",)),
            Col(("Рабочие места", "факт"), "jobs_created", lambda p: p.permanent // 2),
            Col(("Дата и номер договора",), "", lambda p: f"№ {p.number} от 12.03.{p.begins}"),
            Col(("Статус реализации",), "stage", lambda p: p.stage[0]),
        ),
    ),
    Listing(
        key="map",
        language="ru",
        sheet="ЕКИ",
        above=((0, "Перечень проектов Единой карты индустриализации"),),
        numbering=True,
        totals="Итого",
        columns=(
            Col(("№ п/п",), "number", lambda p: p.number),
            Col(("Регион",), "place", lambda p: p.place[0]),
            Col(("Наименование заявителя",), "initiator", lambda p: p.company),
            Col(("Наименование и краткое описание проекта",), "name", lambda p: p.name[0]),
            Col(("Код ОКЭД (5 знаков)",), "oked", lambda p: f"{23000 + p.number * 11}"),
            Col(("Мощность в натуральном выражении",), "capacity", lambda p: p.capacity[0]),
            Col(("Ед. изм.",), "capacity_unit", lambda p: p.capacity[1]),
            Col(("Инвестиции, млн. тенге", "Всего"), "cost", lambda p: p.cost, unit=(6, "KZT")),
            Col(
                ("Инвестиции, млн. тенге", "в т.ч. по годам", "2025"),
                "year_plan",
                lambda p: round(p.cost / 3, 1),
                unit=(6, "KZT"),
            ),
            Col(
                ("Инвестиции, млн. тенге", "в т.ч. по годам", "2026"),
                "year_plan",
                lambda p: round(p.cost / 3, 1),
                unit=(6, "KZT"),
            ),
            Col(
                ("Инвестиции, млн. тенге", "в т.ч. по годам", "2027"),
                "year_plan",
                lambda p: round(p.cost / 3, 1),
                unit=(6, "KZT"),
            ),
            Col(("Период реализации проекта", "начало"), "starts", lambda p: p.begins),
            Col(
                ("Период реализации проекта", "ввод"),
                "planned_launch",
                lambda p: p.ends,
                also=("ends",),
            ),
            Col(
                ("Создаваемые постоянные рабочие места, ед.",),
                "jobs_permanent",
                lambda p: p.permanent,
            ),
            Col(
                ("Меры государственного стимулирования",),
                "support",
                lambda p: "инвестиционный контракт" if p.number % 2 else "",
            ),
            Col(("Контактное лицо, тел.",), "contact", lambda p: f"{p.curator}, {p.phone}"),
        ),
    ),
    Listing(
        key="oblys",
        language="kk",
        sheet="Жобалар",
        above=((0, "Облыс аумағында іске асырылып жатқан инвестициялық жобалар тізбесі"),),
        sections=True,
        totals="Барлығы:",
        columns=(
            Col(("Р/с №",), "number", lambda p: p.number),
            Col(("Жоба атауы және қуаты",), "name", lambda p: p.name[1]),
            Col(("Жобаны іске асырушы кәсіпорын",), "initiator", lambda p: p.company),
            Col(("Іске асырылатын жері",), "place", lambda p: p.place[1]),
            Col(("Жобаның жалпы құны, млн.теңге",), "cost", lambda p: p.cost, unit=(6, "KZT")),
            Col(
                ("оның ішінде, млн.теңге", "өз қаражаты"),
                "cost_own",
                lambda p: p.own,
                unit=(6, "KZT"),
            ),
            Col(
                ("оның ішінде, млн.теңге", "қарыз қаражаты"),
                "cost_bank",
                lambda p: p.bank,
                unit=(6, "KZT"),
            ),
            Col(
                ("оның ішінде, млн.теңге", "бюджет"),
                "cost_state",
                lambda p: dash(p.state),
                unit=(6, "KZT"),
            ),
            Col(("Ашылатын тұрақты жұмыс орындары",), "jobs_permanent", lambda p: p.permanent),
            Col(("Құрылыс кезеңіндегі жұмыс орындары",), "jobs_temporary", lambda p: p.temporary),
            Col(("Басталу жылы",), "starts", lambda p: p.begins),
            Col(("Аяқталу жылы",), "ends", lambda p: p.ends),
            Col(
                ("Қазіргі таңдағы жағдайы",),
                "state",
                lambda p: f"Іргетас құйылды, {p.ready} % орындалды",
            ),
            Col(("Шешімін таппаған мәселелер",), "problems", lambda p: p.trouble[1]),
            Col(("Жобаға бекітілген маман",), "specialist", lambda p: p.curator),
        ),
    ),
    Listing(
        key="audan",
        language="kk",
        sheet="2025",
        above=((1, "Жаркөл ауданындағы жобалар"),),
        offset=1,
        columns=(
            Col(("№",), "number", lambda p: p.number),
            Col(("Жобаның тақырыбы",), "name", lambda p: p.name[1]),
            Col(("Инициаторы",), "initiator", lambda p: p.company),
            Col(
                ("Салынатын инвестиция сомасы (мың теңге)",),
                "cost",
                lambda p: p.cost * 1000,
                unit=(3, "KZT"),
            ),
            Col(
                ("Жұмыспен қамтылатын адам саны",),
                "jobs",
                lambda p: p.permanent,
                also=("jobs_permanent",),
            ),
            Col(
                ("Пайдалануға беру уақыты",),
                "planned_launch",
                lambda p: f"{p.ends} ж. {('I', 'II', 'III', 'IV')[p.number % 4]} тоқсан",
            ),
            Col(("Дайындық дәрежесі",), "readiness", lambda p: f"{p.ready}%"),
            Col(("Ескерту",), "note", lambda p: p.trouble[1]),
        ),
    ),
    Listing(
        key="foreign",
        language="en",
        sheet="Pipeline",
        above=((0, "Investment pipeline, October 2025"),),
        columns=(
            Col(("S/N",), "number", lambda p: p.number),
            Col(("Project",), "name", lambda p: p.name[2]),
            Col(("Investing company",), "initiator", lambda p: p.company),
            Col(("Origin of the investor",), "countries", lambda p: p.country[2]),
            Col(("Industry",), "sector", lambda p: p.sector[2]),
            Col(("Location (district/city)",), "place", lambda p: p.place[2]),
            Col(
                ("Total CAPEX, USD mln",), "cost", lambda p: round(p.cost / 500, 2), unit=(6, "USD")
            ),
            Col(
                ("Financing, USD mln", "Equity"),
                "cost_own",
                lambda p: round(p.own / 500, 2),
                unit=(6, "USD"),
            ),
            Col(
                ("Financing, USD mln", "Debt"),
                "cost_bank",
                lambda p: round(p.bank / 500, 2),
                unit=(6, "USD"),
            ),
            Col(("Permanent workplaces",), "jobs_permanent", lambda p: p.permanent),
            Col(("Temporary workplaces",), "jobs_temporary", lambda p: p.temporary),
            Col(("Implementation timeframe",), "period", lambda p: f"{p.begins}-{p.ends}"),
            Col(("Current phase",), "stage", lambda p: p.stage[2]),
            Col(("Key bottlenecks",), "problems", lambda p: p.trouble[2]),
            Col(("Relationship manager",), "specialist", lambda p: p.curator),
        ),
    ),
    Listing(
        key="bilingual",
        language="ru",
        sheet="Пул",
        above=((0, "Инвестициялық жобалар пулы / Пул инвестиционных проектов"),),
        columns=(
            Col(("№ р/с / № п/п",), "number", lambda p: p.number),
            Col(
                ("Жоба атауы / Наименование проекта",),
                "name",
                lambda p: f"{p.name[1]} / {p.name[0]}",
            ),
            Col(("Бастамашы / Инициатор",), "initiator", lambda p: p.company),
            Col(("Аудан, қала / Район, город",), "place", lambda p: p.place[0]),
            Col(
                ("Құны, млрд теңге / Стоимость, млрд тенге",),
                "cost",
                lambda p: round(p.cost / 1000, 2),
                unit=(9, "KZT"),
            ),
            Col(
                ("Жұмыс орындары / Рабочие места",),
                "jobs",
                lambda p: p.permanent,
                also=("jobs_permanent",),
            ),
            Col(
                ("Іске асыру кезеңі / Период реализации",),
                "period",
                lambda p: f"{p.begins}-{p.ends} жж/гг",
            ),
            Col(
                ("Жай-күйі / Текущее состояние",),
                "state",
                lambda p: "Ведутся работы по устройству кровли",
            ),
            Col(("Жауапты / Ответственный",), "responsible", lambda p: p.body[0]),
        ),
    ),
    Listing(
        key="export",
        language="en",
        text_table=(";", "utf-8-sig"),
        columns=(
            Col(("id",), "number", lambda p: p.number, also=("",)),
            Col(("project_name",), "name", lambda p: p.name[0]),
            Col(("project_initiator",), "initiator", lambda p: p.company),
            Col(("bin",), "initiator_bin", lambda p: p.bin),
            Col(("region",), "place", lambda p: p.place[0]),
            Col(
                ("project_budget",), "cost", lambda p: f"{p.cost:.2f}", unit=(6, "KZT"), said=False
            ),
            Col(("jobs_created",), "jobs_created", lambda p: p.permanent, also=("jobs",)),
            Col(
                ("planned_date",),
                "planned_launch",
                lambda p: p.launch.isoformat(),
                also=("deadline", ""),
            ),
            Col(("project_status",), "stage", lambda p: p.stage[0]),
            Col(("responsible_party",), "responsible", lambda p: p.body[0]),
        ),
    ),
    Listing(
        key="plain-words",
        language="ru",
        sheet="для акима",
        columns=(
            Col(("№",), "number", lambda p: p.number),
            Col(("Проект",), "name", lambda p: p.name[0]),
            Col(("Кто реализует",), "initiator", lambda p: p.company),
            Col(("Где",), "place", lambda p: p.place[0]),
            Col(("Сумма",), "cost", lambda p: p.cost, unit=(6, "KZT"), said=False),
            Col(("Сколько рабочих мест",), "jobs", lambda p: p.permanent, also=("jobs_permanent",)),
            Col(("Когда запуск",), "planned_launch", lambda p: p.launch),
            Col(("Кто курирует",), "specialist", lambda p: p.curator),
            Col(
                ("Что сделано",),
                "state",
                lambda p: "Завершён монтаж каркаса, ведутся отделочные работы",
            ),
            Col(("Что мешает",), "problems", lambda p: p.trouble[0]),
        ),
    ),
    Listing(
        key="pool",
        language="ru",
        sheet="Рег.пул",
        above=(
            (0, "Региональный пул инвестиционных проектов"),
            (0, "Единица измерения: млрд. тенге"),
        ),
        repeats_titles=True,
        rows=24,
        data=projects(24),
        columns=(
            Col(("№",), "number", lambda p: p.number),
            Col(("Инициатор, БИН",), "initiator", lambda p: f"{p.company}, БИН {p.bin}"),
            Col(("Проект (наименование)",), "name", lambda p: p.name[0]),
            Col(("Ст-ть проекта",), "cost", lambda p: round(p.cost / 1000, 2), unit=(9, "KZT")),
            Col(
                ("Освоение с начала проекта",),
                "spent",
                lambda p: round(p.spent / 1000, 2),
                unit=(9, "KZT"),
            ),
            Col(
                ("Раб. места (пост./врем.)",), "jobs_both", lambda p: f"{p.permanent}/{p.temporary}"
            ),
            Col(("Период реал-ции",), "period", lambda p: f"{p.begins}-{p.ends}гг."),
            Col(("% исп.",), "readiness", lambda p: p.ready / 100),
            Col(("Стадия реал.",), "stage", lambda p: p.stage[0]),
            Col(
                ("Перечень, в который включен проект",),
                "lists",
                lambda p: "Региональный пул, ЕКИ" if p.number % 2 else "Региональный пул",
            ),
            Col(("Дата посл. обновл.",), "updated", lambda p: dt.date(2025, 9, 1 + p.number)),
        ),
    ),
    Listing(
        key="farms",
        language="ru",
        sheet="УСХ",
        above=(
            (0, "Мониторинг реализации инвестиционных проектов в АПК за январь-сентябрь 2025 года"),
            (9, "млн.тг"),
        ),
        sections=True,
        totals="Всего по области",
        columns=(
            Col(("№ п/п",), "number", lambda p: p.number),
            Col(("Наименование хозяйства",), "initiator", lambda p: p.company),
            Col(("Наименование объекта (вид деятельности)",), "name", lambda p: p.name[0]),
            Col(("Мощность (голов, тонн)",), "capacity", lambda p: f"{p.capacity[0]:g} тонн"),
            Col(("Объём финансирования", "всего"), "cost", lambda p: p.cost, unit=(6, "KZT")),
            Col(("Объём финансирования", "кредит"), "cost_bank", lambda p: p.bank, unit=(6, "KZT")),
            Col(("Объём финансирования", "собств."), "cost_own", lambda p: p.own, unit=(6, "KZT")),
            Col(
                ("Объём финансирования", "субсидии"),
                "cost_state",
                lambda p: dash(p.state),
                unit=(6, "KZT"),
            ),
            Col(
                ("Создаваемые раб.места",), "jobs", lambda p: p.permanent, also=("jobs_permanent",)
            ),
            Col(("Год ввода",), "planned_launch", lambda p: p.ends),
            Col(("Готовность объекта в %",), "readiness", lambda p: p.ready),
            Col(
                ("Необходимые меры поддержки",),
                "support",
                lambda p: "лизинг" if p.number % 2 else "",
                also=("solution",),
            ),
        ),
    ),
    Listing(
        key="ministry",
        language="ru",
        sheet="Иностр. инвесторы",
        above=((0, "Перечень проектов с участием иностранных инвесторов"),),
        columns=(
            Col(("№",), "number", lambda p: p.number),
            Col(("Страна-инвестор",), "countries", lambda p: p.country[0]),
            Col(("Компания-инвестор",), "initiator", lambda p: p.company),
            Col(("Название и описание проекта",), "name", lambda p: p.name[0]),
            Col(
                ("Объем инвестиций ($ млн)",),
                "cost",
                lambda p: round(p.cost / 500, 1),
                unit=(6, "USD"),
            ),
            Col(
                ("в т.ч. ПИИ ($ млн)",),
                "cost_foreign",
                lambda p: round(p.cost / 900, 1),
                unit=(6, "USD"),
            ),
            Col(("Местоположение проекта",), "place", lambda p: p.place[0]),
            Col(
                ("Кол-во создаваемых рабочих мест (временные/постоянные)",),
                "jobs_both",
                lambda p: f"{p.temporary} / {p.permanent}",
            ),
            Col(
                ("Сроки реализации проекта (начало - ввод)",),
                "period",
                lambda p: f"{p.begins} – {roman(p.launch)}",
            ),
            Col(("Текущий статус",), "stage", lambda p: p.stage[0]),
            Col(
                ("Ход реализации и дальнейшие планы",),
                "state",
                lambda p: "Получен акт на землю, идёт выбор подрядчика",
            ),
            Col(("Вопросы, требующие содействия",), "problems", lambda p: p.trouble[0]),
            Col(
                ("Ответственный от МИО (ФИО, тел.)",),
                "specialist",
                lambda p: f"{p.curator}, {p.phone}",
                also=("responsible", "contact"),
            ),
        ),
    ),
    Listing(
        key="ministrlik",
        language="kk",
        sheet="Есеп",
        above=((0, "Өңірлік жобалардың іске асырылуы туралы ақпарат"),),
        numbering=True,
        totals="Жиыны",
        columns=(
            Col(("№",), "number", lambda p: p.number),
            Col(("Өтініш берушінің атауы",), "initiator", lambda p: p.company),
            Col(("БСН",), "initiator_bin", lambda p: p.bin),
            Col(("Жобаның мазмұны",), "name", lambda p: p.name[1], also=("description",)),
            Col(("Экономика саласы",), "sector", lambda p: p.sector[1]),
            Col(
                ("Инвестиция көлемі, млрд. теңге", "жоспар"),
                "cost",
                lambda p: round(p.cost / 1000, 2),
                unit=(9, "KZT"),
            ),
            Col(
                ("Инвестиция көлемі, млрд. теңге", "игерілгені"),
                "spent",
                lambda p: round(p.spent / 1000, 2),
                unit=(9, "KZT"),
            ),
            Col(("Жұмыс орындарының саны", "тұрақты"), "jobs_permanent", lambda p: p.permanent),
            Col(("Жұмыс орындарының саны", "уақытша"), "jobs_temporary", lambda p: p.temporary),
            Col(
                ("Іске асырудың басталуы мен аяқталуы",),
                "period",
                lambda p: f"{p.begins}-{p.ends} жж.",
            ),
            Col(("Жоба қай сатыда",), "stage", lambda p: p.stage[1]),
            Col(
                ("Мемлекеттік қолдау түрі",), "support", lambda p: "лизинг" if p.number % 2 else ""
            ),
            Col(("Байланыс нөмірі",), "contact", lambda p: p.phone),
        ),
    ),
)
# Looked at only as a sum until the recogniser was done with the others.
HELD_OUT = frozenset(("zone", "audan", "foreign", "pool", "farms", "ministry", "ministrlik"))


def write(listing: Listing, folder: Path) -> Path:
    """The list as a file."""
    if listing.text_table[0]:
        path = folder / f"{listing.key}.csv"
        separator, encoding = listing.text_table
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=separator)
            writer.writerow([c.path[-1] for c in listing.columns])
            for p in listing.data:
                writer.writerow([c.cell(p) for c in listing.columns])
        return path
    path = folder / f"{listing.key}.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
        _fill(book.add_worksheet(listing.sheet), book, listing)
    return path


def _fill(
    sheet: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook, listing: Listing
) -> None:
    left, row = listing.offset, 0
    width = len(listing.columns)
    for column, text in listing.above:
        if column <= left and width > 2:
            sheet.merge_range(row, left, row, left + width - 1, text)
        else:
            sheet.write(row, left + column - listing.offset, text)
        row += 1
    titles, row = row, _titles(sheet, listing.columns, row, left)
    if listing.numbering:
        sheet.write_row(row, left, list(range(1, width + 1)))
        row += 1
    place = ""
    data = sorted(listing.data, key=lambda p: p.place[0]) if listing.sections else listing.data
    for position, p in enumerate(data):
        if listing.sections and p.place[0] != place:
            place = p.place[0]
            text = p.place[1] if listing.language == "kk" else place
            sheet.merge_range(row, left, row, left + width - 1, text)
            row += 1
        if listing.repeats_titles and position == 12:
            row = _titles(sheet, listing.columns, row, left)
        for i, col in enumerate(listing.columns):
            value = col.cell(p)
            if value not in ("", None):
                sheet.write(row, left + i, value)
        row += 1
    if listing.totals:
        sheet.write(row, left + 1, listing.totals)
        for i, col in enumerate(listing.columns):
            values = [col.cell(p) for p in data]
            if col.unit and any(isinstance(v, int | float) for v in values):
                sheet.write(row, left + i, sum(v for v in values if isinstance(v, int | float)))
        row += 1
    for text in listing.below:
        sheet.write(row + 1, left, text)
        row += 1
    assert titles >= 0


def _titles(
    sheet: xlsxwriter.worksheet.Worksheet, columns: Sequence[Col], top: int, left: int
) -> int:
    height = max(len(c.path) for c in columns)
    for level in range(height):
        start = 0
        while start < len(columns):
            path = columns[start].path
            end = start
            while (
                end + 1 < len(columns) and columns[end + 1].path[: level + 1] == path[: level + 1]
            ):
                end += 1
            if len(path) > level:
                tall = len(path) == level + 1 and level < height - 1
                bottom = top + height - 1 if tall else top + level
                if end > start or tall:
                    sheet.merge_range(top + level, left + start, bottom, left + end, path[level])
                else:
                    sheet.write(top + level, left + start, path[level])
            start = end + 1
    return top + height
