"""What plans tell the pages that span stages."""

from web.plans.conftest import AT, a_run

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
