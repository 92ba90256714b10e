"""An estate whose works are reported done, and its acceptance brought on to where a test begins."""

from datetime import timedelta
from decimal import Decimal

from web.delivery.conftest import AT, DAY, adopted_plan, with_tasks

from yipanqi.domain.delivery import acceptance as law
from yipanqi.domain.delivery.party import Party
from yipanqi.domain.delivery.state import State
from yipanqi.web.delivery.actions import acceptance as actions
from yipanqi.web.delivery.models import Acceptance, DeliveryTask
from yipanqi.web.delivery.standing import speaks_for
from yipanqi.web.programmes.models import EstateRow

KINDS = {Party.OFFICE: "office", Party.SUBDISTRICT: "subdistrict", Party.COMMUNITY: "community"}
KINDS |= {Party.SUPERVISOR: "supervisor", Party.CONTRACTOR: "contractor", Party.UTILITY: "utility"}


def reported_works(district, estate="E1") -> list[DeliveryTask]:
    """The works of an estate, built by the contractor under the supervisor, of the tests' subdistrict."""
    adoption, places = with_tasks(adopted_plan(district)), district.organisations
    rows = DeliveryTask.objects.filter(entry=adoption.entry, estate=estate)
    where = {"region": "R-新华街道", "community": "R-登月社区"}
    rows.update(**where)
    EstateRow.objects.filter(entry=adoption.entry, estate=estate).update(
        subdistrict=where["region"], community=where["community"]
    )
    works = rows.filter(kind="work")
    works.update(
        state=State.REPORTED,
        contractor=places["江城建工"],
        supervisor=places["华中监理"],
        supporting=f"|{places['燃气公司'].pk}|",
    )
    return list(works.order_by("place"))


def applied(district, works=None) -> Acceptance:
    """Applied for by the contractor."""
    tasks = works or reported_works(district)
    return actions.apply_for(tasks=tasks, by=district.people["contractor"], at=AT, day=DAY)


def fresh(found: Acceptance) -> Acceptance:
    """As it stands."""
    return Acceptance.objects.get(pk=found.pk)


def moved(found, action, by, **more) -> Acceptance:
    """A move on the tests' day."""
    return actions.move(acceptance=found, action=action, by=by, at=AT, day=DAY, **more)


def on_site(district, works=None) -> Acceptance:
    """All papers there, the visit begun."""
    found, office = applied(district, works), district.people["office"]
    actions.set_papers(acceptance=found, there=law.PAPERS, by=office, at=AT, seen=None)
    moved(found, law.Action.CHECK_PAPERS, office)
    return moved(found, law.Action.VISIT, office)


def judged_by(found, party, by, *, failing=(), later=0) -> None:
    """The party's word about each of its own items: all pass but some."""
    own = speaks_for(by, fresh(found))[party]
    words = [
        actions.Word(key=key, verdict=law.Verdict.FAIL if key in failing else law.Verdict.PASS) for key in sorted(own)
    ]
    actions.judge(acceptance=found, party=party, words=words, by=by, at=AT + timedelta(minutes=later))


def signed_by(found, party, by, later=1) -> None:
    """The party's signature."""
    actions.sign(acceptance=found, party=party, by=by, at=AT + timedelta(minutes=later), day=DAY)


def on_paper(district, found, party, *, later=2):
    """Entered by the community, confirmed by the subdistrict."""
    words = [actions.Word(key=item.key, verdict=law.Verdict.PASS) for item in law.own_items(fresh(found).case, party)]
    entered = actions.enter_paper(
        acceptance=found, party=party, organisation_name="", signer="王建国", signed_on=DAY, words=words,
        by=district.people["community"], at=AT, day=DAY,
    )  # fmt: skip
    return actions.confirm_paper(paper=entered, by=district.people["subdistrict"], at=AT + timedelta(minutes=later))


def all_said(district, found, *, but=(), failing=()) -> None:
    """Every party judged and signed, those without accounts on paper."""
    for party in law.parties(fresh(found).case):
        if party in but:
            continue
        if party in KINDS:
            person = district.people[KINDS[party]]
            judged_by(found, party, person, failing=failing)
            signed_by(found, party, person)
        else:
            on_paper(district, found, party)


def with_quantities(district, found) -> None:
    """The last word about each work."""
    told = {work.pk: Decimal("9.5") for work in found.works.all()}
    actions.set_quantities(acceptance=found, accepted=told, by=district.people["office"], at=AT, seen=None)


def without_photos(found) -> None:
    """No item asks for a photo: photos have tests of their own."""
    found.items.update(needs_photo=False)


def accepted(district, works=None) -> Acceptance:
    """Accepted by all."""
    found = on_site(district, works)
    without_photos(found)
    all_said(district, found)
    with_quantities(district, found)
    return moved(found, law.Action.ACCEPT, district.people["office"])
