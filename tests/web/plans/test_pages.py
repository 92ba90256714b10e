"""Pages of plans: what they say, to whom, in both languages, with few questions to the database."""

import re
import shutil
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.district import PASSWORD
from web.html import flat
from web.plans.conftest import ASKED, AT, a_made, a_run, tight

from yipanqi.web.audit.models import Event
from yipanqi.web.jobs import actions as jobs
from yipanqi.web.jobs.models import Job
from yipanqi.web.jobs.worker import drain
from yipanqi.web.page import tables
from yipanqi.web.plans import actions
from yipanqi.web.plans import outcome_json as kept
from yipanqi.web.plans.models import Adoption, PlanRun
from yipanqi.web.plans.run_result import RunResult
from yipanqi.web.plans.study import study
from yipanqi.web.plans.views.frame import PARTS
from yipanqi.web.programmes.actions import index


def said(response) -> str:
    """The page's words."""
    return response.content.decode()


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "已证明"), ("en", "proven")])
def test_a_plan_begins_with_its_sentence_in_the_readers_language(run, office, as_, language, words):
    """The first thing said of a plan is how much it does, and how good it is proven to be."""
    office.language = language
    office.save()

    page = as_("office").get(run.get_absolute_url())

    assert page.status_code == 200
    assert words in said(page)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_part_of_a_plan_is_a_page(run, office, as_, part, language):
    """Works, money, limits and reasons are there in both languages, none of them empty; nothing was refused."""
    office.language = language
    office.save()

    page = as_("office").get(reverse("plans:part", args=[run.uid, part]))

    assert page.status_code == 200
    assert "<table" in said(page) or "<svg" in said(page) or part == "refused"


def test_an_unknown_part_is_not_there(run, as_):
    """A part with no name of ours is a 404."""
    assert as_("office").get(reverse("plans:part", args=[run.uid, "secrets"])).status_code == 404


def test_each_figure_of_money_leads_to_the_payments_that_make_it_up(run, as_):
    """Behind a sum stand rows whose sum it is, to the cent."""
    browser = as_("office")
    page = said(browser.get(reverse("plans:part", args=[run.uid, "money"])))
    links = re.findall(r'<td class="number"[^>]*><a href="([^"]+)">([\d,.]+)</a>', page)

    assert len(links) > 8
    for url, figure in links[:6]:
        rows = said(browser.get(url.replace("&amp;", "&")))
        assert f">{figure}<" in rows[rows.index("<tfoot>") :], url


def test_limits_and_loads_are_filtered(run, as_):
    """By kind and year; what does not fit is gone, and an empty list says so."""
    browser = as_("office")

    def tables(part: str, **asked) -> dict:
        page = browser.get(reverse("plans:part", args=[run.uid, part]), asked)
        return {table.key: table.rows for table in page.context["tables"]}

    assert set(tables("limits")) == {"limits", "funds"} and set(tables("limits", kind="crew")) == {"limits"}
    years = {row[1].text for row in tables("limits", kind="fund", year="2028")["funds"]}
    assert len(years) == 1 and "2028" in years.pop()
    whole, crews, sites = (len(tables("load", kind=kind)["load"]) for kind in ("", "crew", "site"))
    assert whole == crews + sites and crews and sites


def test_the_reasons_name_every_estate(run, as_):
    """Each estate of the programme has its row and a sentence."""
    page = said(as_("office").get(reverse("plans:part", args=[run.uid, "why"])))

    for estate in study(run).programme.estates:
        assert estate.name in page


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_part_is_taken_away_as_a_file_and_that_is_recorded(run, as_, form):
    """Who may export gets the rows shown; the log tells who took them."""
    response = as_("office").get(reverse("plans:part", args=[run.uid, "payments"]) + f"?as={form}")

    assert response.status_code == 200
    assert f".{form}" in response["Content-Disposition"]
    assert Event.objects.filter(action="plan.exported", subject_id=str(run.pk)).count() == 1


def test_who_may_not_export_gets_no_file(run, district, as_):
    """A utility sees an adopted plan and may not take its figures away."""
    actions.propose(run=run, by=district.people["office"], at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)
    browser, url = as_("utility"), reverse("plans:part", args=[run.uid, "payments"])

    assert browser.get(url).status_code == 200
    assert browser.get(f"{url}?as=csv").status_code == 403


