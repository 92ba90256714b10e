"""Every sum of the example that stands in two places is one: all pages and papers of its plan are walked, and what each
says of money, households, estates and works is held against the others."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from web.plans.conftest import ASKED, AT, Line, an_entry

from yipanqi import documents, workbook
from yipanqi.cli.summary import summary as told_on_a_terminal
from yipanqi.documents.plan.one_pager import page as one_page
from yipanqi.documents.plan.words import paper_words
from yipanqi.domain.disclosure.publication import Kind, Paragraph, Table
from yipanqi.domain.money import wan_text
from yipanqi.domain.supervision.period import PeriodKind, containing
from yipanqi.planner import Request, Settings
from yipanqi.web.delivery import actions as delivery
from yipanqi.web.disclosure.from_record import plan as from_record
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.page.today import today
from yipanqi.web.plans import actions, making
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.study import study
from yipanqi.web.progress.actions import lights
from yipanqi.web.supervision.period_record import snapshot_of_record

EXAMPLE = Path(__file__).parents[3] / "examples" / "jianghan-2022.xlsx"
WHOLE = ("合计", "小计")
Figure = tuple[str, str, Decimal]  # what, where, how much


@pytest.fixture
def example_run(district, office) -> PlanRun:
    programme = workbook.read(EXAMPLE).programme
    settings = Settings(seconds=20, work=1, workers=1, seed=1)
    run = actions.start(entry=an_entry(district, programme), name="示例", asked=ASKED, by=office, at=AT)
    jobs.ask_to_stop(run.job, by=office)
    made = making.make(Line(), Request(programme=programme), settings)
    actions.take_in(run=run, made=made, folder="", at=AT)
    return PlanRun.objects.get(pk=run.pk)


def test_every_sum_of_the_example_is_the_same_wherever_it_stands(example_run, district, as_, tmp_path: Path):
    """On pages, papers, sheets, the terminal, in what the public is told and what delivery begins with: money in all,
    by year, source, subdistrict, kind, measure and estate; households; counts of estates and works."""
    facts, browser = study(example_run).facts, as_("office")
    paths = {path.stem: path for path in documents.write_all(facts, tmp_path, "zh")}
    said: dict[str, dict[str, Decimal]] = {}

    for what, where, figure in (
        *pages(example_run, browser),
        *tables(example_run, browser),
        *word(paths["工作计划"]),
        *sheets(paths),
        *leaders_page(facts),
        *terminal(facts),
        *disclosed(example_run, district),
        *delivered(example_run, browser),
    ):
        assert where not in said.setdefault(what, {}), (what, where)
        said[what][where] = figure

    assert {what: places for what, places in said.items() if len(set(places.values())) > 1} == {}
    twice = [places for places in said.values() if len(places) > 1]
    assert len(twice) > 150 and sum(map(len, twice)) > 750


def figure(text: object) -> Decimal:
    """The number that a cell holds; what is rounded for the eye is rounded."""
    if isinstance(text, Decimal):
        return text
    if isinstance(text, float):
        return Decimal(f"{text:.2f}").normalize()
    return Decimal(re.sub(r"[^\d.-]", "", str(text)) or "0").normalize()


def first(pattern: str, text: str) -> tuple[Decimal, ...]:
    """The figures of the first place that a pattern finds."""
    found = re.search(pattern, text)
    assert found, pattern
    return tuple(map(figure, found.groups()))


def named(where: str, *pairs: tuple[str, object]) -> Iterator[Figure]:
    """What a place says."""
    return ((what, where, figure(value)) for what, value in pairs)


def pages(run: PlanRun, browser: Any) -> Iterator[Figure]:
    """The plan's own page, the list of plans, the first page, a table of plans as a file."""
    page = browser.get(run.get_absolute_url())
    first_figures, standing = page.context["figures"], {code: n for code, _, n in page.context["standings"]}
    yield from named(
        "plan",
        ("money", first_figures["money"]),
        ("households", first_figures["households"]),
        ("estates", first_figures["estates"]),
        ("works", first_figures["works"]),
        ("reserve", standing["reserve"]),
        ("refused", sum(n for _, _, n in page.context["refused"])),
    )
    yield from named("plan, standings", ("estates", standing["started"]), ("listed", sum(standing.values())))
    for name, url in (("plan", run.get_absolute_url()), ("home", "/"), ("chart", part(run, "gantt"))):
        text = re.sub(r"<[^>]+>", " ", browser.get(url).content.decode())
        estates, households, yi = first(r"方案改造\s+(\d+) 个小区、([\d,]+) 户，投入 ([\d.]+) 亿元", text)
        yield from named(f"{name}'s sentence", ("estates", estates), ("households", households), ("yi", yi))
    home = re.sub(r"<[^>]+>|\s+", " ", browser.get("/").content.decode())
    yield from named("home", ("served", first(r"全区 (\d+)%", home)[0]))
    listed = re.sub(r"<[^>]+>|\s+", " ", browser.get(reverse("plans:index")).content.decode())
    estates, households, money = first(r"已编成 +(\d+) +([\d,]+) +([\d,.]+)", listed)
    yield from named("list", ("estates", estates), ("households", households), ("money", money))
    needs = browser.get(reverse("estates:registry"), {"all": "1"})
    yield from named("list of estates, sum", ("needs", needs.context["total"]["cost"]))
    rows = run.entry.estates.values_list("cost", flat=True)
    yield from named("list of estates, rows", ("needs", sum(figure(wan_text(cost)) for cost in rows)))
    file = browser.get(part(run, "payments"), {"as": "csv"}).getvalue().decode("utf-8-sig")
    *rows, last = (row for row in csv.reader(file.splitlines()[1:]) if row)
    yield from named("file of payments", ("yuan", figure(last[-1]) * 10000))
    yield from named("file of payments, rows", ("yuan", sum(figure(row[-1]) for row in rows) * 10000))


