"""Ten more invented lists, written when the recogniser was done and measured once.

Nothing was changed for them afterwards. As in `lists_of_others`, nothing of the recogniser is
imported here.
"""

import datetime as dt

from jolserik.sheets.tests.lists_of_others import Col, Listing, dash, grouped, projects, roman

UNSEEN = (
    Listing(
        key="front-office",
        language="ru",
        sheet="Фронт-офис",
        above=(
            (0, "Сводная таблица проектов, сопровождаемых фронт-офисом по обслуживанию инвесторов"),
            (0, "по состоянию на 15 ноября 2025 года"),
        ),
        sections=True,
        totals="Итого по всем проектам",
        columns=(
            Col(("№ пп",), "number", lambda p: p.number),
            Col(("Наименование инвестиционного проекта",), "name", lambda p: p.name[0]),
            Col(("Реквизиты инициатора", "Наименование"), "initiator", lambda p: p.company),
            Col(("Реквизиты инициатора", "БИН"), "initiator_bin", lambda p: p.bin),
            Col(
                ("Реквизиты инициатора", "Первый руководитель, телефон"),
                "contact",
                lambda p: f"{p.curator} {p.phone}",
            ),
            Col(("Стоимость, млн.тенге", "Общая"), "cost", lambda p: p.cost, unit=(6, "KZT")),
            Col(
                ("Стоимость, млн.тенге", "Собств. средства"),
                "cost_own",
                lambda p: p.own,
                unit=(6, "KZT"),
            ),
            Col(
                ("Стоимость, млн.тенге", "Заем. средства"),
                "cost_bank",
                lambda p: p.bank,
                unit=(6, "KZT"),
            ),
            Col(("Место реализации (район, город)",), "place", lambda p: p.place[0]),
            Col(
                ("Площадка (СЭЗ, ИЗ, вне зон)",),
                "site_kind",
                lambda p: "СЭЗ" if p.number % 2 else "вне СЭЗ",
            ),
            Col(("Начало реализации (год)",), "starts", lambda p: p.begins),
            Col(("Плановый срок ввода в эксплуатацию",), "planned_launch", lambda p: p.launch),
            Col(
                ("Текущая ситуация по проекту",),
                "state",
                lambda p: "Получено АПЗ, проект передан на экспертизу",
            ),
            Col(("Какие вопросы необходимо решить",), "problems", lambda p: p.trouble[0]),
            Col(("Закреплённый менеджер",), "specialist", lambda p: p.curator),
        ),
    ),
    Listing(
        key="corporation",
        language="ru",
        sheet="МПЗ",
        above=((0, "Сведения о проектах в малых промышленных зонах"), (6, "сумма в тыс. тенге")),
        numbering=True,
        columns=(
            Col(("№",), "number", lambda p: p.number),
            Col(("Предприниматель (ИП, ТОО)",), "initiator", lambda p: p.company),
            Col(("ИИН/БИН",), "initiator_bin", lambda p: p.bin),
            Col(("Вид производства",), "name", lambda p: p.name[0], also=("product", "sector")),
            Col(("Арендуемая площадь, кв.м",), "plot", lambda p: 400 + p.number * 25, also=("",)),
            Col(
                ("Вложения",),
                "cost",
                lambda p: round(p.cost * 1000),
                also=("spent",),
                unit=(3, "KZT"),
            ),
            Col(
                ("в т.ч. за счет кредитов",),
                "cost_bank",
                lambda p: round(p.bank * 1000),
                unit=(3, "KZT"),
            ),
            Col(("Занято человек",), "jobs_created", lambda p: p.permanent, also=("jobs",)),
            Col(("Дата запуска",), "planned_launch", lambda p: p.launch, also=("launched",)),
            Col(("Доп. сведения",), "note", lambda p: p.trouble[0]),
        ),
    ),
    Listing(
        key="tourism",
        language="ru",
        sheet="Туризм (млн тенге)",
        above=((0, "Инвестиционные проекты в сфере туризма"),),
        totals="ВСЕГО",
        columns=(
            Col(("№ п/п",), "number", lambda p: p.number),
            Col(("Объект",), "name", lambda p: p.name[0]),
            Col(("Инвестор / собственник",), "initiator", lambda p: p.company),
            Col(("Населенный пункт",), "place", lambda p: p.place[0]),
            Col(("Вместимость (коек)",), "capacity", lambda p: 20 + p.number * 4),
            Col(("Сумма инвестиций",), "cost", lambda p: p.cost, unit=(6, "KZT")),
            Col(("Привлечено на 01.11.2025",), "spent", lambda p: p.spent, unit=(6, "KZT")),
            Col(
                ("Новых рабочих мест, чел.",),
                "jobs",
                lambda p: p.permanent,
                also=("jobs_permanent",),
            ),
            Col(("Годы реализации",), "period", lambda p: f"{p.begins}-{p.ends}"),
            Col(("Выполнение, в %",), "readiness", lambda p: p.ready),
            Col(("Этап",), "stage", lambda p: p.stage[0]),
        ),
    ),
    Listing(
        key="roadmap",
        language="ru",
        sheet="Дорожная карта",
        above=((0, "Дорожная карта по вводу объектов в 2026 году"),),
        repeats_titles=True,
        rows=24,
        data=projects(24),
        columns=(
            Col(("№",), "number", lambda p: p.number),
            Col(("Проект, мощность",), "name", lambda p: p.name[0]),
            Col(("Компания",), "initiator", lambda p: p.company),
            Col(
                ("Стоимость",),
                "cost",
                lambda p: f"{grouped(p.cost)} млн тенге",
                unit=None,
                said=True,
            ),
            Col(("Плановая дата запуска",), "planned_launch", lambda p: roman(p.launch)),
            Col(("Проводимые работы",), "state", lambda p: "Монтаж кровли, закуп оборудования"),
            Col(("Проблемный вопрос",), "problems", lambda p: p.trouble[0]),
            Col(
                ("Меры по решению",), "solution", lambda p: "Провести совещание с сетевой компанией"
            ),
            Col(("Отв. исполнитель",), "responsible", lambda p: p.body[0]),
            Col(("Срок исп-ия",), "deadline", lambda p: f"{p.launch:%d.%m.%Y}"),
        ),
    ),
    Listing(
        key="plan-fact",
        language="ru",
        sheet="План-факт",
        above=((0, "План-факт по инвестициям"), (0, "млрд. тенге")),
        totals="ИТОГО",
        columns=(
            Col(("№ п/п",), "number", lambda p: p.number),
            Col(("Наименование проекта",), "name", lambda p: p.name[0]),
            Col(("Юр. лицо",), "initiator", lambda p: p.company),
            Col(
                ("Объем инвестиций по проекту",),
                "cost",
                lambda p: round(p.cost / 1000, 3),
                unit=(9, "KZT"),
            ),
            Col(
                ("Освоено с начала строительства",),
                "spent",
                lambda p: round(p.spent / 1000, 3),
                unit=(9, "KZT"),
            ),
            Col(
                ("Планируемое освоение по годам", "2025 год"),
                "year_plan",
                lambda p: round(p.cost / 3000, 3),
                unit=(9, "KZT"),
            ),
            Col(
                ("Планируемое освоение по годам", "2026 год"),
                "year_plan",
                lambda p: round(p.cost / 3000, 3),
                unit=(9, "KZT"),
            ),
            Col(
                ("Планируемое освоение по годам", "2027 год"),
                "year_plan",
                lambda p: round(p.cost / 3000, 3),
                unit=(9, "KZT"),
            ),
            Col(("Раб. места, ед.", "строит."), "jobs_temporary", lambda p: p.temporary),
            Col(("Раб. места, ед.", "пост."), "jobs_permanent", lambda p: p.permanent),
            Col(("Отрасль",), "sector", lambda p: p.sector[0]),
            Col(("Экспортоориентированность, %",), "", lambda p: p.number * 3),
        ),
    ),
    Listing(
        key="kasipkerlik",
        language="kk",
        sheet="Кәсіпкерлік",
        above=((0, "Кәсіпкерлік және өнеркәсіп басқармасы сүйемелдейтін жобалар"), (9, "млн.тг")),
        sections=True,
        totals="Барлығы",
        columns=(
            Col(("№ р/с",), "number", lambda p: p.number),
            Col(("Инвестициялық жобаның толық атауы",), "name", lambda p: p.name[1]),
            Col(("Жоба иесі",), "initiator", lambda p: p.company),
            Col(("БСН (ЖСН)",), "initiator_bin", lambda p: p.bin),
            Col(("Шыққан елі",), "countries", lambda p: p.country[1]),
            Col(("Инвестиция көлемі", "жалпы"), "cost", lambda p: p.cost, unit=(6, "KZT")),
            Col(
                ("Инвестиция көлемі", "меншікті қаражат"),
                "cost_own",
                lambda p: p.own,
                unit=(6, "KZT"),
            ),
            Col(
                ("Инвестиция көлемі", "банк несиесі"),
                "cost_bank",
                lambda p: p.bank,
                unit=(6, "KZT"),
            ),
            Col(("Жұмыс орны", "тұрақты"), "jobs_permanent", lambda p: p.permanent),
            Col(("Жұмыс орны", "уақытша"), "jobs_temporary", lambda p: p.temporary),
            Col(("Іске асыру мерзімі",), "period", lambda p: f"{p.begins}-{p.ends} жж."),
            Col(
                ("Іске қосылатын уақыты",),
                "planned_launch",
                lambda p: f"{p.launch.year} ж. желтоқсан",
            ),
            Col(("Проблемалық мәселе",), "problems", lambda p: p.trouble[1]),
            Col(("Жауапты маман",), "specialist", lambda p: p.curator),
        ),
    ),
    Listing(
        key="auyl",
        language="kk",
        sheet="АШБ",
        above=((0, "Ауыл шаруашылығы саласындағы жобалар, 2025 жыл"),),
        columns=(
            Col(("Р/н",), "number", lambda p: p.number),
            Col(("Шаруашылық атауы",), "initiator", lambda p: p.company),
            Col(("Ауданы",), "place", lambda p: p.place[1]),
            Col(("Жоба",), "name", lambda p: p.name[1]),
            Col(("Қуаттылығы",), "capacity", lambda p: f"{p.capacity[0]:g} тонна"),
            Col(("Құны, мың теңге",), "cost", lambda p: p.cost * 1000, unit=(3, "KZT")),
            Col(
                ("Игерілген қаржы, мың теңге",), "spent", lambda p: p.spent * 1000, unit=(3, "KZT")
            ),
            Col(("Жаңа жұмыс орны",), "jobs", lambda p: p.permanent, also=("jobs_permanent",)),
            Col(("Жүзеге асырылу сатысы",), "stage", lambda p: p.stage[1]),
            Col(
                ("Мемлекеттік қолдау шарасы",),
                "support",
                lambda p: "лизинг" if p.number % 2 else "",
            ),
        ),
    ),
    Listing(
        key="qala",
        language="kk",
        text_table=(",", "utf-8"),
        columns=(
            Col(("Нөмірі",), "number", lambda p: p.number),
            Col(("Жоба атауы",), "name", lambda p: p.name[1]),
            Col(("Кәсіпорынның атауы",), "initiator", lambda p: p.company),
            Col(("Мекенжай",), "address", lambda p: f"Абай көшесі, {p.number}"),
            Col(("Инвестиция, млн теңге",), "cost", lambda p: f"{p.cost:.1f}", unit=(6, "KZT")),
            Col(("Жұмыс орындары (тұрақты)",), "jobs_permanent", lambda p: p.permanent),
            Col(("Аяқталу мерзімі",), "ends", lambda p: f"{p.ends} жыл", also=("planned_launch",)),
            Col(("Орындалу барысы",), "state", lambda p: "Жабдық орнатылуда, қабырға көтерілді"),
            Col(("Телефон",), "contact", lambda p: p.phone),
        ),
    ),
    Listing(
        key="kazakh-invest",
        language="en",
        sheet="Projects",
        above=(
            (0, "List of investment projects with foreign participation"),
            (0, "As of November 1, 2025"),
        ),
        totals="Total",
        columns=(
            Col(("No.",), "number", lambda p: p.number),
            Col(("Project title",), "name", lambda p: p.name[2]),
            Col(("Investor",), "initiator", lambda p: p.company),
            Col(("Country",), "countries", lambda p: p.country[2]),
            Col(("Sector of economy",), "sector", lambda p: p.sector[2]),
            Col(
                ("Project cost, KZT bn",),
                "cost",
                lambda p: round(p.cost / 1000, 2),
                unit=(9, "KZT"),
            ),
            Col(
                ("Invested as of 01.11.2025, KZT bn",),
                "spent",
                lambda p: round(p.spent / 1000, 2),
                unit=(9, "KZT"),
            ),
            Col(("FDI, USD m",), "cost_foreign", lambda p: round(p.cost / 900, 1), unit=(6, "USD")),
            Col(("Jobs", "permanent"), "jobs_permanent", lambda p: p.permanent),
            Col(("Jobs", "during construction"), "jobs_temporary", lambda p: p.temporary),
            Col(("Start year",), "starts", lambda p: p.begins),
            Col(
                ("Expected completion",),
                "ends",
                lambda p: f"Q{(p.launch.month + 2) // 3} {p.launch.year}",
                also=("planned_launch",),
            ),
            Col(("Status of implementation",), "stage", lambda p: p.stage[2]),
            Col(("Issues to be solved",), "problems", lambda p: p.trouble[2]),
            Col(("Last update",), "updated", lambda p: dt.date(2025, 11, 1)),
        ),
    ),
    Listing(
        key="old-register",
        language="ru",
        text_table=("\t", "cp1251"),
        columns=(
            Col(("№",), "number", lambda p: p.number),
            Col(("Наим. проекта",), "name", lambda p: p.name[0]),
            Col(
                ("Наим. предприятия",),
                "initiator",
                lambda p: (
                    p.company.replace("ү", "у")
                    .replace("Қ", "К")
                    .replace("Ө", "О")
                    .replace("і", "i")
                    .replace("ө", "о")
                    .replace("ә", "а")
                    .replace("ұ", "у")
                    .replace("Ұ", "У")
                ),
            ),
            Col(("БИН предпр.",), "initiator_bin", lambda p: p.bin),
            Col(("Район",), "place", lambda p: p.place[0]),
            Col(
                ("Стоимость проекта (тенге)",),
                "cost",
                lambda p: f"{round(p.cost * 1000000)}",
                unit=(0, "KZT"),
            ),
            Col(
                ("Бюджетные ср-ва (тенге)",),
                "cost_state",
                lambda p: dash(round(p.state * 1000000)),
                unit=(0, "KZT"),
            ),
            Col(("Кол-во раб. мест (пост.)",), "jobs_permanent", lambda p: p.permanent),
            Col(("Кол-во раб. мест (врем.)",), "jobs_temporary", lambda p: p.temporary),
            Col(("Период реализации проекта",), "period", lambda p: f"{p.begins}-{p.ends}"),
            Col(("Готовность (%)",), "readiness", lambda p: p.ready),
            Col(
                ("Куратор (ФИО)",),
                "specialist",
                lambda p: p.curator.replace("ұ", "у").replace("Қ", "К"),
            ),
        ),
    ),
)
