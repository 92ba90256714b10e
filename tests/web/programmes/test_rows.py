"""Single rows: judged as in a workbook, never overwritten, seen and edited by those whose they are."""

import pytest
from web.programmes.conftest import AT, AWAY, record_of

from yipanqi.web.audit.models import Event
from yipanqi.web.programmes import actions
from yipanqi.web.programmes.models import Change, EstateRow, Record

pytestmark = pytest.mark.django_db(transaction=True)


def fields(browser, record) -> dict[str, str]:
    """The form as the page fills it."""
    form = browser.get(record.get_absolute_url()).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_an_edit_keeps_history_event_and_lists(mine, office):
    """One edit: one change with before and after, one event, the list shows it."""
    record = record_of(mine)

    actions.edit(record=record, values=record.values | {"households": 555}, revision=1, by=office, at=AT, reason="核实")

    change = Change.objects.get(record=record, batch=None)
    assert (change.before["households"], change.after["households"], change.reason) == (100, 555, "核实")
    event = Event.objects.get(action="programme.row_changed")
    told = event.values_told
    assert told.pop("bound")["count"] == 1
    assert told == {"before": {"households": 100}, "after": {"households": 555}}
    assert change.event_id == event.seq
    assert EstateRow.objects.get(record=record).households == 555


def test_an_edit_that_makes_the_data_wrong_changes_nothing(mine, office):
    """A code that others refer to may not go: the refusal names the finding, and the row stands."""
    record = record_of(mine)

    with pytest.raises(actions.CannotSave) as refusal:
        actions.edit(record=record, values=record.values | {"id": "E77"}, revision=1, by=office, at=AT)

    assert {finding.code for finding in refusal.value.findings} == {"reference_lost"}
    record.refresh_from_db()
    assert (record.values["id"], record.revision) == ("E0", 1)
    assert not Change.objects.filter(batch=None).exists()


def test_who_comes_second_sees_both_versions(mine, as_):
    """Two forms opened at once: the second save is a 409 that shows what stands and what was written."""
    record, browser = record_of(mine), as_("office")
    first, second = fields(browser, record), fields(browser, record)

    assert browser.post(record.get_absolute_url(), first | {"note": "甲写的"}).status_code == 302
    answer = browser.post(record.get_absolute_url(), second | {"note": "乙写的"})

    assert answer.status_code == 409
    assert "甲写的" in answer.text and "乙写的" in answer.text
    record.refresh_from_db()
    assert record.values["note"] == "甲写的"


def test_a_form_sent_unchanged_changes_nothing(entry, as_):
    """Every row of every sheet: its form, sent back as it came, is the same row."""
    browser = as_("office")
    for sheet in ("programme", "estates", "survey", "measures", "funds", "crews", "blackouts", "duties", "share_rules"):
        record = Record.objects.filter(entry=entry, sheet=sheet).first()
        if record is None:
            continue
        answer = browser.post(record.get_absolute_url(), fields(browser, record))
        assert answer.status_code == 302, (sheet, answer.context["form"].errors)
    assert not Change.objects.filter(batch=None).exists()