def part(run: PlanRun, name: str) -> str:
    return reverse("plans:part", args=[run.uid, name])


def tables(run: PlanRun, browser: Any) -> Iterator[Figure]:
    """The tables of the plan's parts: their rows, their own sums and the sums of their rows."""
    found: dict[str, list[list[str]]] = {}
    for name in ("works", "money", "payments", "equity", "why", "limits", "refused"):
        answer = browser.get(part(run, name), {"all": "1"})
        for table in answer.context["tables"]:
            rows = [row for row in table.rows] + ([table.foot] if table.foot else [])
            found[f"{name}/{table.key}"] = [[cell.text for cell in row] for row in rows]
    for key in ("works/year", "works/subdistrict"):
        columns = ("estates", "households", "works", "money")
        yield from grid(key, found[key], columns, "start" if key.endswith("year") else "")
        rows = [row for row in found[key] if row[0] not in WHOLE]
        sums = (sum(figure(row[at]) for row in rows) for at in range(1, 5))
        yield from named(f"{key}, rows", *zip(columns, sums, strict=True))
    yield from by_kind("works/group", [row[:2] + row[2:] for row in found["works/group"]])
    sources = found["money/years"]
    years = ("2022年", "2023年")
    for row in sources:
        name = "" if row[0] in WHOLE else f":{row[0]}"
        yield from named("money", *((f"money{name}:{y}", value) for y, value in zip(years, row[1:3], strict=True)))
        yield from named("money, sums", (f"money{name}", row[3]))
    for at, year in enumerate(years):
        *rows, foot = found[f"money/y{at}"]
        yield from named(f"money by kind {year}", (f"money:{year}", foot[-1]), *(_of(row, year) for row in rows))
    kinds = zip(*(found[f"money/y{at}"][-1][1:-1] for at in range(2)), strict=True)
    groups = [row[0] for row in found["works/group"] if not row[1]]
    yield from named(
        "money by kind", *((f"money:{g}", sum(map(figure, k))) for g, k in zip(groups, kinds, strict=True))
    )
    yield from summed("payments", found["payments/payments"][:-1], (0, 1, 2, 3), -1)
    yield from named("payments, foot", ("money", found["payments/payments"][-1][-1]))
    for row in found["equity/equity"]:
        name = "" if row[0] in WHOLE else f":{row[0]}"
        yield from named("equity", (f"money{name}", row[4]), (f"households{name}", row[2]), (f"eligible{name}", row[1]))
    yield from named("equity, foot", ("served", found["equity/equity"][-1][3]))
    why = found["why/why"]
    planned = [row for row in why if row[5]]
    yield from named("reasons", *((f"money:{row[0]}", row[5]) for row in planned))
    yield from named("reasons, households", *((f"households:{row[0]}", row[2]) for row in planned))
    sums = (("money", 5), ("households", 2), ("works", 4))
    yield from named("reasons, sums", *((what, sum(figure(row[at]) for row in planned)) for what, at in sums))
    yield from named("reasons", ("estates", len(planned)), ("listed", len(why)), ("reserve", len(why) - len(planned)))
    yield from named("refusals", ("refused", len(found["refused/refused"])))
    for fund, year, used, *_ in found["limits/funds"]:
        yield from named("grants", (f"money:{fund}:{year}", used))


