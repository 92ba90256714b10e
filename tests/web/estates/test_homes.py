"""The first page of every role: what waits, what is one's own, what is missing, whom to ask; none is blank."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from web.district import AT
from web.plans.conftest import a_run, an_entry, tight

from yipanqi.domain.money import wan_text
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit import actions as audit
from yipanqi.web.estates.stages import STAGES
from yipanqi.web.jobs.models import FAILED, Job, Worker
from yipanqi.web.plans import actions
from yipanqi.web.plans.first_page import served_least
from yipanqi.web.plans.study import study
from yipanqi.web.programmes.actions import choose_organisations, index

ROLES = (
    "district", "approver", "office", "department", "utility", "subdistrict", "community", "contractor", "supervisor",
    "system_admin", "audit_admin",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """Plans of each test lie apart."""
    settings.HOME = tmp_path


@pytest.fixture
def entry(district):
    """The programme, with what lists need of it; one subdistrict and one community are of the first estates' place."""
    found = an_entry(district)
    index.write(found, index.facts(tight()), is_whole=True)
    for name in ("新华街道", "登月社区"):
        Organisation.objects.filter(pk=district.organisations[name].pk).update(region_id="S1")
    return found


@pytest.fixture
def run(entry, district):
    """A plan in force."""
    made = a_run(entry, district.people["office"])
    actions.propose(run=made, by=district.people["office"], at=AT)
    actions.adopt(run=made, by=district.people["district"], at=AT)
    return made


def home(browser) -> dict:
    """What the first page says, by its parts."""
    page = browser.get("/")
    assert page.status_code == 200
    told = {key: page.context.get(key) or [] for key in ("figures", "waiting", "panels")}
    return told | {"text": page.content.decode(), "lead": page.context.get("lead")}


def figures(browser) -> dict[str, str]:
    """Each figure by its key."""
    return {one.key: one.figure for one in home(browser)["figures"]}


def panels(browser) -> dict:
    """Each panel by its key."""
    return {panel.key: panel for panel in home(browser)["panels"]}


@pytest.mark.parametrize("kind", ROLES)
@pytest.mark.parametrize("state", ["nothing", "data", "plan"])
def test_no_home_is_blank(kind, state, district, as_, request):
    """Before there is anything, with data alone, with a plan: something of one's own or a sentence; never 0 / 0."""
    if state != "nothing":
        request.getfixturevalue({"data": "entry", "plan": "run"}[state])

    found = home(as_(kind))

    assert "0 / 0" not in found["text"]
    assert found["figures"] or found["panels"] or found["waiting"] or 'class="empty"' in found["text"]
    if kind not in ("system_admin", "audit_admin") and state == "plan":
        assert "没有等待您办理的事项" not in found["text"]


@pytest.mark.parametrize("kind", ROLES)
def test_every_way_of_a_home_is_open(kind, run, as_):
    """M4: nothing that a first page leads to is refused to whom it is shown."""
    browser, found = as_(kind), home(as_(kind))
    urls = {one.url for one in (*found["figures"], *found["waiting"])}
    for panel in found["panels"]:
        urls |= {line.url for line in (*panel.lines, *panel.more)}
        urls |= {cell.url for row in (panel.table.rows if panel.table else ()) for cell in row}

    answers = {url: browser.get(url).status_code for url in urls if url}

    assert answers and set(answers.values()) == {200}, answers


@pytest.mark.parametrize("kind", ["district", "approver", "office"])
def test_who_decides_sees_risks_and_what_starts(run, as_, kind):
    """The limits that bind and the leader's page; nobody is served least, as all are served in full."""
    found = panels(as_(kind))

    assert {"risks", "starting"} <= found.keys() and "served" not in found
    assert "领导一页通" in found["risks"].more[0].text
    actions.keep_documents(run=run, lang="zh", folder="no", files={"领导一页通.pdf": ""}, by=run.by, at=AT)
    assert panels(as_(kind))["risks"].more[0].url == reverse("plans:document", args=[run.uid, "zh", 1])


def test_who_decides_sees_who_is_served_least(run):
    """The two subdistricts of which the smallest part is served, smallest first."""
    found = study(run)
    first = next(iter(found.plan.starts))
    less = {
        "starts": {estate: start for estate, start in found.plan.starts.items() if estate != first},
        "choices": {work: standard for work, standard in found.plan.choices.items() if work[0] != first},
        "payments": tuple(payment for payment in found.plan.payments if payment.estate != first),
    }
    outcome = replace(found.outcome, plan=replace(found.outcome.plan, **less))

    told = served_least(run, replace(found, facts=replace(found.facts, outcome=outcome)))

    parts = [int(re.search(r"(\d+)%", str(line.text))[1]) for line in told.lines]
    assert len(parts) == 2 and parts == sorted(parts) and parts[0] < 100


