"""One figure has the same digits wherever it stands: every page and document of a plan of odd fen, walked."""

import csv
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from web.plans.conftest import ASKED, AT, Line, an_entry, tight

from yipanqi import documents
from yipanqi.documents.plan.one_pager import page as one_page
from yipanqi.documents.plan.words import paper_words
from yipanqi.domain.money import Fen, from_wan, in_wan
from yipanqi.domain.planning.told import told_grant
from yipanqi.domain.programme import Programme
from yipanqi.planner import Request, Settings
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.plans import actions, making
from yipanqi.web.plans.limit_tables import served_least
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.study import study, summary


def odd() -> Programme:
    """Works of odd costs, and grants finer than a hundred yuan that leave some works unpaid."""
    programme = tight()
    needs = tuple(replace(need, cost=123_456_789 + 7_654_321 * at) for at, need in enumerate(programme.needs))
    grants: dict[str, tuple[Fen, ...]] = {
        "city": (2_103_333_33, 1_003_333_33),
        "district": (3_003_333_34, 2_777_777_77),
    }
    funds = tuple(replace(f, appropriations=grants.get(f.id, f.appropriations)) for f in programme.funds)
    return replace(programme, needs=needs, funds=funds)


@pytest.fixture
def odd_run(district, office) -> PlanRun:
    entry = an_entry(district, odd())
    run = actions.start(entry=entry, name="零头", asked=ASKED, by=office, at=AT)
    jobs.ask_to_stop(run.job, by=office)
    settings = Settings(**{key: value for key, value in ASKED.items() if key != "moves"})
    actions.take_in(run=run, made=making.make(Line(), Request(programme=odd()), settings), folder="", at=AT)
    return PlanRun.objects.get(pk=run.pk)


def figure(text: object) -> Decimal:
    """The number that a cell holds."""
    return Decimal(re.sub(r"[^\d.-]", "", str(text)) or "0")


def shown(table, column: int) -> list[Decimal]:
    return [figure(row[column].text) for row in table.rows]


def test_every_sum_is_the_same_on_all_pages(odd_run, as_):
    """Money in all, by source, year, subdistrict and estate, households and counts of estates."""
    browser = as_("office")

    def tables(name: str) -> dict:
        page = browser.get(reverse("plans:part", args=[odd_run.uid, name]))
        return {table.key: table for table in page.context["tables"]}

    first, listed = browser.get(odd_run.get_absolute_url()).context["figures"], odd_run.money_said
    works, money, why = tables("works"), tables("money"), tables("why")["why"]
    payments, equity = tables("payments")["payments"], tables("equity")["equity"]

    totals = {
        figure(first["money"]),
        figure(listed),
        figure(works["year"].foot[-1].text),
        figure(payments.foot[-1].text),
    }
    totals |= {sum(shown(works[key], -1)) for key in ("year", "subdistrict")} | {sum(shown(payments, -1))}
    totals |= {sum(figure(row[-1].text) for row in works["group"].rows if not row[1].text)}
    totals |= {sum(figure(row[-1].text) for row in works["group"].rows if row[1].text)}
    totals |= {sum(shown(money["years"], -1)), figure(money["years"].foot[-1].text), sum(shown(why, 5))}
    said = re.search(r"投入 ([\d,.]+) 万元", summary(odd_run))
    assert said, summary(odd_run)
    totals |= {sum(shown(equity, 4)), figure(said[1])}
    assert len(totals) == 1 and totals.pop() > 0
    assert shown(works["year"], -1) == [figure(cell.text) for cell in money["years"].foot[1:-1]]
    assert shown(works["subdistrict"], -1) == shown(equity, 4)
    homes = {figure(first["households"]), sum(shown(works["year"], 2)), sum(shown(works["subdistrict"], 2))}
    homes |= {sum(shown(equity, 2)), sum(figure(row[2].text) for row in why.rows if row[5].text)}
    assert len(homes) == 1
    estates = {figure(first["estates"]), sum(shown(works["year"], 1)), sum(shown(works["subdistrict"], 1))}
    assert len(estates | {Decimal(sum(bool(row[5].text) for row in why.rows))}) == 1


