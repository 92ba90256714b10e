"""Z3 and U1 for every form there is: fields smuggled into it change nothing, choices that were not offered neither,
and whatever a form does change stands in the log."""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from PIL import Image
from web.district import PASSWORD
from web.forms_found import Form, Rows, changes, forms
from web.inbox.conftest import told
from web.plans.conftest import AT, a_run, an_entry, tight
from web.programmes.conftest import a_file

from yipanqi.web.jobs.worker import drain
from yipanqi.web.plans import actions as plans
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import EstateRow

CANARY, NUMBER, DAY = "smuggled-canary", 98765, "2001-02-03"
OURS = [app for app in apps.get_app_configs() if app.name.startswith("yipanqi.web.")]
KINDS = ("office", "district", "approver", "subdistrict", "community", "system_admin", "audit_admin", "contractor")
WORDS = {"text": "新名", "password": PASSWORD, "number": "1", "date": "2027-03-01", "tel": "13800000000"}


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"


@pytest.fixture
def busy(district, tmp_path) -> list[str]:
    """A district in which something of everything is under way; where to begin looking."""
    office = district.people["office"]
    text = [region.id for region in tight().regions if region.id.startswith("S")]
    places = [district.organisations[name] for name in ("新华街道", "万松街道")]
    for place, region in zip(places, text, strict=True):
        type(place).objects.filter(pk=place.pk).update(region_id=region)
    entry = an_entry(district, tight())
    index.write(entry, index.facts(tight()), is_whole=True)
    proposed, plain = a_run(entry, office, "甲"), a_run(entry, office, "乙")
    plans.propose(run=proposed, by=office, at=AT)
    row = EstateRow.objects.get(estate="E1")
    actions.keep_photo(row=row, data=_picture(), caption="楼前", taken_date=None, by=office, at=AT)
    batch = actions.upload(
        entry=entry, file=a_file(replace(tight(), duties=()), tmp_path, "again.xlsx"), by=office, at=AT
    )
    drain()
    running = a_run(entry, office, "丙", is_made=False)
    told(*district.people.values())
    member = district.people["community"]
    return [
        "/", row.get_absolute_url(), batch.get_absolute_url(), proposed.get_absolute_url(), plain.get_absolute_url(),
        running.get_absolute_url(),
        f"{plain.get_absolute_url()}hand/?estate=E1", f"{plain.get_absolute_url()}propose/",
        "/plans/new/", "/jobs/", "/inbox/", "/me/digest/",
        f"{proposed.get_absolute_url()}adopt/", f"{proposed.get_absolute_url()}decline/", member.get_absolute_url(),
        "/people/invite/", "/organisations/new/", f"/organisations/{places[0].pk}/edit/", "/estates/", "/me/",
        f"/organisations/{places[0].pk}/move/", f"/people/{member.uid}/edit/", f"/people/{member.uid}/leave/",
        f"/programmes/{entry.pk}/sheets/estates/add", f"/programmes/{entry.pk}/sheets/survey/add",
        f"/programmes/{entry.pk}/units/",
    ]  # fmt: skip


def _picture(drawn: Callable[[str], Image.Image] = Image.radial_gradient) -> bytes:
    out = io.BytesIO()
    drawn("L").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def files(tmp_path) -> dict[str, Any]:
    """What is sent where a form asks for a file."""
    data, taken_now = _picture(), _picture(Image.linear_gradient)
    return {
        "file": lambda: SimpleUploadedFile("a.jpg", data),
        "camera": lambda: SimpleUploadedFile("b.jpg", taken_now),
        "files": lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.4"),
    }


def smuggled(form: Form, district) -> dict[str, Any]:
    """Every field of every model of ours that the form does not have, with a value that would be noticed."""
    found: dict[str, Any] = {}
    for field in (field for app in OURS for model in app.get_models() for field in model._meta.concrete_fields):
        for name in {field.name, field.attname}:
            found[name] = _value(field, district)
    own = {*form.key[1], *(name for name, _ in form.buttons)}
    return {name: value for name, value in found.items() if name not in own}


def _value(field: models.Field, district) -> Any:
    if isinstance(field, models.ForeignKey):
        own = {"organisation": district.organisations["万松街道"], "user": district.people["elsewhere"]}
        return own.get(field.related_model._meta.model_name, district.people["elsewhere"]).pk
    if isinstance(field, models.BooleanField):
        return "0" if field.default is True else "1"
    if isinstance(field, (models.DateField, models.DateTimeField)):
        return DAY
    return NUMBER if isinstance(field, (models.IntegerField, models.DecimalField)) else CANARY


