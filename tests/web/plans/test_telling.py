"""What plans tell the pages that span stages."""

from dataclasses import replace

from web.plans.conftest import AT, a_run

from yipanqi.domain.fund import FundKind
from yipanqi.domain.money import wan_text
from yipanqi.domain.stage import Stage
from yipanqi.web.plans import actions
from yipanqi.web.plans.shown import other_plan_of, plan_of
from yipanqi.web.plans.study import study
from yipanqi.web.plans.telling import Plans
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import EstateRow


def test_the_newest_plan_is_shown_until_one_is_in_force(run, entry, office, district):
    """A draft is shown to the office, and to nobody else; what is adopted is shown to all, also when newer ones are."""
    assert plan_of(entry, office).url == run.get_absolute_url()
    assert plan_of(entry, district.people["subdistrict"]) is None
    actions.propose(run=run, by=office, at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)
    a_run(entry, office, "更新的")

    for kind in ("office", "subdistrict"):
        view = plan_of(entry, district.people[kind])
        assert (view.url, view.is_adopted) == (run.get_absolute_url(), True)
        assert view.why("E1")


def test_a_proposal_waits_for_who_may_adopt_it(run, entry, office, district):
    """The leader and the approver see what waits; who proposed it does not."""
    actions.propose(run=run, by=office, at=AT)

    found = {kind: list(Plans(who, entry).waiting()) for kind, who in district.people.items()}

    assert {kind for kind, waits in found.items() if any(run.name in w.text for w in waits)} == {"district", "approver"}


def test_another_plan_is_found_by_its_uid_and_nonsense_is_nothing(run, entry, office):
    """The board compares with a plan one may see; what is no uid is nobody's plan."""
    assert other_plan_of(entry, office, str(run.uid)).name == run.name
    assert other_plan_of(entry, office, "x' OR 1") is None


def test_a_declined_proposal_waits_for_who_made_it_until_the_next(run, entry, office, district):
    """Who proposed sees why it was declined, others do not; a new proposal settles it."""

    def told(kind: str) -> list[str]:
        return [w.text for w in Plans(district.people[kind], entry).waiting()]

    actions.propose(run=run, by=office, at=AT)
    actions.decline(run=run, by=district.people["district"], at=AT, note="资金未落实")
    assert any("资金未落实" in text for text in told("office"))
    assert not any(run.name in text for kind in ("district", "approver") for text in told(kind))

    actions.propose(run=run, by=office, at=AT)

    assert not any("资金未落实" in text for text in told("office"))


def test_an_estates_money_leads_to_the_payments_that_make_it_up(run, entry, as_):
    """Behind each figure of the estate's page stand its payments, with the same sum."""
    index.write(entry, index.facts(entry.programme()), is_whole=True)
    browser = as_("office")
    estate = next(iter(study(run).plan.starts))

    money = browser.get(EstateRow.objects.get(entry=entry, estate=estate).get_absolute_url()).context["money"]

    cells = [(line["total"], line["url"]) for line in money["rows"]] + [(money["total"], money["url"])]
    cells += [cell for line in [*(line["years"] for line in money["rows"]), money["sums"]] for cell in line]
    for figure, url in cells:
        assert bool(url) == bool(figure)
        if url:
            assert browser.get(url).context["tables"][0].foot[-1].text == f"{figure:,.2f}"


def test_an_estates_page_lists_the_plans_documents(run, entry, office, as_):
    """Those that are written, each where the plan's page has it; before that what will make them."""
    index.write(entry, index.facts(entry.programme()), is_whole=True)
    url, browser = EstateRow.objects.filter(entry=entry).first().get_absolute_url(), as_("office")
    assert "方案采用后自动生成" in browser.get(url).text

    actions.keep_documents(
        run=run, lang="zh", folder="none", files={"工作方案.docx": "", "任务清单.xlsx": ""}, by=office, at=AT
    )

    text = browser.get(url).text
    assert "任务清单.xlsx" in text and "方案采用后自动生成" not in text
    assert all(f'href="{run.get_absolute_url()}documents/zh/{number}/"' in text for number in range(3))


def test_a_plan_in_force_has_tasks_and_tells_what_it_pays(run, entry, office, district, as_):
    """m14, m15: before it is adopted the chain says that tasks come once it is; then how many works and from when. The
    band tells the cost of all needs and what the plan pays apart."""
    index.write(entry, index.facts(entry.programme()), is_whole=True)
    row = EstateRow.objects.get(entry=entry, estate="E1")

    def cards() -> dict[str, tuple[str, ...]]:
        return {card.key: card.lines for card in Plans(office, entry).of(row).cards()}

    assert Stage.TASK not in cards()
    actions.propose(run=run, by=office, at=AT)
    actions.adopt(run=run, by=district.people["district"], at=AT)

    assert cards()[Stage.TASK] == ("3 项改造任务", "2027Q3 开工")
    briefs = {brief.key: brief.text for brief in Plans(office, entry).of(row).briefs()}
    paid = sum(p.amount for p in study(run).plan.payments if p.estate == "E1")
    assert briefs["planned"] == f"{wan_text(paid)} 万元" and briefs["time"].startswith("2027Q3 – ")
    assert "全部需要的造价" in as_("office").get(row.get_absolute_url()).text


def test_where_residents_pay_the_repair_funds_vote_is_named(run, entry, office):
    """m15: 民法典第278条 asks the owners where their repair fund pays, also if no work itself needs a vote."""
    index.write(entry, index.facts(entry.programme()), is_whole=True)
    row, stage = EstateRow.objects.get(entry=entry, estate="E1"), Plans(office, entry)
    assert Stage.VOTE not in {card.key for card in stage.of(row).cards()}
    funds = tuple(replace(fund, kind=FundKind.RESIDENTS) for fund in stage.view.programme.funds)

    stage.view = replace(stage.view, programme=replace(stage.view.programme, funds=funds))

    paid = sum(p.amount for p in study(run).plan.payments if p.estate == "E1")
    vote = next(card for card in stage.of(row).cards() if card.key == Stage.VOTE)
    assert vote.lines == (f"居民出资 {wan_text(paid)} 万元", "动用维修资金须表决") and vote.state == "need"


def test_one_kind_of_work_is_told_with_its_need_and_its_plan(run, entry, office, as_):
    """m17: the registry asked for roads tells what roads cost and what of them is planned, not all needs."""
    index.write(entry, index.facts(entry.programme()), is_whole=True)
    roads = [p for p in study(run).plan.payments if p.measure == "road"]
    paid, paid_of_one = sum(p.amount for p in roads), sum(p.amount for p in roads if p.estate == "E1")

    text = as_("office").get("/estates/", {"measure": "road"}).text

    assert "需要 3 项，造价 255.72 万元" in text  # three times 852,364.80 yuan, each told as 85.24
    assert f"方案排入 3 项，投入 {wan_text(paid)} 万元" in text
    one = list(Plans(office, entry).of_measure("road", {"E1"}))
    assert one == [f"方案排入 1 项，投入 {wan_text(paid_of_one)} 万元"]
