"""A unit of the programme is an organisation: an import proposes which, for certain or in doubt; somebody settles."""

from dataclasses import replace

import pytest
from django.urls import reverse
from web.district import an_organisation
from web.programmes.conftest import AT, AWAY, HOME, a_file, taken_in, two_subdistricts, work

from yipanqi.domain.unit import Unit, UnitKind
from yipanqi.web.accounts import actions as accounts
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit.models import Event
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import ProgrammeEntry, Record, UnitOrganisation
from yipanqi.web.programmes.unit_matches import Bodies, proposed

pytestmark = pytest.mark.django_db(transaction=True)


def state_of(match) -> tuple[str, str]:
    """What came of a unit, and by which way or for which doubt."""
    return match.state, match.doubt or match.how


def proposals(*units: Unit, regions=None, linked=None) -> dict[str, tuple[str, str]]:
    """Unit → what is proposed among all organisations."""
    organisations = list(Organisation.objects.in_tree())
    found = proposed(Bodies(units=units, regions=regions or {}), organisations, linked or {})
    return {match.unit.id: state_of(match) for match in found}


def a_unit(id: str, name: str, kind: UnitKind, region: str | None = None, name_en: str = "") -> Unit:
    return Unit(id=id, name=name, kind=kind, region=region, name_en=name_en)


def test_units_are_matched_by_code_by_name_and_by_region(district):
    """The code goes before the name, the name in either language and read as titles are, then the region."""
    places = district.organisations
    accounts.change_organisation(organisation=places["燃气公司"], code="gas-company", by=None, at=AT)
    an_organisation("Fire Brigade", "department", places["区领导小组"])

    found = proposals(
        a_unit("gas-company", "另一个名称", UnitKind.UTILITY),
        a_unit("office", "区 改造办*", UnitKind.OFFICE),
        a_unit("fire", "区消防救援大队", UnitKind.DEPARTMENT, name_en="Fire brigade"),
        a_unit("s1", "新华街道办事处", UnitKind.SUBDISTRICT, HOME),
        a_unit("s2", "万松街道办事处", UnitKind.SUBDISTRICT, AWAY),
        a_unit("parks", "区园林局", UnitKind.DEPARTMENT),
        regions={HOME: "新华街道", AWAY: "万松街道"},
    )

    assert found == {
        "gas-company": ("matched", "code"),
        "office": ("matched", "name"),
        "fire": ("matched", "name"),
        "s1": ("matched", "region"),
        "s2": ("doubt", "unbound"),
        "parks": ("new", ""),
    }


def test_what_is_not_certain_is_a_doubt(district):
    """Another kind, several of one name, another region, and a region that another organisation is bound to."""
    places = district.organisations
    an_organisation("城管办", "department", places["新华街道"])
    an_organisation("城管办", "department", places["万松街道"])
    an_organisation("新华街道办事处", "subdistrict", places["区领导小组"])

    found = proposals(
        a_unit("water", "区水务局", UnitKind.UTILITY),
        a_unit("city", "城管办", UnitKind.DEPARTMENT),
        a_unit("s1", "新华街道", UnitKind.SUBDISTRICT, "R-别处"),
        a_unit("s3", "新华街道办事处", UnitKind.SUBDISTRICT, HOME),
    )

    assert found == {
        "water": ("doubt", "kind"),
        "city": ("doubt", "several"),
        "s1": ("doubt", "region"),
        "s3": ("doubt", "several"),
    }


def test_one_organisation_is_not_bound_to_two_regions(district):
    """The second unit that would give it a region of its own is in doubt."""
    first = a_unit("s1", "万松街道", UnitKind.SUBDISTRICT, "R-1")
    second = a_unit("s2", "万松街道", UnitKind.SUBDISTRICT, "R-2")

    assert proposals(first, second) == {"s1": ("matched", "name"), "s2": ("doubt", "region")}


@pytest.fixture
def named(district):
    """The other subdistrict's organisation is called as its unit, and bound to no region yet."""
    place = district.organisations["万松街道"]
    return accounts.change_organisation(organisation=place, name="万松街道办事处", by=None, at=AT)