def _of(row: Sequence[str], year: str) -> tuple[str, str]:
    return f"money:{row[0]}:{year}", row[-1]


def grid(where: str, rows: Iterable[Sequence[Any]], columns: Sequence[str], when: str) -> Iterator[Figure]:
    """Rows by name, with these columns behind it; the money of a year is what is paid in it."""
    for name, *values in rows:
        for what, value in zip(columns, values, strict=True):
            of = "" if name in WHOLE else f":{name}"
            yield what + (f" {when}" if of and when and what != "money" else "") + of, where, figure(value)


def by_kind(where: str, rows: Iterable[Sequence[Any]]) -> Iterator[Figure]:
    """Kinds of work with their measures below, and the sums of both."""
    money, works = [Decimal(0)] * 2, [Decimal(0)] * 2
    for kind, measure, needed, chosen, paid in rows:
        at = bool(measure)
        name = measure or kind
        money[at] += figure(paid)
        works[at] += figure(chosen)
        yield from named(where, (f"money:{name}", paid), (f"works:{name}", chosen))
        if at:
            yield from named(where, (f"needed:{name}", needed))
    for level, at in (("kinds", 0), ("measures", 1)):
        yield from named(f"{where}, {level}", ("money", money[at]), ("works", works[at]))


def summed(where: str, rows: Iterable[Sequence[Any]], keys: Sequence[int], at: int) -> Iterator[Figure]:
    """Money by each of these columns, and by source and year."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        year = f"{row[4]}年"
        for name in (*(str(row[key]) for key in keys), year, f"{row[3]}:{year}"):
            sums[f"money:{name}"] = sums.get(f"money:{name}", Decimal(0)) + figure(row[at])
        sums["money"] = sums.get("money", Decimal(0)) + figure(row[at])
    return named(where, *sums.items())


def word(path: Path) -> Iterator[Figure]:
    """The work plan: its sentences and its tables."""
    paper = Document(str(path))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    goal = first(r"改造老旧小区(\d+)个、(\d+)栋、([\d,]+)户，.*?改造项目(\d+)项，总投资([\d.]+)亿元", text)
    whats = ("estates", "buildings", "households", "works", "yi")
    yield from named("work plan", *zip(whats, goal, strict=True))
    for year, estates, households in re.findall(r"(20\d\d年)开工(\d+)个小区、([\d,]+)户", text):
        yield from named("work plan", (f"estates start:{year}", estates), (f"households start:{year}", households))
    yield from named("work plan", ("refused", first(r"(\d+)项改造内容因意愿、表决等原因本次未列入", text)[0]))
    yield from named("work plan", ("reserve", first(r"暂未排入的小区(\d+)个", text)[0]))
    yield from named("work plan, risks", ("refused", first(r"个小区的(\d+)项改造内容因未经表决", text)[0]))
    yield from named("work plan, list", ("listed", first(r"列入摸底的小区共(\d+)个", text)[0]))
    for kind, works, money in re.findall(r"）(\S{4,8})。安排(\d+)项、([\d,.]+)万元", text):
        yield from named("work plan", (f"works:{kind}", works), (f"money:{kind}", money))
    shown = [[[cell.text.strip("\u3000") for cell in row.cells] for row in table.rows] for table in paper.tables]
    by_head = {tuple(rows[0]): rows[1:] for rows in shown}
    for head, rows in by_head.items():
        yield from _paper(head, rows)


def _paper(head: tuple[str, ...], rows: list[list[str]]) -> Iterator[Figure]:
    if head[:2] == ("改造内容", "需要（符合条件的小区）"):
        for name, needed, works, *_, money in rows:
            of = "" if name in WHOLE else f":{name}"
            yield from named("table of works", (f"works{of}", works), (f"money{of}", money))
            if not name.endswith(("改造", "升级")):
                yield from named("table of works", (f"needed{of}", needed))
    elif head == ("街道", "2022年", "2023年", "合计"):
        for name, *cells in rows:
            of = "" if name in WHOLE else f":{name}"
            for year, cell in zip((" start:2022年", " start:2023年", ""), cells, strict=True):
                estates, _, households = cell.partition("／")
                if of and year:
                    continue  # a subdistrict's year stands on the leader's page alone
                values = (f"estates{year}{of}", estates), (f"households{year}{of}", households)
                yield from named("table of years", *values)
    elif head[0] == "季度":
        yield from named("quarters", ("estates", rows[-1][1]), ("households", rows[-1][-1]))
        yield from named("quarters, sums", ("estates", sum(figure(row[1]) for row in rows[:-1])))
        yield from named("quarters, finished", ("estates", sum(figure(row[3]) for row in rows[:-1])))
    elif head[-1] == "占比":
        by = "sources" if head[0] == "资金来源" else "subdistricts"
        for name, one, two, both, _ in rows:
            of = "" if name in WHOLE else f":{name}"
            yield from named(f"table of {by}", (f"money{of}", both))
            if by == "sources" or not of:
                yield from named(f"table of {by}", (f"money{of}:2022年", one), (f"money{of}:2023年", two))
    elif head[:3] == ("序号", "街道", "小区") and head[-1] == "投资":
        yield from named("list of estates", *((f"money:{row[2]}", row[-1]) for row in rows[:-1]))
        yield from named("list of estates", *((f"households:{row[2]}", row[3]) for row in rows[:-1]))
        foot = rows[-1]
        yield from named("list of estates", ("money", foot[-1]), ("households", foot[3]), ("works", foot[4]))
        yield from named("list of estates", ("estates", len(rows) - 1))
    elif head[:3] == ("序号", "街道", "小区"):
        yield from named("list of the reserve", ("reserve", len(rows)))
        yield from named("list of the reserve", *((f"wanted:{row[2]}", row[4]) for row in rows))


def sheets(paths: dict[str, Path]) -> Iterator[Figure]:
    """The workbooks: tasks, duties, money, reasons."""
    tasks_book, duties, funding, why = (
        load_workbook(paths[name], data_only=True) for name in ("任务清单", "责任分解表", "资金安排表", "方案说明")
    )
    tasks = rows_of(tasks_book, "任务清单")
    yield from _task_list("tasks", [row for row in tasks if row[11] is not None])
    yield from named("tasks in print", ("money", rows_of(tasks_book, "任务清单（打印）")[-1][5]))
    yield from named("duties", ("money", rows_of(duties, "责任总览")[-1][5]))
    for name, one, two, both, *_ in rows_of(funding, "资金汇总"):
        if both is not None and name not in WHOLE:
            yield from named("sums of money", (f"money:{name}", both))
            if not name.endswith("街道"):
                yield from named("sums of money", (f"money:{name}:2022年", one), (f"money:{name}:2023年", two))
    totals = [row for row in rows_of(funding, "资金汇总") if row[0] in WHOLE]
    for at, row in enumerate(totals):
        values = ("money:2022年", row[1]), ("money:2023年", row[2]), ("money", row[3])
        yield from named(f"sums of money, foot {at}", *values)
    head = [cell.value for cell in funding["小区资金表"][3]]
    *estates, foot = rows_of(funding, "小区资金表")
    yield from named("money by estate", *((f"money:{row[2]}", row[11]) for row in estates))
    yield from named("money by estate", *((f"money:{head[at]}", foot[at]) for at in range(4, 11)))
    yield from named("money by estate", ("money", foot[11]), ("households", foot[3]), ("estates", len(estates)))
    cross = [row for row in rows_of(funding, "来源年度街道") if row[0] == "合计"]
    yield from named("crossed", ("yuan", cross[0][-1]))
    paid = [row for row in rows_of(funding, "支付明细") if isinstance(row[1], int)]
    yield from named("payments on paper", ("yuan", sum(figure(row[-1]) for row in paid)))
    reasons = [row for row in rows_of(why, "小区安排说明") if row[4] == "已排入"]
    yield from named("explained", *((f"money:{row[1]}", row[8]) for row in reasons))
    sums_of = (("money", 8), ("households", 2), ("works", 7))
    yield from named("explained", *((what, sum(figure(row[at]) for row in reasons)) for what, at in sums_of))
    reserve = [row for row in rows_of(why, "储备库") if row[0] and row[1]]
    yield from named("reserve explained", ("reserve", len(reserve)), *((f"wanted:{r[1]}", r[6]) for r in reserve))
    refused = [row for row in rows_of(why, "未提供选择的改造项") if row[0]]
    yield from named("refusals explained", ("refused", len(refused)))


def rows_of(book: Any, sheet: str) -> list[tuple[Any, ...]]:
    """The rows below a sheet's title, note and heading."""
    rows = book[sheet].iter_rows(min_row=4, values_only=True)
    return [row for row in rows if any(cell is not None for cell in row)]