def test_only_who_decides_sees_the_risks_of_the_district(run, as_):
    """A subdistrict, a utility, a contractor and a department see their own."""
    for kind in ("department", "utility", "subdistrict", "community", "contractor", "supervisor"):
        assert not {"risks", "served"} & panels(as_(kind)).keys(), kind


@pytest.mark.parametrize(("kind", "place"), [("utility", "燃气公司"), ("department", "区水务局")])
def test_a_unit_sees_its_works_and_their_money(run, entry, district, as_, kind, place):
    """As figures and by measure, with dates; before its unit is known, whom to ask."""
    assert "单位对应" in panels(as_(kind))["mine"].note
    chosen = {"water-co": district.organisations[place]}
    choose_organisations(entry=entry, chosen=chosen, by=district.people["office"], at=AT)
    paid = [payment for payment in study(run).plan.payments if payment.measure == "water"]
    works = [work for work in study(run).plan.choices if work[1] == "water"]

    found, row = figures(as_(kind)), panels(as_(kind))["mine"].table.rows[0]

    assert (found["cost"], found["funds"]) == (str(len(works)), f"{wan_text(sum(p.amount for p in paid))} 万元")
    assert (row[0].text, row[1].value) == ("供水", len(works))
    assert row[2].text.startswith("2027") and row[3].text == wan_text(sum(p.amount for p in paid))
    due = panels(as_(kind))["deadlines"].lines
    assert due and all("供水" in line.text for line in due)


@pytest.mark.parametrize(("kind", "place"), [("contractor", "江城建工"), ("supervisor", "华中监理")])
def test_a_builder_sees_its_estates_with_dates_or_whom_to_ask(run, entry, district, as_, kind, place):
    """Estate by estate once it has a part in a work; until then a sentence."""
    assert "区改造办计划员" in panels(as_(kind))["mine"].note
    chosen = {"water-co": district.organisations[place]}
    choose_organisations(entry=entry, chosen=chosen, by=district.people["office"], at=AT)
    names = {study(run).words.estate(e) for e, measure in study(run).plan.choices if measure == "water"}

    rows = panels(as_(kind))["mine"].table.rows

    assert {row[0].text for row in rows} == names
    assert all(row[2].text for row in rows)


@pytest.mark.parametrize("kind", ["subdistrict", "community"])
def test_an_area_sees_its_own_sums_and_what_is_due(run, entry, as_, kind):
    """Estates, households and money of its area; the tasks that end next; what its estates lack."""
    found = study(run)
    mine = {estate.id for estate in found.programme.estates if estate.subdistrict == "S1"}
    started = mine & found.plan.starts.keys()
    paid = sum(payment.amount for payment in found.plan.payments if payment.estate in mine)
    browser = as_(kind)

    told, parts = figures(browser), panels(browser)

    assert told["estates"] == f"{len(started)} / {len(mine)}"
    assert told["cost"] == f"{wan_text(paid)} 万元"
    assert f"{len(started)} 个小区" in home(browser)["lead"].text and wan_text(paid) in home(browser)["lead"].text
    assert "deadlines" in parts and any("没有照片" in line.text for line in parts["missing"].lines)


def test_a_list_without_estates_says_why(entry, as_):
    """M4: who has no area is not told to widen a filter; who filtered all away is."""
    url = reverse("estates:registry")

    assert "没有您能查看的小区" in as_("utility").get(url).content.decode()
    office = as_("office").get(url, {"q": "nothing"}).content.decode()
    assert "没有符合条件的小区" in office and "没有您能查看的小区" not in office


def test_what_estates_lack_leads_to_them(entry, as_):
    """Each count is that of the list that it leads to."""
    browser = as_("office")

    for line in panels(browser)["missing"].lines:
        count = browser.get(line.url).context["shown"].paginator.count
        assert line.text.startswith(f"{count} "), line


def test_an_area_without_estates_hears_why(entry, district, as_):
    """No region is set, or the programme has none in it: whom to ask."""
    Organisation.objects.filter(pk=district.organisations["登月社区"].pk).update(region_id="")

    assert "系统管理员" in panels(as_("community"))["missing"].note


def test_the_planner_hears_what_comes_next(entry, district, as_):
    """Make the first plan; propose it; wait for somebody else; nothing once one is in force."""
    browser, office = as_("office"), district.people["office"]
    assert "编制" in panels(browser)["next"].lines[0].text
    made = a_run(entry, office)
    assert "提请" in panels(browser)["next"].lines[0].text
    actions.propose(run=made, by=office, at=AT)
    assert "等另一人批准" in panels(browser)["next"].lines[0].text
    actions.adopt(run=made, by=district.people["district"], at=AT)
    assert "next" not in panels(browser)


