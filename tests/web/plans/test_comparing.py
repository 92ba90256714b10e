"""Plans beside each other: chosen on the page, filtered, taken away as files."""

import pytest
from django.urls import reverse
from web.plans.conftest import a_run

from yipanqi.web.audit.models import Event
from yipanqi.web.page import tables
from yipanqi.web.plans import comparing
from yipanqi.web.plans.comparing import _other_data
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.study import study
from yipanqi.web.programmes.models import ProgrammeVersion

URL = reverse("plans:compare")


@pytest.fixture
def other(run, as_) -> PlanRun:
    """The plan without its first estate, by hand."""
    estate = next(iter(study(run).plan.starts))
    as_("office").post(reverse("plans:hand", args=[run.uid]), {"estate": estate, "start": "", "name": "少一个"})
    return PlanRun.objects.get(name="少一个")


def test_the_page_itself_offers_the_plans_to_compare(run, entry, office, as_):
    """Who comes with one plan or none chooses there; the fields send what the page reads."""
    third = a_run(entry, office, "第三个")
    page = as_("office").get(URL, {"run": [run.uid, "", third.uid]})

    assert [it.pk for it in page.context["chosen"]] == [run.pk, third.pk]
    alone = as_("office").get(URL, {"run": run.uid}).content.decode()
    assert "请选择两个或三个" in alone and f'value="{third.uid}"' in alone


def test_moves_are_told_with_their_reason_and_filtered(run, other, as_):
    """The estate that left is named with why; a filter for other moves leaves it out."""
    browser, asked = as_("office"), {"run": [run.uid, other.uid]}
    gone = (set(study(run).plan.starts) - set(study(other).plan.starts)).pop()
    name = study(run).programme.estate_by_id[gone].name

    def rows(**more) -> list:
        pair = browser.get(URL, {**asked, **more}).context["pairs"][0]
        return list(next(table for table in pair["tables"] if table.key == "moves").rows)

    assert [(row[0].text, row[1].text) for row in rows()] == [(name, "移出")]
    assert all(row[-1].text for row in rows())
    assert len(rows(move="dropped")) == 1
    assert rows(move="moved") == rows(subdistrict="没有") == []


def test_long_tables_are_shown_page_by_page(run, other, as_, monkeypatch):
    """Each table has pages of its own that keep what else is asked; all rows are at hand to print, and in the file."""
    monkeypatch.setattr(tables, "PAGE", 1)
    browser, asked = as_("office"), {"run": [run.uid, other.uid]}

    def works(**more):
        page = browser.get(URL, {**asked, **more})
        return page.content.decode(), next(t for t in page.context["pairs"][0]["tables"] if t.key == "works")

    whole = works(all="works")[1]
    count = len(whole.rows)
    assert count > 1 and whole.pages.is_all and "page-works" not in whole.pages.all

    shown = [works(move="dropped", **{"page-works": number + 1}) for number in range(count)]

    assert [table.rows[0] for _, table in shown] == whole.rows
    assert all(len(table.rows) == 1 for _, table in shown)
    assert not shown[0][1].pages.earlier and not shown[-1][1].pages.later
    assert "move=dropped" in shown[0][1].pages.later and f"run={other.uid}" in shown[0][1].pages.later
    assert f"?{shown[0][1].pages.later}#works".replace("&", "&amp;") in shown[0][0]
    file = browser.get(URL, {**asked, "table": "works", "as": "csv", "page-works": 2}).getvalue().decode("utf-8-sig")
    assert len(file.splitlines()) == count + 1


def test_plans_are_compared_once(run, other, as_, monkeypatch):
    """Neither plan ever changes, so the second reader finds what was worked out for the first."""
    browser, asked = as_("office"), {"run": [run.uid, other.uid]}
    first = browser.get(URL, asked).context["totals"]
    monkeypatch.setattr(comparing, "compared", None)

    assert browser.get(URL, asked).context["totals"] == first


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_of_the_comparison_is_taken_away(run, other, as_, form):
    """As it is shown, and the log tells who took it; who may not export gets none."""
    response = as_("office").get(URL, {"run": [run.uid, other.uid], "table": "moves", "as": form})

    assert f"compare-moves.{form}" in response["Content-Disposition"]
    assert Event.objects.filter(action="plan.exported", subject_id=str(other.pk)).count() == 1
    if form == "csv":
        assert "移出" in b"".join(response).decode("utf-8-sig")


def test_the_board_offers_the_other_plans_and_shows_the_difference(run, entry, office, as_):
    """Who chooses a plan beside the modes, or comes from the comparison, sees the shown plan against it."""
    shown, browser = a_run(entry, office, "后来的"), as_("office")
    first = browser.get("/")
    assert first.context["others"] == [(str(run.uid), run.name)]

    found = browser.get("/", {"mode": "difference", "against": run.uid})

    assert found.context["asked"].mode.key == "difference"
    assert f'<option value="{run.uid}" selected>' in found.content.decode()
    both = browser.get(reverse("plans:compare"), {"run": [run.uid, shown.uid]}).content.decode()
    assert f'href="/?mode=difference&amp;against={run.uid}"' in both
    assert f"against={shown.uid}" not in both
    assert browser.get("/", {"mode": "difference", "against": ""}).context["asked"].mode.key == "plan"


@pytest.mark.parametrize("uid", ["e" * 36, "-" * 36, "x", "{" + "e" * 34 + "}", ""])
def test_a_key_that_is_none_is_left_out(run, as_, uid):
    """F7: what looks like a key and is none compares with nothing, and begins with nothing."""
    browser = as_("office")

    compared = browser.get(reverse("plans:compare"), {"run": [uid, str(run.uid)]})
    begun = browser.get(reverse("plans:new"), {"from": uid})
    board = browser.get("/", {"mode": "difference", "against": uid})

    assert [compared.status_code, begun.status_code, board.status_code] == [200, 200, 200]
    assert begun.context["from_run"] is None


def test_a_move_says_what_changed_and_totals_say_nothing_twice(run, other, as_):
    """m10: why it started then and why it does not now; points without missed targets are the benefit; official order,
    and nothing that is nothing has a sign."""
    page = as_("office").get(URL, {"run": [run.uid, other.uid]})

    tables_by_key = {table.key: table for table in page.context["pairs"][0]["tables"]}
    why = next(iter(tables_by_key["moves"].rows))[-1].text
    assert why.startswith("原方案：安排在") and "现方案：" in why and "由手工移出方案" in why
    assert [row[0].text for row in page.context["totals"].rows] == ["惠及户数", "资金（万元）", "效益（分）"]
    assert [row[0].text for row in tables_by_key["subdistrict"].rows] == ["新华街道", "万松街道"]
    texts = [cell.text for table in tables_by_key.values() for row in table.rows for cell in row]
    assert not {"+0.00", "+0.0", "-0.00", "-0.0"} & set(texts)


def test_plans_of_different_data_say_so():
    """Points that an edit brought are no gain of the plan."""
    first, second = (PlanRun(version=ProgrammeVersion(id=n, number=n)) for n in (1, 2))

    assert not _other_data(first, first)
    assert "V1、V2" in _other_data(first, second) and "数据改动" in _other_data(first, second)
