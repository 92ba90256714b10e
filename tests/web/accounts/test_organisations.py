"""Organisations: their place in the tree, and who sees them from there."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from web.district import AT

from yipanqi.domain.unit import UnitKind
from yipanqi.web.accounts import actions
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.people_sheet import by_name
from yipanqi.web.accounts.roles import KINDS, roles_for
from yipanqi.web.audit.models import Event
from yipanqi.web.audit.words import value_said


def test_an_organisation_moves_with_all_that_belongs_to_it(district, as_):
    """Paths follow, the people in it and who gains or loses sight of it log in again, nobody else; the log has it."""
    places = district.organisations
    kinds = ("community", "subdistrict", "elsewhere", "office", "district")
    browsers = {kind: as_(kind) for kind in kinds}

    actions.move_organisation(
        organisation=places["登月社区"], parent=places["万松街道"], by=district.people["system_admin"], at=AT
    )

    moved = Organisation.objects.get(name="登月社区")
    assert moved.parent == places["万松街道"]
    assert moved.path == f"{places['万松街道'].path}{moved.pk:05d}/"
    ended = {kind for kind, browser in browsers.items() if browser.get("/me/").status_code == 302}
    assert ended == {"community", "subdistrict", "elsewhere"}
    assert Organisation.objects.visible_to(district.people["elsewhere"]).filter(pk=moved.pk).exists()
    event = Event.objects.get(action="organisation.moved")
    assert event.values_told == {"before": {"parent": "新华街道"}, "after": {"parent": "万松街道"}}


def test_what_lies_below_moves_along(district):
    """A subdistrict that moves takes its communities with it."""
    places = district.organisations

    actions.move_organisation(organisation=places["新华街道"], parent=places["区改造办"], by=None, at=AT)

    street, below = (Organisation.objects.get(name=name) for name in ("新华街道", "登月社区"))
    assert below.path == f"{street.path}{below.pk:05d}/"
    assert street.path.startswith(places["区改造办"].path)


@pytest.mark.parametrize(
    ("moved", "below"),
    [("新华街道", "登月社区"), ("新华街道", "新华街道"), ("区领导小组", "区改造办"), ("登月社区", "新华街道")],
)
def test_no_organisation_belongs_to_itself_or_moves_nowhere(district, moved, below):
    """No circles, the top stays, and to stay is no move."""
    places = district.organisations

    with pytest.raises(actions.CannotMove):
        actions.move_organisation(organisation=places[moved], parent=places[below], by=None, at=AT)

    assert Organisation.objects.get(name=moved).path == places[moved].path


def test_an_organisation_moves_by_its_form(district, as_):
    """The page offers neither itself nor what lies below it."""
    place, target = district.organisations["新华街道"], district.organisations["万松街道"]
    url = reverse("accounts:move_organisation", args=[place.pk])
    browser = as_("system_admin")

    offered = set(browser.get(url).context["form"].fields["parent"].queryset.values_list("name", flat=True))
    assert not offered & {"新华街道", "登月社区", "区领导小组"}
    assert browser.post(url, {"parent": target.pk}).status_code == 302
    assert Organisation.objects.get(pk=place.pk).parent == target


def test_an_organisation_has_a_code_that_no_other_has(district, as_):
    """The form takes it, the list and its file show it, and a second one of the same code is refused by its field."""
    root, browser = district.organisations["区领导小组"], as_("system_admin")
    sent = {"name": "区园林局", "kind": "department", "parent": root.pk, "code": "parks", "region_id": ""}

    assert browser.post(reverse("accounts:new_organisation"), sent).status_code == 302
    again = browser.post(reverse("accounts:new_organisation"), {**sent, "name": "别的局"})

    assert again.context["form"].errors.keys() == {"code"}
    assert Organisation.objects.get(code="parks").name == "区园林局"
    assert "parks" in browser.get(reverse("accounts:organisations")).content.decode()
    assert "parks" in browser.get(f"{reverse('accounts:organisations')}?as=csv").getvalue().decode()
    with pytest.raises(actions.CodeTaken):
        actions.change_organisation(organisation=district.organisations["燃气公司"], code="parks", by=None, at=AT)


def test_an_older_kind_is_taken_as_todays(district, as_):
    """A form and a filter that say `district` mean the leading group; so does an event of the log."""
    root, browser = district.organisations["区领导小组"], as_("system_admin")
    sent = {"name": "分区领导小组", "kind": "district", "parent": root.pk, "region_id": ""}

    browser.post(reverse("accounts:new_organisation"), sent)

    assert Organisation.objects.get(name="分区领导小组").kind == "leading_group"
    shown = browser.get(f"{reverse('accounts:people')}?kind=district").context["people"].object_list
    assert {person.login for person in shown} == {"district", "system_admin", "audit_admin"}
    assert value_said("accounts", "kind", "district") == value_said("accounts", "kind", "leading_group") == "领导小组"


def test_roles_and_sight_follow_the_kinds(district):
    """The list of kinds is the domain's; every kind has roles, and three kinds see the whole district."""
    assert list(KINDS) == [kind.value for kind in UnitKind]
    assert all(roles_for(kind) for kind in KINDS)
    whole = {name for name, person in district.people.items() if person.scope().is_whole}
    assert whole == {"district", "office", "department", "approver", "system_admin", "audit_admin"}


def test_people_are_imported_by_the_code_of_their_organisation(district):
    """A workbook of people may name an organisation by its code; the code goes before another's name."""
    actions.change_organisation(organisation=district.organisations["燃气公司"], code="区水务局", by=None, at=AT)

    found = by_name(list(Organisation.objects.select_related("parent")))

    assert [one.name for one in found["区水务局"]] == ["燃气公司"]
    assert [one.name for one in found["新华街道"]] == ["新华街道"]


@pytest.mark.django_db(transaction=True)
def test_stored_kinds_become_those_of_units():
    """What was stored as `district` is the leading group afterwards, other kinds stay, and the way back is open."""
    executor = MigrationExecutor(connection)
    newest = [node for node in executor.loader.graph.leaf_nodes()]
    try:
        before = executor.migrate([("accounts", "0003_sessions")]).apps.get_model("accounts", "Organisation")
        for number, kind in enumerate(("district", "office")):
            before.objects.create(name=kind, kind=kind, path=f"/{number}/")

        executor = MigrationExecutor(connection)
        executor.migrate([("accounts", "0004_one_list_of_kinds")])
        assert dict(before.objects.values_list("name", "kind")) == {"district": "leading_group", "office": "office"}

        executor = MigrationExecutor(connection)
        executor.migrate([("accounts", "0003_sessions")])
        assert dict(before.objects.values_list("name", "kind")) == {"district": "district", "office": "office"}
    finally:
        MigrationExecutor(connection).migrate(newest)
        Organisation.objects.all().delete()
