"""Plans beside each other: chosen on the page, filtered, taken away as files."""

import pytest
from django.urls import reverse
from web.plans.conftest import a_run

from yipanqi.web.audit.models import Event
from yipanqi.web.plans.models import PlanRun
from yipanqi.web.plans.study import study

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
        return next(table for table in pair["tables"] if table.key == "moves").rows

    assert [(row[0].text, row[1].text) for row in rows()] == [(name, "移出")]
    assert all(row[-1].text for row in rows())
    assert len(rows(move="dropped")) == 1
    assert rows(move="moved") == rows(subdistrict="没有") == []


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

    assert found.context["asked"].mode == "difference"
    assert f'<option value="{run.uid}" selected>' in found.content.decode()
    both = browser.get(reverse("plans:compare"), {"run": [run.uid, shown.uid]}).content.decode()
    assert f'href="/?mode=difference&amp;against={run.uid}"' in both
    assert f"against={shown.uid}" not in both
    assert browser.get("/", {"mode": "difference", "against": ""}).context["asked"].mode == "plan"
