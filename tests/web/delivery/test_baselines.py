"""Baselines: kept with a reason, never overwritten, two of them side by side in working days and fen."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from web.delivery.conftest import AT, task_of
from web.delivery.test_changes import asked, decided
from web.triggers import assert_refused, attempts

from yipanqi.domain.delivery.change import ChangeAction, ChangeKind
from yipanqi.domain.delivery.state import State
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery import actions
from yipanqi.web.delivery.baselines_compared import CompareForm, Comparison
from yipanqi.web.delivery.models import Baseline, BaselineRow, DeliveryTask

URL = "/tasks/baselines/compare/"


def keep(adoption, district, name="中期"):
    """One more baseline, kept by hand."""
    about = {"name": name, "reason": "半年调整", "by": district.people["office"], "at": AT}
    return actions.keep_baseline(entry=adoption.entry, **about)


def rows_of(answer) -> list[list[str]]:
    """The cells of each row that the page shows."""
    return [re.findall(r"<t[dh][^>]*>(?:<a[^>]*>)?([^<]*)", line) for line in map(str, answer.context["table"].lines)]


def test_a_baseline_is_kept_by_hand_with_a_reason(adoption, district, as_):
    """It has the next number; without a reason, or by who does not manage tasks, there is none."""
    office = as_("office")

    assert office.post("/tasks/baselines/", {"name": "中期", "reason": ""}).status_code == 422
    assert as_("district").post("/tasks/baselines/", {"name": "中期", "reason": "调整"}).status_code == 403
    assert office.post("/tasks/baselines/", {"name": "中期", "reason": "半年调整"}).status_code == 302
    found = Baseline.objects.get(number=1)
    assert (found.name, found.reason, found.rows.count()) == ("中期", "半年调整", 39)
    assert Event.objects.filter(action="delivery.baseline_kept").count() == 1
    assert "半年调整" in office.get("/tasks/baselines/").text
    with pytest.raises(actions.CannotKeep):
        actions.keep_baseline(entry=adoption.entry, name=" ", reason="x", by=district.people["office"], at=AT)


@pytest.mark.parametrize(("model", "change"), [(Baseline, "name = 'x'"), (BaselineRow, "budget = 1")])
def test_the_database_keeps_baselines_as_they_are(adoption, model, change):
    """No query changes, removes or replaces what was kept."""
    for attempt in attempts(model, change):
        assert_refused(attempt)


def test_now_beside_a_baseline(adoption, district, as_):
    """What moved, what is dearer and what is gone, each in working days and to the fen; the rest is left out."""
    water, road = task_of(adoption, "E1-water"), task_of(adoption, "E1-road")
    later = {
        "start": water.start_date.isoformat(),
        "finish": adoption.entry.frame().working.add(water.finish_date, 3).isoformat(),
        "after": list(water.after),
    }
    leader = district.people["district"]
    decided(asked(adoption, district, "E1-water", ChangeKind.DATES, later), ChangeAction.APPROVE, leader)
    decided(asked(adoption, district, "E1-road", ChangeKind.DROP, {}), ChangeAction.APPROVE, leader)
    DeliveryTask.objects.filter(number="E1-drainage").update(budget=task_of(adoption, "E1-drainage").budget + 1)

    answer = as_("office").get(URL)

    found = {row[0].split(" · ")[-1]: row for row in rows_of(answer)}
    assert found["供水"][1] == "推迟" and found["供水"][5] == "+3"
    assert found["道路"][1] == "取消" and found["道路"][-1] == f"−{road.budget / 100:,.2f}"
    assert found["排水"][1] == "其他变动" and found["排水"][-1] == "+0.01"
    assert "方案" not in found
    assert found["供水"][6:] == [f"{water.budget / 100:,.2f}"] * 2 + [""]
    scheme = next(row for row in rows_of(as_("office").get(f"{URL}?kind=all")) if row[0].endswith("方案"))
    assert scheme[6:] == ["", "", ""]
    counts = {it["kind"]: it["count"] for it in answer.context["found"].sums}
    assert counts["gone"] == counts["otherwise"] == "1"
    whole = as_("office").get(f"{URL}?kind=all").context["found"].sums
    assert sum(int(it["count"]) for it in whole) == 3 * (8 + 3)
    assert {it["kind"]: it["count"] for it in whole if it["kind"] != "same"} == counts


def test_two_baselines_side_by_side(adoption, district, as_):
    """What came between them, whatever came later; the other way round it is the opposite."""
    task = task_of(adoption, "E1-scheme")
    DeliveryTask.objects.filter(pk=task.pk).update(finish_date=task.finish_date + timedelta(days=60))
    keep(adoption, district)
    DeliveryTask.objects.filter(pk=task.pk).update(finish_date=task.finish_date)
    office = as_("office")

    there, back = office.get(f"{URL}?old=0&new=1"), office.get(f"{URL}?old=1&new=0")

    assert [row[1] for row in rows_of(there)] == ["推迟"]
    assert [row[1] for row in rows_of(back)] == ["提前"]
    assert not office.get(f"{URL}?old=0&new=now").context["table"].rows
    assert rows_of(office.get(f"{URL}?old=0&new=1&what=estate")) == []


def test_it_is_filtered_sorted_and_taken_away(adoption, district, as_):
    """By difference, subdistrict and name, in the order asked for; the file has the same rows with their numbers."""
    for number, days in (("E1-water", 30), ("E2-water", 90), ("E3-water", 60)):
        task = task_of(adoption, number)
        DeliveryTask.objects.filter(pk=task.pk).update(finish_date=task.finish_date + timedelta(days=days))
    DeliveryTask.objects.filter(number="E1-road").update(state=State.CANCELLED)
    office = as_("office")

    assert [row[0][:2] for row in rows_of(office.get(f"{URL}?sort=later&kind=later"))] == ["E2", "E3", "E1"]
    assert [row[1] for row in rows_of(office.get(f"{URL}?kind=gone"))] == ["取消"]
    assert len(rows_of(office.get(f"{URL}?region=S2"))) == 1
    assert len(rows_of(office.get(f"{URL}?kind=all&q=E1"))) == 11
    file = office.get(f"{URL}?sort=later&kind=later&as=csv")
    lines = b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig").splitlines()
    assert ["water" in line for line in lines] == [False, True, True, True]
    assert as_("utility").get(f"{URL}?as=csv").status_code == 403


@pytest.mark.parametrize(
    ("sort", "by"),
    [
        ("later", lambda it: (it.days is None, -(it.days or 0))),
        ("earlier", lambda it: (it.days is None, it.days or 0)),
        ("dearer", lambda it: it.before - it.after),
        ("cheaper", lambda it: it.after - it.before),
        ("tree", lambda it: 0),
    ],
)
def test_all_are_sorted_as_if_each_were_compared(adoption, sort, by):
    """What differs, before and after what does not; what is even stands in the order of the tree, on every page."""
    moved = {"E1-water": 30, "E2-water": 90, "E3-water": -60, "E2-road": 0, "E2-scheme": 0}
    for at, (number, days) in enumerate(moved.items()):
        task = task_of(adoption, number)
        told = {"finish_date": task.finish_date + timedelta(days=days), "budget": task.budget + 100 * (at % 3 - 1)}
        DeliveryTask.objects.filter(pk=task.pk).update(start_date=min(task.start_date, told["finish_date"]), **told)
    DeliveryTask.objects.filter(number="E1-road").update(state=State.CANCELLED)
    tasks, known = DeliveryTask.objects.filter(entry=adoption.entry), list(Baseline.objects.all())

    form = CompareForm({"kind": "all", "sort": sort}, baselines=known, tasks=tasks)
    rows = Comparison(adoption.entry, tasks, form).rows

    pages = [it.number for first in range(0, len(rows), 4) for it in rows[first : first + 4]]
    compared = [_compared(task) for task in tasks.leaves().order_by("place", "pk")]
    assert pages == [it.number for it in sorted(compared, key=by)]
    assert len({by(it) for it in compared}) > (sort != "tree") * 2
    assert rows[len(rows) - 1].number == pages[-1]
    differing = Comparison(
        adoption.entry, tasks, CompareForm({"kind": "changed", "sort": sort}, baselines=known, tasks=tasks)
    )
    moved_ones = [differing.rows[at].number for at in range(len(differing.rows))]
    assert moved_ones == [it for it in pages if it in moved_ones] == [it.number for it in differing.rows]
    assert len(moved_ones) == sum(int(it["count"]) for it in differing.sums)


def _compared(task):
    """Its number, the days by which it is later and the money before and after."""
    was, is_gone = task.baseline_rows.get(), task.state == State.CANCELLED
    days = None if is_gone else (task.finish_date - was.finish_date).days
    return SimpleNamespace(number=task.number, days=days, before=was.budget, after=0 if is_gone else task.budget)


def test_one_sees_of_it_what_one_sees_of_tasks(adoption, as_):
    """A contractor without a part in anything compares nothing."""
    assert rows_of(as_("office").get(f"{URL}?kind=all"))
    assert not rows_of(as_("contractor").get(f"{URL}?kind=all"))


def test_it_asks_as_often_for_many_rows_as_for_few(adoption, as_):
    """No question for each row."""
    office = as_("office")
    office.get(f"{URL}?kind=all")

    with CaptureQueriesContext(connection) as few:
        office.get(f"{URL}?kind=all&q=E1-water")
    with CaptureQueriesContext(connection) as many:
        office.get(f"{URL}?kind=all")

    assert len(many) <= len(few)