def test_files_of_payments_are_exact(odd_run, as_):
    """What is shown on the page is told; the file of the payments holds each to the fen."""
    answer = as_("office").get(reverse("plans:part", args=[odd_run.uid, "payments"]), {"as": "csv"})

    rows = list(csv.reader(answer.getvalue().decode("utf-8-sig").splitlines()))
    paid = [figure(row[-1]) for row in rows[1:] if row]

    assert sum(paid[:-1]) == paid[-1] == in_wan(odd_run.money)
    assert odd_run.money_told == study(odd_run).facts.told_total


def test_what_is_paid_is_never_shown_above_the_grant_shown(odd_run, as_):
    """On the page of limits, on paper, and in what the limits say."""
    funds = as_("office").get(reverse("plans:part", args=[odd_run.uid, "limits"])).context["tables"][-1]

    limited = [row for row in funds.rows if row[0].text == "市级资金"]

    assert limited and all(figure(row[2].text) <= figure(row[3].text) for row in limited)
    facts = study(odd_run).facts
    city = [told_grant(grant or 0) for grant in facts.programme.fund_by_id["city"].appropriations]
    assert all(facts.told.paid.get(("city", year), 0) <= most for year, most in enumerate(city))
    assert all(x.told_used <= x.told_cap for x in facts.outcome.limits if x.kind == "fund" and x.told_cap is not None)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_papers_say_what_the_pages_say(odd_run, tmp_path: Path, lang: str):
    """Word, Excel and the leader's page: one total, and one figure for each source, year, subdistrict and estate."""
    facts = study(odd_run).facts
    total = in_wan(facts.told_total) if lang == "zh" else in_wan(facts.told_total) / 100  # CNY million
    paths = documents.write_all(facts, tmp_path, lang)

    word = [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(str(paths[0])).tables]
    money = [rows for rows in word if rows[0][-1] in ("占比", "Share")]
    estates = next(rows for rows in word if rows[0][0] in ("序号", "No."))
    tasks = [row[11] for row in _rows(paths[1]) if row[11] is not None and row[0]]
    summary = [row for row in _rows(paths[3]) if isinstance(row[0], str)]
    words = paper_words(facts, lang)
    sheet = one_page(facts, words)

    assert [figure(rows[-1][-2]) for rows in money] == [total] * len(money) and money
    assert {sum(figure(row[-2]) for row in rows[1:-1]) for rows in money} == {total}
    assert figure(estates[-1][-1]) == total == sum(figure(row[-1]) for row in estates[1:-1])
    assert sum(map(figure, tasks)) == total
    assert [figure(row[-3]) for row in summary if row[0] in ("合计", "Total")] == [total] * 2
    assert figure(sheet["sources"]["total"][-1]) == figure(sheet["who"]["total"][-1]) == total
    assert sum(figure(group["money"]) for group in sheet["groups"]) == total
    paid = [words.say("one_year_money", money=words.amount(from_wan(x))) for x in facts.by_fund.column_totals]
    assert [year["money"] for year in sheet["years"]] == paid
    assert sum(figure(row[8]) for row in _rows(paths[-2]) if row[0]) == total


def _rows(path: Path) -> list[tuple]:
    """The first sheet's rows below its heads."""
    return list(load_workbook(path, data_only=True).worksheets[0].iter_rows(min_row=4, values_only=True))


@pytest.mark.parametrize(
    ("parts", "least"),
    [(["1", "1/5", "3/5", "1", "2/5"], [1, 4]), (["1/2", "1/3", "1"], [1]), (["1/2", "1"], []), (["1", "1", "1"], [])],
)
def test_the_two_subdistricts_served_least_are_marked(parts, least):
    """m11: of five two, of three one, of two none; nobody is least where all are served alike."""
    assert served_least({place: Fraction(part) for place, part in enumerate(parts)}) == least


def test_equity_has_sums(run, as_):
    """m11: 500 and 300 households, 491.28 and 257.40."""
    url = reverse("plans:part", args=[run.uid, "equity"])

    table = as_("office").get(url).context["tables"][0]

    assert [cell.text for cell in table.foot] == ["合计", "800", "800", "100%", "748.68", "0.94", "3.34"]
    assert not any("▼" in cell.text for row in table.rows for cell in row)