def leaders_page(facts: Any) -> Iterator[Figure]:
    """All that the leader's page says."""
    page = one_page(facts, paper_words(facts, "zh"))
    estates, households, yi = first(r"改造 (\d+) 个小区、([\d,]+) 户，投入 ([\d.]+)亿元", page["headline"])
    yield from named("headline", ("estates", estates), ("households", households), ("yi", yi))
    values = [one["figure"] for one in page["figures"][:3]]
    yield from named("large figures", *zip(("estates", "households", "yi"), values, strict=True))
    for row in page["years"]:
        estates, households = first(r"开工 (\d+) 个小区 · ([\d,]+) 户", row["line"])
        (money,) = first(r"支付 ([\d,.]+) 万元", row["money"])
        year = row["year"]
        values = (f"estates start:{year}", estates), (f"households start:{year}", households), (f"money:{year}", money)
        yield from named("leader's years", *values)
    finished = [first(r"完工 (\d+) 个小区 · ([\d,]+) 户", row["done"]) for row in page["years"]]
    yield from named("leader's years, finished", ("estates", sum(n for n, _ in finished)))
    for row in page["sources"]["rows"]:
        one, two = row["cells"]
        fund = row["name"]
        values = (f"money:{fund}:2022年", one), (f"money:{fund}:2023年", two), (f"money:{fund}", row["total"])
        yield from named("leader's sources", *values)
    _, one, two, both = page["sources"]["total"]
    yield from named("leader's sources", ("money:2022年", one), ("money:2023年", two), ("money", both))
    for row in page["groups"]:
        yield from named(
            "leader's kinds", (f"works:{row['name']}", row["works"]), (f"money:{row['name']}", row["money"])
        )
    for name, *cells, both, money in (*page["who"]["rows"], page["who"]["total"]):
        of = "" if name in WHOLE else f":{name}"
        estates, households = first(r"(\d+) / ([\d,]+)", both)
        values = (f"estates{of}", estates), (f"households{of}", households), (f"money{of}", money)
        yield from named("leader's subdistricts", *values)
        parts = [tuple(map(figure, cell.split("/"))) for cell in cells if "/" in cell]
        values = (f"estates{of}", sum(n for n, _ in parts)), (f"households{of}", sum(n for _, n in parts))
        yield from named("leader's subdistricts, years", *values)
    notes = "".join(page["notes"])
    yield from named("leader's notes", ("reserve", first(r"储备库：(\d+)个小区", notes)[0]))
    yield from named("leader's notes", ("refused", first(r"未列入编排：(\d+)项", notes)[0]))