def _sent(form: Form) -> list[dict[str, Any]]:
    """The form as it stands, with what must be filled: sent without a named button, and with each."""
    filled = {name: [WORDS.get(kind, "新名")] for name, kind in form.empty.items()}
    return [{**form.fields, **filled, **pressed} for pressed in ({}, *({name: value} for name, value in form.buttons))]


def _noise(first: dict[str, tuple[Rows, Rows]], second: dict[str, tuple[Rows, Rows]]) -> set[tuple[str, str]]:
    """Columns that differ from one time to the next by themselves: moments, salts, ids, hashes."""
    return {
        (table, one[0])
        for table in first.keys() & second.keys()
        for rows, again in zip(first[table], second[table], strict=True)
        for row, other in zip(rows, again, strict=False)
        for one, two in zip(row, other, strict=True)
        if one != two
    }


def _without(found: dict[str, tuple[Rows, Rows]], noise: set[tuple[str, str]]) -> dict[str, list[list[Any]]]:
    return {
        table: [sorted(tuple(it for it in row if (table, it[0]) not in noise) for row in rows) for rows in both]
        for table, both in found.items()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_changes_what_it_shows_and_records_it(kind, district, busy, files, as_):
    """Each form that this kind of person finds is sent as it stands, with smuggled fields, with choices not offered."""
    browser, wrong, count = as_(kind), [], 0
    key = browser.cookies["sessionid"].value
    for form in list(forms(browser, *busy)):
        for sent in _sent(form):
            count += 1
            wrong += _faults(key, form, sent, files, district)

    assert wrong == []
    assert count >= 3


def _faults(key: str, form: Form, sent: dict[str, Any], files: dict[str, Any], district) -> Iterator[str]:
    """What this form lets happen and must not."""
    name = form.key[0]
    _, plain = changes(key, form, sent, files)
    _, again = changes(key, form, sent, files)
    _, more = changes(key, form, {**smuggled(form, district), **sent}, files)
    noise = _noise(plain, again)
    if _without(more, noise) != _without(plain, noise):
        time.sleep(1.1)  # what is told in whole seconds may be the same twice and then another
        noise |= _noise(plain, changes(key, form, sent, files)[1])
    if _without(more, noise) != _without(plain, noise):
        yield f"{name}: smuggled fields change {sorted(more)}"
    if any(mark in repr(both[1]) for both in more.values() for mark in (CANARY, str(NUMBER), DAY)):
        yield f"{name}: a smuggled value was stored"
    if plain and "audit_event" not in plain:
        yield f"{name}: changes {sorted(plain)} and the log does not tell"
    for field in sorted(field for field, offered in form.choices.items() if len(offered) > 1):
        _, forced = changes(key, form, {**sent, field: [_not_offered(form.choices[field])]}, files)
        if forced.keys() - plain.keys():
            yield f"{name}: {field} takes what was not offered: {sorted(forced)}"
        if any("not-offered" in repr(both[1]) for both in forced.values()):
            yield f"{name}: {field} stores what was not offered"


def _not_offered(offered: list[str]) -> str:
    """An id of something else where ids are offered, else a word."""
    ids = {int(value) for value in offered if value.isdigit()}
    return str(next(n for n in range(1, 10**6) if n not in ids)) if ids else "not-offered"


def test_the_forms_are_found(busy, as_):
    """The walk above meets the forms of every app."""
    found = {form.key[0] for kind in ("office", "district", "system_admin") for form in forms(as_(kind), *busy)}

    assert {
        "language", "account_logout", "accounts:profile", "accounts:edit_person", "accounts:invite", "accounts:leave",
        "accounts:new_organisation", "accounts:move_organisation", "programmes:record", "estates:photo-add",
        "programmes:photo-remove", "programmes:imports", "programmes:import-confirm", "estates:columns",
        "plans:new", "plans:propose", "plans:adopt", "plans:decline", "plans:hand", "plans:documents", "plans:remake",
        "inbox:open", "inbox:read", "inbox:done", "inbox:read_all", "accounts:digest",
        "plans:stop", "programmes:add", "programmes:remove", "programmes:units",
    } - found == set()  # fmt: skip