def test_the_keeper_of_the_system_sees_the_server(district, as_):
    """Workers, backup, disk, people without a device; jobs that failed with the reason. Nobody else does."""
    browser = as_("system_admin")
    waits = {one.text for one in home(browser)["waiting"]}
    assert any("后台进程" in text for text in waits) and any("备份" in text for text in waits)
    Worker.objects.create(name="w", host="h", pid=1)
    audit.record("backup.made", at=timezone.now(), after={"file": "x"})
    Job.objects.create(
        key="j", kind="plans.run", state=FAILED, finished_at=timezone.now(), error=["内存不足", "memory"]
    )
    long_ago = timezone.now() - timedelta(days=30)
    Job.objects.create(key="k", kind="plans.run", state=FAILED, finished_at=long_ago, error=["旧", "old"])

    found = panels(browser)

    assert figures(browser)["failed"] == "1" and "内存不足" in found["failed"].lines[0].text
    assert len(found["failed"].lines) == 1 and len(found["server"].lines) == 4
    assert not [one for one in home(browser)["waiting"] if "后台进程" in one.text or "次备份" in one.text]
    bare = browser.get(found["server"].lines[3].url)
    assert found["server"].lines[3].text.endswith(f"：{len(district.people)}") and bare.status_code == 200
    assert not {"server", "failed"} & panels(as_("office")).keys()


def test_the_keeper_of_the_log_sees_refusals_and_checkpoints(district, as_):
    """The last refusals by name, how far the log is signed, and the way to prove it."""
    as_("contractor").get(reverse("audit:log"))

    found = panels(as_("audit_admin"))

    assert len(found["refused"].lines) == 1 and "检查点" in found["checkpoints"].lines[0].text
    assert int(figures(as_("audit_admin"))["events"]) > 0
    assert "refused" not in panels(as_("system_admin"))


def test_a_filtered_board_tells_the_figures_of_the_filter(run, entry, as_):
    """M16: figures, scrubber and fragment are those of the filter, say so, and lead to its rows."""
    browser, found = as_("office"), study(run)
    mine = [estate for estate in found.programme.estates if estate.subdistrict == "S1"]
    started = [estate for estate in mine if estate.id in found.plan.starts]
    paid = sum(p.amount for p in found.plan.payments if found.programme.estate_by_id[p.estate].subdistrict == "S1")

    page = browser.get("/?subdistrict=S1")

    told = {one.key: one for one in page.context["figures"]}
    assert told["estates"].figure == f"{len(started)} / {len(mine)}"
    assert told["cost"].figure == f"{wan_text(paid)} 万元" and told["cost"].url == ""
    assert browser.get(told["estates"].url).context["count"] == len(started)
    assert browser.get(told["households"].url).context["total"]["households"] == sum(e.households for e in started)
    assert "数字只含筛选出的小区" in page.content.decode() and "清除筛选" in page.content.decode()
    assert "数字只含筛选出的小区" not in browser.get("/").content.decode()
    fragment = browser.get("/?subdistrict=S1", headers={"HX-Request": "true", "HX-Target": "board"}).content.decode()
    assert 'id="summary" hx-swap-oob="true"' in " ".join(fragment.split()) and "清除筛选" in fragment


def test_the_scrubber_counts_what_the_filter_shows(run, entry, as_):
    """M16: households and money of a quarter are those of the filtered estates; of all without a filter."""
    browser, found = as_("office"), study(run)
    labels = [found.programme.calendar.label(quarter) for quarter in range(8)]

    def sums(query: str) -> tuple[int, float]:
        feet = [browser.get(f"/?quarter={label}{query}").context["foot"].values for label in labels]
        return sum(foot["starting"] for foot in feet), sum(foot["money"] for foot in feet)

    parts = [sums(f"&subdistrict={place}") for place in ("S1", "S2")]

    assert sums("")[0] == sum(households for households, _ in parts) > parts[0][0]
    assert float(sums("")[1]) == pytest.approx(float(sum(money for _, money in parts)))


def test_settings_hold_the_jobs_and_the_rail_does_not(district, as_):
    """后台任务 stands under 设置, with what else one may open; the rail lights 设置 on both."""
    page = as_("contractor").get(reverse("estates:settings"))
    ways = {url for url, _, _ in page.context["ways"]}

    assert ways == {reverse(name) for name in ("accounts:profile", "jobs:index", "accounts:organisations")}
    rail = as_("office").get(reverse("jobs:index")).context["rail"]
    assert "后台任务" not in {room["name"] for room in rail}
    assert [room["name"] for room in rail if room["is_here"]] == ["设置"]


def test_every_stage_can_be_asked_without_a_programme(district):
    """Each telling answers everybody before there is anything."""
    for person in district.people.values():
        for stage in STAGES:
            told = stage(person, None)
            assert all(isinstance(list(part), list) for part in (told.figures(), told.panels(), told.waiting()))