def terminal(facts: Any) -> Iterator[Figure]:
    """What the command line tells."""
    text = "\n".join(told_on_a_terminal(facts, "zh"))
    size = first(r"排入 (\d+) 个小区、([\d,]+) 户、(\d+) 项改造；总投资 ([\d,.]+) 万元", text)
    yield from named("terminal", *zip(("estates", "households", "works", "money"), size, strict=True))
    for year, estates, households, money in re.findall(r"(20\d\d年) +(\d+)个小区 +([\d,]+)户 +支付([\d,.]+)万元", text):
        values = (f"estates start:{year}", estates), (f"households start:{year}", households), (f"money:{year}", money)
        yield from named("terminal", *values)
    for name, one, two, both in re.findall(r"^  (\S+) +([\d,]+\.\d\d) +([\d,]+\.\d\d) +([\d,]+\.\d\d)$", text, re.M):
        of = "" if name in WHOLE else f":{name}"
        values = (f"money{of}:2022年", one), (f"money{of}:2023年", two), (f"money{of}", both)
        yield from named("terminal, sources", *values)
    yield from named("terminal", ("reserve", first(r"储备库 (\d+) 个小区", text)[0]))
    yield from named("terminal", ("refused", first(r"另有 (\d+) 项改造内容", text)[0]))


