"""Organisations: their place in the tree, and who sees them from there."""

import pytest
from django.urls import reverse
from web.district import AT

from yipanqi.web.accounts import actions
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit.models import Event


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