def test_a_part_is_paged_as_every_other_table(run, as_, monkeypatch):
    """A page that is asked for shows its rows and the ways to the others; all together, and files, have all of them."""
    monkeypatch.setattr(tables, "PAGE", 1)
    browser, url = as_("office"), reverse("plans:part", args=[run.uid, "why"])

    second, whole = (browser.get(url, asked).context["tables"][0] for asked in ({"page": 2}, {"all": 1}))

    assert len(second.rows) == 1 and (second.pages.earlier, second.pages.later) == ("page=1", "page=3")
    assert len(whole.rows) == 3 and whole.pages.all == ""
    assert 'href="?page=1#why"' in browser.get(url, {"page": 2}).content.decode()
    lines = browser.get(url, {"page": 2, "as": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 4


def test_a_draft_is_not_there_for_a_subdistrict(run, as_):
    """What is not adopted is a 404 for who does not see the whole district."""
    assert as_("subdistrict").get(run.get_absolute_url()).status_code == 404


def test_a_run_is_started_from_the_form_with_its_levers(entry, as_):
    """The settings and the figures that were changed are kept, and nothing else; the page then shows its progress."""
    browser = as_("office")
    page = browser.get(reverse("plans:new"))
    form = page.context["form"]
    asked = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    asked |= {"name": "多给钱", "work": 1, "grant-city-2028": "900", "estate-0": "E1小区"}
    asked |= {"settled-0": "2027Q2"}

    answer = browser.post(reverse("plans:new"), asked)

    run = PlanRun.objects.get()
    assert answer.url == run.get_absolute_url()
    assert run.levers == {"grants": {"city": {"2028": "900"}}, "pins": {"E1": "2027Q2"}}
    assert run.asked["work"] == 1
    assert "→ 900 万元" in said(browser.get(run.get_absolute_url()))


def test_a_form_that_makes_no_sense_comes_back_with_its_faults(entry, as_):
    """An unknown estate and a grant below zero are named at their fields; nothing is filed."""
    asked = {"name": "x", "seconds": 5, "seed": 0, "workers": 1, "estate-0": "火星", "settled-0": "must"}
    asked |= {"grant-city-2027": "-1"}

    answer = as_("office").post(reverse("plans:new"), asked)

    assert answer.status_code == 422
    assert "火星" in said(answer) and "不能小于零" in said(answer)
    assert not PlanRun.objects.exists()


def test_a_run_under_way_shows_its_best_its_bound_and_a_way_to_stop(entry, office, as_):
    """The curve is drawn on the server; the page asks again by itself, and reloads without JavaScript too."""
    run = a_run(entry, office, is_made=False)
    series = [[0.5, 10.0, 20.0], [1.0, 15.0, 20.0]]
    Job.objects.filter(pk=run.job_id).update(detail={"best": 15.0, "bound": 20.0, "work": 3, "series": series})

    page = said(as_("office").get(run.get_absolute_url()))

    assert "<polyline" in page and "33.4%" in page
    assert 'hx-trigger="every 1s"' in page and 'http-equiv="refresh"' in page
    assert "停止，保留当前最好的方案" in page


def test_only_who_started_a_run_stops_it(entry, office, as_):
    """A wish to stop is passed on for who may; an approver may stop every run, others are refused."""
    run = a_run(entry, office, is_made=False)

    assert as_("department").post(reverse("plans:stop", args=[run.uid])).status_code == 403
    assert as_("office").post(reverse("plans:stop", args=[run.uid])).status_code == 302
    assert Job.objects.get(pk=run.job_id).state == "stopped"


def test_plans_stand_beside_each_other(run, entry, office, as_):
    """Two plans: a sentence of what changed, and tables; one alone asks for another."""
    other = a_run(entry, office, "另一个")
    browser, url = as_("office"), reverse("plans:compare")

    page = said(browser.get(f"{url}?run={run.uid}&run={other.uid}"))

    assert "改期 0 个小区" in page and "另一个" in page
    assert "请选择两个或三个" in said(browser.get(f"{url}?run={run.uid}"))


def test_by_hand_every_broken_rule_is_told_at_once(run, as_):
    """A required work left out breaks a rule; the page says so before anything is kept."""
    started = next(iter(study(run).plan.starts))
    asked = {"estate": started, "start": "2027Q1", "work-drainage": "standard"}

    page = said(as_("office").get(reverse("plans:hand", args=[run.uid]), asked))

    assert "缺少必做的供水" in page
    assert PlanRun.objects.count() == 1


def test_a_plan_by_hand_is_kept_with_the_rules_it_breaks(run, as_):
    """Dropping an estate breaks nothing and costs points; it stands beside the plan it came from."""
    started = next(iter(study(run).plan.starts))

    as_("office").post(reverse("plans:hand", args=[run.uid]), {"estate": started, "start": "", "name": "少一个"})

    kept = PlanRun.objects.get(name="少一个")
    assert (kept.base, kept.kind, kept.violation_count) == (run, "hand", 0)
    assert kept.objective < run.objective
    assert kept.estates == run.estates - 1


def test_a_plan_that_breaks_a_rule_is_not_proposed(run, as_, office):
    """By hand one may draw anything; only what holds every rule is proposed."""
    started = next(iter(study(run).plan.starts))
    as_("office").post(reverse("plans:hand", args=[run.uid]), {"estate": started, "start": "2027Q1", "name": "坏"})
    broken = PlanRun.objects.get(name="坏")

    assert broken.violation_count > 0
    with pytest.raises(actions.CannotPropose):
        actions.propose(run=broken, by=office, at=AT)


def test_two_people_put_a_plan_in_force(run, as_):
    """One proposes, another adopts with the password once more; the log has both, and the documents are filed."""
    as_("office").post(reverse("plans:propose", args=[run.uid]), {"note": "请审"})
    approver, url = as_("approver"), reverse("plans:adopt", args=[run.uid])

    wrong = approver.post(url, {"password": "wrong", "note": ""})
    assert wrong.status_code == 200 and not Adoption.objects.exists()
    right = approver.post(url, {"password": PASSWORD, "note": "同意"})

    assert right.status_code == 302
    assert Adoption.objects.get().run == run
    assert [e.action for e in Event.objects.filter(action__in=["plan.proposed", "plan.adopted"]).order_by("seq")] == [
        "plan.proposed",
        "plan.adopted",
    ]
    assert Job.objects.filter(kind="plans.documents").count() == 1


def test_the_newest_adoption_counts(run, entry, office, district, as_):
    """A second plan in force leaves the first one to history."""
    other = a_run(entry, office, "后来的")
    for plan in (run, other):
        actions.propose(run=plan, by=office, at=AT)
        actions.adopt(run=plan, by=district.people["district"], at=AT)

    page = said(as_("office").get(reverse("plans:index")))

    assert page.count('done">已采用</span>') == 1
    assert Adoption.objects.count() == 2


def test_the_documents_of_a_plan_are_written_and_taken_one_by_one_or_all(run, as_):
    """A worker writes them; the page lists them; a ZIP has them all."""
    browser = as_("office")
    browser.post(reverse("plans:documents", args=[run.uid]), {"lang": "zh"})

    assert drain() == ["done"]

    assert "工作计划.docx" in said(browser.get(run.get_absolute_url()))
    whole = browser.get(reverse("plans:document", args=[run.uid, "zh", 0]))
    one = browser.get(reverse("plans:document", args=[run.uid, "zh", 1]))
    assert b"".join(whole.streaming_content)[:2] == b"PK"
    assert b"".join(one.streaming_content)[:2] == b"PK"
    assert browser.get(reverse("plans:document", args=[run.uid, "zh", 99])).status_code == 404


@pytest.mark.parametrize("damage", ["a file is gone", "a file is cut", "a file is empty", "the folder is gone"])
def test_lost_documents_are_said_to_be_and_written_again(run, as_, damage):
    """F9, F10: no half file and no 500; the page says so where the button is, and the button brings them back."""
    browser, page = as_("office"), reverse("plans:documents", args=[run.uid])
    browser.post(page, {"lang": "zh"})
    drain()
    written = run.documents.get()
    path = actions.place_of(written.folder) / written.names[0]
    if damage == "the folder is gone":
        shutil.rmtree(path.parent)
    elif damage == "a file is gone":
        path.unlink()
    else:
        path.write_bytes(b"" if damage == "a file is empty" else path.read_bytes()[:200])

    for number in (1, 0):
        answer = browser.get(reverse("plans:document", args=[run.uid, "zh", number]), follow=True)
        assert answer.redirect_chain[0][0].endswith("#documents")
        assert f"“{written.names[0]}”在服务器上丢失或已损坏" in said(answer)
    browser.post(page, {"lang": "zh"})
    assert drain() == ["done"]
    for number in (1, 0):
        whole = browser.get(reverse("plans:document", args=[run.uid, "zh", number]))
        assert b"".join(whole.streaming_content)[:2] == b"PK"
    browser.post(page, {"lang": "zh"})
    assert drain() == []  # once they are sound again, nothing more is printed
    assert Event.objects.filter(action="plan.documents_made").count() == 2


@pytest.mark.parametrize("state", ["failed", "stopped"])
def test_documents_are_asked_for_again_after_their_job_ended_without_them(run, office, state):
    """A new job is filed, once: what is open or done is given back, also where an earlier one is tried again."""
    first = actions.file_documents(run=run, lang="zh", by=office)
    Job.objects.filter(pk=first.pk).update(state=state, finished_at=AT)

    second = actions.file_documents(run=run, lang="zh", by=office)

    assert (second.pk == first.pk, second.state, second.args) == (False, "queued", first.args)
    assert actions.file_documents(run=run, lang="zh", by=office) == second
    assert actions.file_documents(run=run, lang="en", by=office) not in (first, second)
    Job.objects.filter(pk=second.pk).update(state=state, finished_at=AT)
    jobs.try_again(first, by=office)
    assert actions.file_documents(run=run, lang="zh", by=office) == first


def test_a_plan_is_made_once_more_and_compared(entry, office, as_):
    """A run that a worker made is remade bit for bit, and its page says so."""
    run = a_run(entry, office, is_made=False)
    drain()
    browser = as_("office")
    browser.post(reverse("plans:remake", args=[run.uid]))

    assert drain() == ["done"]

    assert "复算一致，逐位相同" in said(browser.get(run.get_absolute_url()))


def test_a_run_of_several_processes_by_the_clock_is_not_promised_to_be_the_same(entry, office):
    """What cannot be remade bit for bit is refused rather than tried."""
    run = a_run(entry, office, asked={"workers": 2, "work": None})

    with pytest.raises(actions.CannotStart):
        actions.file_remaking(run=run, by=office, at=AT)


def test_the_list_asks_as_often_for_many_runs_as_for_one(run, entry, office, as_):
    """Ten runs more cost no question more."""
    browser, url = as_("office"), reverse("plans:index")
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(url)
    for number in range(10):
        a_run(entry, office, f"第 {number} 个")

    with CaptureQueriesContext(connection) as many:
        page = browser.get(url)

    assert "第 9 个" in said(page)
    assert len(many) == len(few)


def test_asked_settings_are_those_of_the_tests():
    """The tests' plan is made in two rounds by one process."""
    assert (ASKED["work"], ASKED["workers"]) == (2, 1)


def test_the_households_of_the_plan_lead_to_the_estates_it_starts(run, entry, as_):
    """The figure of the first page is the sum of the list behind it."""
    index.write(entry, index.facts(tight()), is_whole=True)
    browser = as_("office")
    figure = browser.get("/").context["figures"][1]

    table = browser.get(figure.url).context["tables"][0]

    assert table.note == f"{run.estates} 个小区，{figure.figure} 户"
    assert sum(row[2].value for row in table.rows) == run.households


def by_solver(run, bound: float, priced: float):
    """A plan like this one, of a run of its own, under a bound of the solver's and that of the prices."""
    outcome = kept.unpacked(bytes(run.outcome))
    worth = outcome.objective
    bounds = {"upper_bound": worth * bound, "bound_by_solver": True, "priced_bound": worth * priced}
    made = replace(a_made(), outcome=kept.packed(replace(outcome, **bounds)))
    again = a_run(run.entry, run.by, "求解器", is_made=False)
    actions.take_in(run=again, made=made, folder="", at=AT)
    return PlanRun.objects.get(pk=again.pk)


@pytest.mark.parametrize(
    ("language", "bound", "words"),
    [
        ("zh-hans", 1.001, "据求解器计算，与最优方案相差不超过 0.10%（按价格可复算的上界：相差不超过 2.3%）"),
        ("zh-hans", 1.0, "已证最优（求解器证明；按价格可复算的上界：相差不超过 2.3%）"),
        ("en", 1.001, "by the solver&#x27;s word it is within 0.10% of the best possible"),
        ("en", 1.0, "proven optimal by the solver (by the bound that can be recomputed from prices, within 2.3%)"),
    ],
)
def test_the_solvers_word_is_never_called_proven(run, office, as_, language, bound, words):
    """A gap that nobody can recompute is told as the solver's, beside the one that follows from the prices."""
    office.language = language
    office.save()
    told, browser = by_solver(run, bound, 1.023), as_("office")

    page = said(browser.get(told.get_absolute_url()))
    rows = said(browser.get(reverse("plans:index")))

    assert words in page
    assert "已证明" not in page and ("proven" in page) == ("proven" in words)
    assert f"{told.objective * 1.023:,.1f}" in page
    assert ("（据求解器）" if language == "zh-hans" else "(solver&#x27;s word)") in rows


def test_where_the_solver_says_no_more_the_proof_is_told(run, as_):
    """A solver's bound that reads like that of the prices is not worth a word."""
    assert "已证明与最优方案相差不超过 2.3%" in said(
        as_("office").get(by_solver(run, 1.0226, 1.0229).get_absolute_url())
    )


@pytest.mark.parametrize(
    ("language", "words", "link"),
    [
        ("zh-hans", "未能判定", "给更多时间重新编制"),
        ("en", "Not decided in time", "Try again with more time"),
    ],
)
def test_a_run_not_decided_in_time_offers_more_time(entry, office, as_, language, words, link):
    """It is not told as impossible; who may plan begins again with its settings, its scenario and more time."""
    office.language = language
    office.save()
    run = a_run(entry, office, is_made=False, moved={"withheld": ["E1"]}, asked={"seconds": 30.0, "seed": 7})
    made = RunResult(why_not=[["给定时间内未能判定", "undecided until then"]], is_undecided=True)
    actions.take_in(run=run, made=made, folder="", at=AT)
    browser = as_("office")

    page = said(browser.get(run.get_absolute_url()))
    rows = said(browser.get(reverse("plans:index"), {"state": "undecided"}))
    form = browser.get(reverse("plans:new") + f"?from={run.uid}").context["form"]

    assert words in page and link in page and f"?from={run.uid}" in page
    assert "没有方案能" not in page and "No plan can" not in page
    assert words in rows
    assert (form["seconds"].value(), form["seed"].value()) == (120.0, 7)
    assert form["settled-0"].value() == "withheld"


def test_every_estate_is_in_one_count(run, as_):
    """The plan's page counts all estates of the programme by how they stand, each once, with the way to them."""
    found = study(run)
    page = as_("office").get(run.get_absolute_url())

    counts = page.context["standings"]
    assert sum(count for _, _, count in counts) == len(found.programme.estates)
    for code, name, count in counts:
        rows = as_("office").get(reverse("plans:part", args=[run.uid, "why"]), {"standing": code}).context["tables"]
        assert (len(rows[0].rows), f"{name} {count}" in flat(page.content.decode())) == (count, True)


def test_names_in_the_gantt_chart_lead_to_their_reasons(run, as_):
    """m13: a link for each estate that starts; the chart that is taken away has none."""
    text = as_("office").get(reverse("plans:part", args=[run.uid, "gantt"])).content.decode()

    chart = text[text.index("<svg xmlns") :]
    links = re.findall(r'<a href="([^"]+)"><text', chart)
    why = reverse("plans:part", args=[run.uid, "why"])
    assert sorted(links) == [f"{why}?estate={code}" for code in ("E1", "E2", "E3")]


def test_plans_and_their_parts_offer_to_be_printed(run, as_):
    """M9: each with a button; a page that is not of a made plan has none."""
    browser = as_("office")
    urls = [run.get_absolute_url(), *(reverse("plans:part", args=[run.uid, part]) for part in ("works", "load", "why"))]

    assert all(browser.get(url).content.decode().count("data-print") == 1 for url in urls)
    assert "data-print" not in browser.get(reverse("plans:new")).content.decode()