def disclosed(run: PlanRun, district: Any) -> Iterator[Figure]:
    """What the public is told of the plan, once it is adopted."""
    actions.propose(run=run, by=district.people["office"], at=AT)
    adoption = actions.adopt(run=run, by=district.people["approver"], at=AT)
    for kind in (Kind.PLAN, Kind.FUNDING):
        told = from_record.content(run.entry, kind, str(adoption.pk))
        opening = next(block for block in told.blocks if isinstance(block, Paragraph))
        yield from _opening(kind, _plain(opening.marked[0]))
        for table in (block for block in told.blocks if isinstance(block, Table)):
            yield from _public(f"public {kind}, {table.key}", [[_plain(cell[0]) for cell in row] for row in table.rows])
        for one in told.estates:
            money = Decimal(str(one.values["money_planned"])) / 1_000_000
            yield from named(f"public {kind}, estates' own pages", (f"money:{one.name}", money))


def _plain(marked: str) -> str:
    """Without the marks of figures and the addresses of their rows."""
    return re.sub("\x02[^\x03]*\x03|\x04", "", marked)


def _opening(kind: Kind, text: str) -> Iterator[Figure]:
    estates, works = first(r"(?:老旧小区|用于)(\d+)个.*?(\d+)项", text)
    yield from named(
        f"public {kind}", ("estates", estates), ("works", works), ("money", first(r"([\d,.]+)万元", text)[0])
    )
    if kind is Kind.PLAN:
        households, buildings = first(r"([\d,]+)户.*?涉及楼栋(\d+)栋", text)
        yield from named(f"public {kind}", ("households", households), ("buildings", buildings))
    for fund, money in re.findall(r"[：、]([^：、\d]+?)([\d,.]+)万元（", text):
        yield from named(f"public {kind}", (f"money:{fund}", money))


def _public(where: str, rows: list[list[str]]) -> Iterator[Figure]:
    for name, *cells in rows:
        of = "" if name in WHOLE else f":{name}"
        if where.endswith("by-year"):
            columns = [f"{what} start{of}" if of else what for what in ("estates", "households", "works")]
            yield from named(where, *zip([*columns, f"money{of}"], cells, strict=True))
        elif where.endswith("by-source"):
            whats = (f"money{of}:2022年", f"money{of}:2023年", f"money{of}")
            yield from named(where, *zip(whats, cells, strict=True))
        elif where.endswith("by-measure"):
            yield from named(where, (f"works{of}", cells[1]), (f"money{of}", cells[2]))
        elif where.endswith("by-region"):
            yield from named(where, (f"estates{of}", cells[0]), (f"money{of}", cells[1]))
        elif of:
            yield from named(where, (f"money{of}", cells[-1]))
        elif where.endswith("by-estate"):
            yield from named(where, ("money", cells[-1]))