def test_a_wrong_value_is_said_at_its_field(mine, as_):
    """The sentence of the workbook's finding stands at the field, and nothing is saved."""
    record, browser = record_of(mine), as_("office")

    answer = browser.post(record.get_absolute_url(), fields(browser, record) | {"households": "很多"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["households"]


def test_somebody_elses_estate_is_not_there(mine, theirs, as_):
    """Page, form, removal and photo of another subdistrict's estate: 404; of one's own: there."""
    browser = as_("subdistrict")

    assert browser.get(mine.get_absolute_url()).status_code == 200
    assert browser.get(theirs.get_absolute_url()).status_code == 404
    assert browser.get(record_of(theirs).get_absolute_url()).status_code == 404
    assert browser.post(record_of(theirs).get_absolute_url(), {"revision": 1}).status_code == 404
    assert browser.post(f"/records/{theirs.record_id}/remove", {"revision": 1}).status_code == 404
    assert browser.post(f"{theirs.get_absolute_url()}photos").status_code == 404
    survey = Record.objects.filter(sheet="survey", estate=theirs.estate).first()
    assert browser.get(survey.get_absolute_url()).status_code == 404
    assert theirs.name not in browser.get("/").text
    assert theirs.name not in browser.get("/estates/").text
    assert theirs.name not in browser.get(f"/programmes/{theirs.entry_id}/sheets/survey/").text


def test_an_estate_cannot_be_moved_into_another_subdistrict_by_its_own(mine, as_):
    """Z3: a form with somebody else's subdistrict in it, or fields it does not have, changes nothing."""
    record, browser = record_of(mine), as_("subdistrict")
    smuggled = fields(browser, record) | {"subdistrict": "万松街道", "standing": "late", "entry": "7", "is_active": "0"}

    answer = browser.post(record.get_absolute_url(), smuggled)

    assert answer.status_code == 404
    record.refresh_from_db()
    assert record.values["subdistrict"] != AWAY
    assert record.revision == 1


def test_a_subdistrict_sees_the_funds_and_cannot_edit_them(entry, as_):
    """What belongs to no estate is the district's to edit."""
    fund = Record.objects.filter(entry=entry, sheet="funds").first()
    browser = as_("subdistrict")

    assert browser.get(fund.get_absolute_url()).status_code == 200
    assert browser.post(fund.get_absolute_url(), {"revision": 1}).status_code == 404
    assert browser.get(f"/programmes/{entry.pk}/sheets/funds/add").status_code == 404


def test_a_row_is_added_and_removed(mine, entry, office):
    """A need that comes and goes, and comes again with its history."""
    new, _ = actions.add(
        entry=entry,
        sheet="survey",
        values={"estate": "E0", "measure": "lift", "severity": "0.5"},
        by=office,
        at=AT,
    )
    assert EstateRow.objects.get(record=mine.record).needs_count == 4

    actions.remove(record=new, revision=1, by=office, at=AT)
    assert EstateRow.objects.get(record=mine.record).needs_count == 3
    again, _ = actions.add(entry=entry, sheet="survey", values=new.values, by=office, at=AT)

    assert again.pk == new.pk
    assert again.changes.count() == 3
    with pytest.raises(actions.CannotSave):
        actions.add(entry=entry, sheet="survey", values=new.values, by=office, at=AT)


def test_an_estate_that_others_name_is_not_removed(mine, as_):
    """The refusal says so, and the estate stands."""
    answer = as_("office").post(f"/records/{mine.record_id}/remove", {"revision": 1}, follow=True)

    assert record_of(mine).is_active
    assert "没有保存" in answer.text


def test_the_same_content_is_one_version(entry, mine, office):
    """Edited and edited back: no new version, for what a plan rests on is the same."""
    record = record_of(mine)
    first = entry.current_version
    actions.edit(record=record, values=record.values | {"households": 555}, revision=1, by=office, at=AT)
    second = actions.freeze(entry=entry, reason="plan", by=office, at=AT)
    record.refresh_from_db()
    actions.edit(record=record, values=record.values | {"households": 100}, revision=2, by=office, at=AT)

    third = actions.freeze(entry=entry, reason="plan", by=office, at=AT)

    assert (second.number, third.pk) == (2, first.pk)
    assert second.programme().estate_by_id["E0"].households == 555


def test_lists_name_no_estate_of_others(mine, theirs, as_):
    """F21: a new row's estate is chosen among one's own; the district sees all."""
    url = f"/programmes/{mine.entry_id}/sheets/survey/add"

    page = as_("subdistrict").get(url).content.decode()

    assert mine.name in page and theirs.name not in page
    assert theirs.name in as_("office").get(url).content.decode()


HUGE = ("99999999999999999999", "1e400", "1e999", "1e999999999", "-1e999999999", "1e-999999999", "9" * 40, "9" * 6000)
HUGE += ("3000000000", "0." + "1" * 4000, "NaN", "Infinity", f"{'9' * 4500}/{'9' * 4500}", "0e999999999", "9亿亿")


@pytest.mark.parametrize("text", HUGE, ids=[text[:16] for text in HUGE])
def test_a_figure_beyond_measure_is_said_at_its_field(mine, entry, as_, text):
    """F8, F24: in the form of any row, whatever kind of figure: 422, and what was typed still stands there."""
    browser = as_("office")
    rows = [record_of(mine), *(Record.objects.filter(entry=entry, sheet=it).first() for it in ("funds", "crews"))]
    names = {"estates": ("households", "floor_area"), "funds": ("grant:2027",), "crews": ("weeks:2027Q1",)}
    for record in rows:
        for name in names[record.sheet]:
            sent = fields(browser, record)
            assert name in sent, sorted(sent)
            answer = browser.post(record.get_absolute_url(), sent | {name: text, "reason": "照实填"})

            assert answer.status_code == 422, (name, answer.status_code)
            form = answer.context["form"]
            assert form.errors[name] and (form[name].value(), form["reason"].value()) == (text, "照实填")
    assert not Change.objects.filter(batch=None).exists()


def test_a_new_row_that_cannot_be_keeps_what_was_typed(entry, as_):
    """422 with the form, as for a row that is there."""
    sent = {"revision": "0", "name": "x", "id": "F" * 101}

    answer = as_("office").post(f"/programmes/{entry.pk}/sheets/funds/add", sent)

    assert answer.status_code == 422
    assert answer.context["form"]["name"].value() == "x"
    assert answer.context["form"].errors["id"]


def test_figures_that_are_possible_each_but_not_together_are_refused(entry, mine, as_):
    """A quantity and a rate within their bounds whose product no budget holds: said with the estate's name."""
    browser = as_("office")
    survey = Record.objects.get(entry=entry, sheet="survey", estate=mine.estate, values__measure="water")
    rated = Record.objects.filter(entry=entry, sheet="measures", key="water").first()
    rates = {"rate": "99999999", "rate_high": "99999999"}

    first = browser.post(survey.get_absolute_url(), fields(browser, survey) | {"quantity": "99999999"})
    second = browser.post(rated.get_absolute_url(), fields(browser, rated) | rates)

    assert (first.status_code, second.status_code) == (302, 422)
    assert mine.name in second.text


@pytest.mark.parametrize("text", ["'", "' ", "、", ";;"])
def test_a_mark_with_nothing_behind_it_is_nothing(entry, as_, text):
    """What must be given and is not is said at its field, however nothing is written."""
    browser = as_("office")
    for sheet, name in (("funds", "id"), ("measures", "id"), ("ratios", "measures")):
        record = Record.objects.filter(entry=entry, sheet=sheet).first()
        if record is not None and name in fields(browser, record):
            answer = browser.post(record.get_absolute_url(), fields(browser, record) | {name: text})
            assert answer.status_code in (302, 422), (sheet, name)
    answer = browser.post(f"/programmes/{entry.pk}/sheets/groups/add", {"revision": "0", "id": "'", "name": "x"})
    assert answer.status_code == 422 and answer.context["form"].errors["id"]


def test_lists_offer_ones_own_area(entry, as_):
    """M5, m18: a subdistrict's form of an estate offers its own subdistrict, the office's all; neither a province."""

    def offered(kind: str) -> list[str]:
        form = as_(kind).get(f"/programmes/{entry.pk}/sheets/estates/add").context["form"]
        return [name for name, _ in form.fields["subdistrict"].choices if name]

    own, whole = offered("subdistrict"), offered("office")

    assert len(own) == 1 and set(own) < set(whole)
    assert not any("区" in name and "街道" not in name for name in whole)


def test_what_must_be_filled_in_is_marked_and_faults_are_listed_on_top(entry, as_):
    """m18: required fields say so; all that is wrong stands in one list, each with the way to its field."""
    browser, url = as_("office"), f"/programmes/{entry.pk}/sheets/estates/add"
    form = browser.get(url).context["form"]

    answer = browser.post(url, {"revision": "0", "id": "E9", "households": "很多", "built_year": "x"})

    assert [form[name].label for name in ("id", "households")] == ["小区编号（必填）", "户数（户）（必填）"]
    assert "必填" not in form["note"].label
    assert answer.status_code == 422
    listed = answer.text[answer.text.index('class="faults"') : answer.text.index("</ul>", answer.text.index("faults"))]
    assert all(f'href="#id_{name}"' in listed for name in ("name", "households", "built_year"))


def test_reasons_against_are_ticked_and_read_as_a_list(entry, mine, as_):
    """m18: no free text; two ticked boxes are two reasons, and stand ticked when the row is opened again."""
    browser, record = as_("office"), record_of(mine)
    words = [name for name, _ in browser.get(record.get_absolute_url()).context["form"].fields["exclusions"].choices]

    sent = browser.post(record.get_absolute_url(), fields(browser, record) | {"exclusions": words[:2]})

    record.refresh_from_db()
    assert sent.status_code == 302 and len(record.values["exclusions"]) == 2
    text = browser.get(record.get_absolute_url()).text
    assert text.count('type="checkbox" name="exclusions"') == len(words)
    assert text.count("checked") == 2
    browser.post(record.get_absolute_url(), fields(browser, record) | {"exclusions": []})
    record.refresh_from_db()
    assert not record.values.get("exclusions")