def test_the_dry_run_shows_matches_new_ones_and_doubts(district, named, as_, office, tmp_path):
    """Each with how it was found or what is wrong, and whom to ask for a new one; nothing is stored."""
    accounts.change_organisation(organisation=district.organisations["区改造办"], code="office", by=None, at=AT)
    programme = two_subdistricts()
    extra = (
        a_unit("gas", "燃气公司", UnitKind.UTILITY),
        a_unit("water", "区水务局", UnitKind.UTILITY),
    )
    file = a_file(replace(programme, units=(*programme.units, *extra)), tmp_path)
    batch = actions.upload(entry=None, file=file, by=office, at=AT)
    work()

    answer = as_("office").get(batch.get_absolute_url())

    bodies = answer.context["bodies"]
    told = {line["code"]: line for part in ("settled", "doubtful", "missing") for line in bodies[part]}
    assert {code: line["state"] for code, line in told.items()} == {
        "office": "matched", "gas": "matched", "s1": "matched", "s2": "matched", "water-co": "new", "water": "doubt",
    }  # fmt: skip
    text = answer.content.decode()
    for words in ("编号相同", "名称相同", "区划相同", f"将把它的区域设为 {AWAY}", "由系统管理员新增", "但类型不同"):
        assert words in text
    assert reverse("accounts:new_organisation") not in text
    assert not UnitOrganisation.objects.exists()
    assert Organisation.objects.get(pk=named.pk).region_id == ""


def test_who_may_add_organisations_gets_a_filled_form(district, as_, office, entry):
    """The link is offered to whoever holds the permission, and the form begins with what the unit says."""
    accounts.grant(person=office, organisation=district.organisations["区改造办"], role="system_admin", by=None, at=AT)
    office.refresh_from_db()  # the grant ended their sessions
    browser = as_("office")

    page = browser.get(reverse("programmes:units", args=[entry.pk]))
    url = next(line["add_url"] for line in page.context["lines"] if line["code"] == "water-co")
    form = browser.get(url)

    assert [form.context["form"][name].value() for name in ("name", "kind", "code")] == [
        "区水务公司", "utility", "water-co",
    ]  # fmt: skip
    sent = {"name": "区水务公司", "kind": "utility", "code": "water-co", "parent": entry.organisation_id}
    assert browser.post(url, sent).status_code == 302
    assert Organisation.objects.get(code="water-co").kind == "utility"
    lines = browser.get(reverse("programmes:units", args=[entry.pk])).context["lines"]
    assert {line["code"]: line["state"] for line in lines}["water-co"] == "matched"


def test_taking_in_stores_the_certain_matches(named, entry, batch, office, district):
    """Links, the region that a subdistrict's organisation had none of, and one event that tells both."""
    links = {it.unit: (it.organisation.name, it.how, it.batch_id) for it in UnitOrganisation.objects.all()}

    assert links == {
        "office": ("区改造办", "name", batch.pk),
        "s1": ("新华街道", "region", batch.pk),
        "s2": ("万松街道办事处", "name", batch.pk),
    }
    assert Organisation.objects.get(pk=named.pk).region_id == AWAY
    event = Event.objects.get(action="programme.units_linked")
    assert event.actor.staff_id == office.pk
    assert event.values_told["after"]["regions"] == [f"万松街道办事处 → {AWAY}"]
    assert "新华街道办事处 → 新华街道" in event.values_told["after"]["units"]


def test_a_guess_opens_no_region_to_anybody(entry, district, as_):
    """A subdistrict that is only called as the region is not bound by an import; once somebody confirms it, it is."""
    place, office = district.organisations["万松街道"], district.people["office"]
    assert not UnitOrganisation.objects.filter(unit="s2").exists()
    assert district.people["elsewhere"].scope().regions == ()

    actions.choose_organisations(entry=entry, chosen={"s2": place}, by=office, at=AT)

    assert Organisation.objects.get(pk=place.pk).region_id == AWAY


def test_undoing_takes_back_what_the_import_linked(named, entry, batch, office, district):
    """Its links and the region it gave go; what somebody chose since stays."""
    chosen = {"office": district.organisations["区领导小组"]}
    actions.choose_organisations(entry=entry, chosen=chosen, by=office, at=AT)

    actions.undo(batch=batch, with_later=False, by=office, at=AT)

    assert [(it.unit, it.organisation.name) for it in UnitOrganisation.objects.all()] == [("office", "区领导小组")]
    assert Organisation.objects.get(pk=named.pk).region_id == ""
    assert Event.objects.by_staff([office.pk]).filter(action="programme.units_unlinked").count() == 1


