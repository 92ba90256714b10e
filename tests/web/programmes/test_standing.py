"""Whether an estate may be renovated: registry, first page and estate page say what the offer says."""

from dataclasses import replace

import pytest
from builders import a_need, an_estate
from web.programmes.conftest import AT, HOME, a_file, record_of, taken_in, two_subdistricts

from yipanqi.domain.planning.offer import offer
from yipanqi.domain.programme import Programme
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import EstateRow, ProgrammeEntry, Record

pytestmark = pytest.mark.django_db(transaction=True)
LATE = ("L0", "L1", "L2")


def with_a_full_share() -> Programme:
    """303 households built in time let 22 of late-built estates start each year of two: two of three with 20."""
    plain = two_subdistricts()
    late = tuple(an_estate(e, name=f"后建{e}村", subdistrict=HOME, households=20, built_year=2003) for e in LATE)
    return replace(plain, estates=(*plain.estates, *late), needs=(*plain.needs, *(a_need(e) for e in LATE)))


@pytest.fixture
def entry(office, tmp_path) -> ProgrammeEntry:
    """That programme, taken in."""
    found = taken_in(a_file(with_a_full_share(), tmp_path), office)
    assert found.state == "applied", found.findings
    return ProgrammeEntry.objects.get(pk=found.entry_id)


def in_registry(entry: ProgrammeEntry) -> dict[str, tuple[str, int | None]]:
    """Every estate's standing as the registry has it."""
    return {row.estate: (row.standing, row.admitted) for row in EstateRow.objects.filter(entry=entry)}


def in_offer(entry: ProgrammeEntry) -> dict[str, tuple[str, int | None]]:
    """Every estate's standing as a plan would have it now."""
    programme = ProgrammeEntry.objects.get(pk=entry.pk).programme()
    return {e: (found.standing.value, found.admitted) for e, found in offer(programme).standings.items()}


def edited(entry: ProgrammeEntry, office, sheet: str, estate: str, **changes) -> None:
    """Change a row of an estate."""
    record = Record.objects.get(entry=entry, sheet=sheet, estate=estate, is_active=True)
    values = record.values | changes
    actions.edit(record=record, values=values, revision=record.revision, by=office, at=AT)


def test_a_full_share_excludes_in_the_registry_too(entry, as_):
    """Of three late-built estates two are admitted; the third is excluded in registry, figures and filter."""
    assert in_registry(entry) == in_offer(entry)
    assert sorted(in_registry(entry)[e][0] for e in LATE) == ["excluded", "late", "late"]

    browser = as_("office")

    assert "5 / 6" in browser.get("/").text
    assert browser.get("/estates/?standing=excluded").text.count("后建") == 1


@pytest.mark.parametrize("change", [{"households": 23}, {"households": 1}, {"built_year": 1999}, {"must": True}])
def test_the_others_follow_when_a_late_estate_changes(entry, office, change):
    """It takes more room or less, asks for none, or goes before: the registry says of all what the offer says."""
    edited(entry, office, "estates", "L2", **change)

    assert in_registry(entry) == in_offer(entry)


@pytest.mark.parametrize("change", [{"households": 900}, {"households": 1}, {"built_year": 2020}, {"name": "新名村"}])
def test_late_estates_follow_when_one_built_in_time_changes(entry, office, change):
    """Its households carry the share: with more there is room for all, with fewer for fewer."""
    edited(entry, office, "estates", "E0", **change)

    assert in_registry(entry) == in_offer(entry)


def test_a_need_that_weighs_more_brings_its_estate_in(entry, office):
    """Late-built estates are admitted by what a yuan brings: a survey row changes who comes first."""
    out = next(e for e in LATE if in_registry(entry)[e][0] == "excluded")

    edited(entry, office, "survey", out, severity="1")

    assert in_registry(entry) == in_offer(entry)
    assert in_registry(entry)[out][0] == "late"


def test_an_edit_that_carries_no_share_judges_nobody_else(entry, office, monkeypatch):
    """What an estate built in time is called, or needs, tells nothing about the others: they are not worked out."""
    worked_out = []
    monkeypatch.setattr(index, "_admit_anew", lambda *args: worked_out.append(args))
    need = Record.objects.filter(entry=entry, sheet="survey", estate="E0").first()

    edited(entry, office, "estates", "E0", name="新名村")
    actions.edit(record=need, values=need.values | {"severity": "1"}, revision=1, by=office, at=AT)

    assert worked_out == []


def test_the_estate_page_says_the_same(entry, as_):
    """One admitted names its year and its options; one without room says so."""
    browser = as_("office")
    rows = {row.standing: row for row in EstateRow.objects.filter(entry=entry, estate__in=LATE)}

    admitted, out = (browser.get(rows[standing].get_absolute_url()) for standing in ("late", "excluded"))

    assert "放宽纳入" in admitted.text and "不纳入" not in admitted.text
    assert [len(work["options"]) for work in admitted.context["works"]] == [1]
    assert "不纳入" in out.text and "放宽纳入" not in out.text
    assert out.context["standing"]


def test_a_late_estate_that_must_start_is_judged_among_the_others(entry, office):
    """It is let in where the share has room for it, which it cannot tell alone, and refused where it has none."""
    edited(entry, office, "estates", "L0", must=True)

    assert in_registry(entry)["L0"][0] == "late"
    with pytest.raises(actions.CannotSave) as refusal:
        edited(entry, office, "estates", "L1", must=True, households=500)
    assert {finding.code for finding in refusal.value.findings} == {"must_late_full"}


def test_registry_is_brought_up_to_date_once(entry, office):
    """The migration writes down what the offer says where an older release had said late."""
    from importlib import import_module

    from django.apps import apps

    EstateRow.objects.filter(entry=entry, estate__in=LATE).update(standing="late", admitted=None)

    import_module("yipanqi.web.programmes.migrations.0005_admitted").say_anew(apps, None)

    assert in_registry(entry) == in_offer(entry)
    assert record_of(EstateRow.objects.get(entry=entry, estate="L0")).values["households"] == 20