def delivered(run: PlanRun, browser: Any) -> Iterator[Figure]:
    """The tasks that the adopted plan becomes: their list as a file, whole and of one subdistrict at a time; planned
    against actual; the forecast of the first night; the period as supervision reads it."""
    adoption = run.entry.adoptions.get()
    delivery.set_up(adoption=adoption, made=delivery.prepared(adoption), at=AT)
    yield from _task_list("delivery", _tasks_of(browser))
    regions = dict(run.entry.tasks.order_by("region").values_list("region_name", "region"))
    for name, region in regions.items():
        rows = _tasks_of(browser, region=region)
        yield from named(f"delivery of {name}", *((f"money:{key}", fen) for key, fen in _by(rows, 2, 3).items()))
        planned = _planned(browser, region=region)
        yield from named(f"actual of {name}", (f"money:{name}", planned))
    yield from named("actual", ("money", _planned(browser)))
    for measure, name in {it.measure: it.name for it in run.entry.tasks.filter(kind="work")}.items():
        planned = _planned(browser, what=f"measure:{measure}")
        yield from named(f"actual of {name}", (f"money:{name}", planned))
    found, lesson = lights.worked_out(run.entry, today())
    lights.keep_all(entry=run.entry, found=found, lesson=lesson, day=today(), at=AT)
    for by in ("estate", "region"):
        page = browser.get(reverse("progress:forecast"), {"by": by, "all": "1"})
        yield from named(f"forecast by {by}", ("money", wan_text(page.context["whole"].budget)))
        file = browser.get(reverse("progress:forecast"), {"by": by, "as": "csv"}).getvalue().decode("utf-8-sig")
        lines = [row for row in csv.reader(file.splitlines()[1:]) if row]
        yield from named(f"forecast by {by}", *((f"money:{row[0]}", row[12]) for row in lines))
        yield from named(f"forecast by {by}, rows", ("money", sum(figure(row[12]) for row in lines)))
        yield from named(f"forecast by {by}, months", ("money", wan_text(page.context["money"])))
    snapshot = snapshot_of_record(run.entry, containing(today(), PeriodKind.YEAR), today())
    names = dict(run.entry.tasks.order_by("estate").values_list("estate", "estate_name"))
    planned = ((f"money:{names[line.estate]}", wan_text(line.planned)) for line in snapshot.lines)
    yield from named("supervision", *planned)
    yield from named("supervision", ("money", sum(figure(wan_text(line.planned)) for line in snapshot.lines)))


def _planned(browser: Any, **asked: str) -> str:
    """What plan against actual says is planned."""
    return browser.get(reverse("progress:actual"), asked).context["found"].figures[2][0]


def _tasks_of(browser: Any, **asked: str) -> list[tuple[Any, ...]]:
    file = browser.get(reverse("delivery:export-tasks"), asked)
    book = load_workbook(BytesIO(b"".join(file) if file.streaming else file.content), data_only=True)
    return [row for row in rows_of(book, "任务清单") if row[11] is not None]


def _task_list(where: str, works: Sequence[Sequence[Any]]) -> Iterator[Figure]:
    """A list of tasks: money by subdistrict, estate, kind and measure; its works and yuan."""
    yield from named(where, *((f"money:{name}", fen) for name, fen in _by(works, 2, 3, 4, 5).items()))
    yield from named(where, ("money", sum(figure(row[11]) for row in works)), ("works", len(works)))
    yield from named(where, ("yuan", sum(figure(row[12]) for row in works)))


def _by(rows: Sequence[Sequence[Any]], *columns: int) -> dict[str, Decimal]:
    """Money by what stands in these columns."""
    found: dict[str, Decimal] = {}
    for row in rows:
        for name in {str(row[at]) for at in columns}:
            found[name] = found.get(name, Decimal(0)) + figure(row[11])
    return found