def test_a_later_import_keeps_what_is_linked(entry, batch, office, district, tmp_path):
    """Only units without an organisation are matched; undoing the later import leaves the earlier one's links."""
    chosen = {"office": district.organisations["区领导小组"]}
    actions.choose_organisations(entry=entry, chosen=chosen, by=office, at=AT)
    more = replace(two_subdistricts(), units=(*two_subdistricts().units, a_unit("gas", "燃气公司", UnitKind.UTILITY)))

    second = taken_in(a_file(more, tmp_path), office, ProgrammeEntry.objects.get(pk=entry.pk))

    assert UnitOrganisation.objects.get(unit="office").organisation.name == "区领导小组"
    assert UnitOrganisation.objects.get(unit="gas").batch == second
    actions.undo(batch=second, with_later=False, by=office, at=AT)
    assert set(UnitOrganisation.objects.values_list("unit", flat=True)) == {"office", "s1"}


def test_units_are_settled_on_one_form(entry, office, district, as_):
    """What somebody chooses is stored in one event; what they leave as it is stays; the files obey the filter."""
    url, browser = reverse("programmes:units", args=[entry.pk]), as_("office")
    assert url in browser.get(entry.get_absolute_url()).content.decode()
    page = browser.get(url)
    sent = {}
    for line in page.context["lines"]:
        for field in line["field"]:
            sent[field.html_name] = field.value()
    water = next(line["field"][0].html_name for line in page.context["lines"] if line["code"] == "water-co")
    place = district.organisations["燃气公司"]
    count = Event.objects.count()

    assert browser.post(url, {**sent, water: place.pk}).status_code == 302

    assert UnitOrganisation.objects.get(unit="water-co").organisation == place
    assert UnitOrganisation.objects.get(unit="water-co").how == "chosen"
    assert UnitOrganisation.objects.get(unit="s1").how == "region"
    assert Event.objects.count() == count + 1
    assert "water-co" in browser.get(f"{url}?as=csv&state=linked").getvalue().decode()
    assert "water-co" not in browser.get(f"{url}?as=csv&state=new").getvalue().decode()
    browser.post(url, {water: "", f"was-{water}": place.pk})
    assert not UnitOrganisation.objects.filter(unit="water-co").exists()


def test_a_closed_organisation_stays_linked_until_somebody_chooses_another(entry, office, district, as_):
    """The form shows it still, so that saving the page as it stands changes nothing."""
    place = Organisation.objects.get(name="区改造办")
    accounts.change_organisation(organisation=place, is_active=False, by=None, at=AT)
    url, browser = reverse("programmes:units", args=[entry.pk]), as_("office")
    lines = browser.get(url).context["lines"]
    sent = {field.html_name: field.value() for line in lines for field in line["field"]}

    browser.post(url, sent)

    assert UnitOrganisation.objects.get(unit="office").organisation == place


def test_an_organisation_of_another_region_is_refused(entry, office, district, as_):
    """A subdistrict's unit is not linked to an organisation that is bound elsewhere; the message names both regions."""
    chosen = {"s1": district.organisations["万松街道"]}
    accounts.change_organisation(organisation=chosen["s1"], region_id=AWAY, by=None, at=AT)
    chosen["s1"].refresh_from_db()

    with pytest.raises(actions.CannotLink, match=HOME) as refusal:
        actions.choose_organisations(entry=entry, chosen=chosen, by=office, at=AT)

    assert AWAY in str(refusal.value)
    assert UnitOrganisation.objects.get(unit="s1").organisation.name == "新华街道"


def test_only_who_imports_settles_units(entry, as_):
    """Others are refused with 403, and the page is not offered to them."""
    url = reverse("programmes:units", args=[entry.pk])
    for kind in ("subdistrict", "department", "district"):
        browser = as_(kind)

        assert browser.get(url).status_code == browser.post(url, {}).status_code == 403
        assert url not in browser.get(entry.get_absolute_url()).content.decode()
    assert Event.objects.filter(action="access.refused").exists()


def test_an_older_kind_in_a_stored_row_is_still_read(entry):
    """A row that says a kind in an older word is today's kind; the row itself stays as it is."""
    row = Record.objects.get(entry=entry, sheet="units", key="office")
    Record.objects.filter(pk=row.pk).update(values=row.values | {"kind": "district"})
    ProgrammeEntry.objects.filter(pk=entry.pk).update(revision=entry.revision + 1)

    assert ProgrammeEntry.objects.get(pk=entry.pk).programme().unit_by_id["office"].kind is UnitKind.LEADING_GROUP
    assert Record.objects.get(pk=row.pk).values["kind"] == "district"
