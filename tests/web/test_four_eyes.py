"""Z5: there is no door beside the pages by which one person could do what needs two."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.db import IntegrityError, transaction
from django.urls import reverse
from web.plans.conftest import AT, a_run, an_entry
from web.test_routes import every_route

from yipanqi.web.accounts.models import User
from yipanqi.web.plans.models import Adoption, Proposal


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


def test_nobody_is_above_the_roles():
    """No admin site, no superuser: every right comes from a role that the log tells of."""
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not any("admin" in f"{name} {pattern.pattern}" for name, pattern in every_route())
    assert not {"is_superuser", "is_staff"} & {field.name for field in User._meta.get_fields()}


def test_no_command_adopts_grants_or_touches_the_log(db):
    """What the shell offers of ours makes the first administrators and no others, and changes no plan."""
    ours = {name for name, app in get_commands().items() if app.startswith("yipanqi.web")}

    assert not {name for name in ours if any(word in name for word in ("adopt", "grant", "approve", "purge", "super"))}
    with pytest.raises(CommandError):
        call_command("createsuperuser", interactive=False, verbosity=0)


def test_by_the_pages_too_nobody_adopts_what_they_proposed(district, as_):
    """The form of the second person, sent by the first: refused, and nothing is in force."""
    run = a_run(an_entry(district), district.people["office"])
    leader = as_("district")
    leader.post(reverse("plans:propose", args=[run.uid]), {"note": ""})
    as_("office").post(reverse("plans:propose", args=[run.uid]), {"note": ""})

    as_("office").post(reverse("plans:adopt", args=[run.uid]), {"password": "x", "note": ""})

    assert Proposal.objects.get().by == district.people["office"]
    assert not Adoption.objects.exists()


def test_the_database_adopts_nothing_for_who_proposed_it(district):
    """Past pages and actions, with a row written by hand."""
    run, office = a_run(an_entry(district), district.people["office"]), district.people["office"]
    proposal = Proposal.objects.create(run=run, number=1, by=office, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(run=run, entry=run.entry, proposal=proposal, proposed_by=office, by=office, at=AT)
