"""The pages of changes: the effect first, then asked for once; decided, exported; conflicts keep one's own words."""

import re

import pytest
from web.delivery.conftest import AT, DAY, task_of
from web.delivery.test_changes import FACTS, asked, decided, later
from web.programmes.conftest import a_file, work

from yipanqi.domain.delivery.change import ChangeAction, ChangeKind, ChangeState
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.effects import UNITS
from yipanqi.web.delivery.models import ChangeRequest, DeliveryTask
from yipanqi.web.programmes import actions as programmes
from yipanqi.web.programmes.actions import index
from yipanqi.web.programmes.models import ImportBatch

SENT = {"households": "330", "floor_area": "24000", "buildings": "6", "reason": "实测户数 330"}


def hidden(page: str) -> dict[str, str]:
    """What the page of the effect would send once more."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', re.sub(r"\s+", " ", page)))


def new_url(adoption, number="E1-estate", kind="facts") -> str:
    return f"/tasks/{task_of(adoption, number).pk}/change/{kind}/"


def test_the_effect_is_shown_before_anything_is_asked(adoption, as_):
    """The first sending tells facts, money and works; only the second, as it was shown, asks."""
    office, url = as_("office"), new_url(adoption)

    form = office.get(url)
    shown = office.post(url, SENT)

    assert "2027-06-30" in form.text
    assert shown.status_code == 200 and not ChangeRequest.objects.exists()
    assert "增加资金" in shown.text and "供水" in shown.text and "300" in shown.text
    done = office.post(url, hidden(shown.text), follow=True)
    change = ChangeRequest.objects.get()
    assert (change.reason, change.asked["households"]) == ("实测户数 330", 330)
    assert "已提请" in done.text and "改造办审批人" in done.text


def test_one_goes_back_with_what_one_wrote(adoption, as_):
    """The form again, with the same words; nothing is asked for."""
    office, url = as_("office"), new_url(adoption)
    shown = office.post(url, SENT)

    again = office.post(url, hidden(shown.text) | {"back": "1"})

    assert again.status_code == 200 and "实测户数 330" in again.text and not ChangeRequest.objects.exists()


def test_a_conflict_keeps_ones_own_words_beside_the_other(adoption, district, as_):
    """Somebody else's change came first: 409, what is so now stands beside what one wrote, and one may go on."""
    office, url = as_("office"), new_url(adoption)
    form = office.get(url)
    seen = re.search(r'name="seen" value="(\w+)"', form.text)[1]
    decided(
        asked(adoption, district, what=FACTS | {"households": 310}), ChangeAction.APPROVE, district.people["district"]
    )

    late = office.post(url, SENT | {"seen": seen})

    assert late.status_code == 409
    assert "310" in late.text and "实测户数 330" in late.text and 'value="330"' in late.text
    now = re.search(r'name="seen" value="(\w+)"', late.text)[1]
    assert office.post(url, SENT | {"seen": now}).status_code == 200


def test_an_effect_that_changed_is_looked_at_once_more(adoption, as_):
    """Between showing and asking a budget changed: it is shown anew, not asked for."""
    office, url = as_("office"), new_url(adoption)
    shown = office.post(url, SENT)
    DeliveryTask.objects.filter(number="E1-water").update(budget=1_000_000)

    again = office.post(url, hidden(shown.text))

    assert again.status_code == 409 and "再看一遍" in again.text and not ChangeRequest.objects.exists()
    assert office.post(url, hidden(again.text)).status_code == 302


def test_a_moved_date_lists_its_successors_with_their_causes(adoption, as_):
    """Old and new dates of each, and because of which task it moves."""
    scheme = task_of(adoption, "E1-scheme")
    told = later(adoption, "E1-scheme", 7)

    page = as_("office").post(new_url(adoption, "E1-scheme", "dates"), told | {"reason": "设计单位晚进场"}).text

    notice = task_of(adoption, "E1-notice")
    assert f"{scheme.start_date} – {scheme.finish_date}" in page
    assert f"{notice.start_date} – {notice.finish_date}" in page
    assert "随“方案”" in page and "个工作日" in page
    english = as_("office")
    english.post("/language/", {"language": "en"})
    told = english.post(new_url(adoption, "E1-scheme", "dates"), told | {"reason": "x"}).text
    assert "working days later" in told and "Follows “Scheme”" in told


@pytest.mark.parametrize(
    ("number", "kind", "sent"),
    [
        ("E1-water", "dates", {"start": "2027-09-01", "finish": "2027-08-01"}),
        ("E1-water", "dates", {"start": "2026-09-01", "finish": "2027-12-01"}),
        ("E1-estate", "facts", SENT | {"households": "300"}),
        ("E1-estate", "facts", SENT | {"households": "0"}),
        ("E1-estate", "add", {"measure": "water", "start": "2027-09-01", "finish": "2027-10-01"}),
        ("E1-water", "units", {"person": ""}),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(adoption, as_, number, kind, sent):
    """422, with what was written still there, and nothing asked for."""
    if kind == "units":
        task = task_of(adoption, number)
        sent = {"person": task.person} | {it: getattr(task, f"{it}_id") or "" for it in UNITS}

    answer = as_("office").post(new_url(adoption, number, kind), {"reason": "试一试"} | sent)

    assert answer.status_code == 422 and "errorlist" in answer.text and not ChangeRequest.objects.exists()


def test_who_may_not_ask_is_sent_back(adoption, as_):
    """With a sentence, to the task; of a task that one does not see there is none."""
    answer = as_("district").get(new_url(adoption), follow=True)

    assert "不能由您" in answer.text
    assert as_("contractor").get(new_url(adoption)).status_code == 404
    assert as_("office").get(new_url(adoption, kind="nothing")).status_code == 404


def test_approved_on_its_page(adoption, district, as_):
    """The approver sees the effect and approves what was shown; the asker sees no such button."""
    change = asked(adoption, district)
    url = f"/tasks/changes/{change.pk}/"

    assert 'value="approve"' not in as_("office").get(url).text
    page = as_("approver").get(url).text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="seen"', page)
    sent = {"action": "approve", "note": "同意", "seen": seen[1] or seen[2]}
    answer = as_("approver").post(f"{url}decide", sent, follow=True)

    assert "任务已按变更调整" in answer.text
    assert ChangeRequest.objects.get().told is ChangeState.APPROVED


def test_what_the_approver_did_not_see_is_not_approved(adoption, district, as_):
    """The effect is another one than the page showed: 409, and the words stay."""
    change = asked(adoption, district)
    sent = {"action": "approve", "note": "同意此项", "seen": "0" * 32}

    answer = as_("approver").post(f"/tasks/changes/{change.pk}/decide", sent)

    assert answer.status_code == 409 and "同意此项" in answer.text
    assert ChangeRequest.objects.get().told is ChangeState.ASKED


def test_declined_without_a_reason_it_stays(adoption, district, as_):
    """Who declines says why; the list and the first page tell it to who asked."""
    change = asked(adoption, district)
    url = f"/tasks/changes/{change.pk}/"

    assert as_("approver").post(f"{url}decide", {"action": "decline", "note": " "}).status_code == 422
    as_("approver").post(f"{url}decide", {"action": "decline", "note": "请补测绘报告"})

    assert "请补测绘报告" in as_("office").get("/").text
    page = as_("office").get(url).text
    assert "重新提请" in page
    again = re.search(r'href="([^"]*again=\d+)"', page)[1]
    assert 'value="330"' in as_("office").get(again).text


def test_the_list_is_filtered_and_taken_away(adoption, district, as_):
    """By kind, state and estate; the file has the rows that are filtered, and the log tells who took it."""
    asked(adoption, district)
    asked(adoption, district, "E2-road", ChangeKind.DROP, {})
    office = as_("office")

    assert office.get("/tasks/changes/?kind=drop").context["count"] == 1
    assert office.get("/tasks/changes/?q=BG-001").context["count"] == 1
    assert office.get("/tasks/changes/?q=E2").context["count"] == 1
    assert "没有符合条件" in office.get("/tasks/changes/?state=approved").text
    file = office.get("/tasks/changes/?kind=drop&as=csv")
    lines = b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and lines[1].startswith('"BG-002"' if lines[1].startswith('"') else "BG-002")
    assert Event.objects.filter(action="delivery.exported").count() == 1
    assert as_("contractor").get("/tasks/changes/?as=csv").status_code == 403
    assert as_("contractor").get("/tasks/changes/").context["count"] == 0


def test_one_finds_what_to_change(adoption, as_):
    """By the estate's name or a number: each with what this person may ask."""
    page = as_("office").get("/tasks/changes/new/?q=E1").text

    assert new_url(adoption) in page and new_url(adoption, "E1-road", "drop") in page
    assert "没有找到" in as_("district").get("/tasks/changes/new/?q=E1").text


def test_a_task_leads_to_its_changes(adoption, district, as_):
    """Its page has the ways to ask, and the changes that were asked for."""
    change = asked(adoption, district, "E1-road", ChangeKind.DROP, {})

    page = as_("office").get(f"/tasks/{task_of(adoption, 'E1-road').pk}/").text

    assert new_url(adoption, "E1-road", "dates") in page
    assert change.get_absolute_url() in page


def test_the_row_of_an_estate_of_the_plan_leads_to_the_change(adoption, as_):
    """Saving other households is refused with a sentence and the link; another field is saved."""
    index.write(adoption.entry, index.facts(adoption.entry.programme()), is_whole=True)
    record = adoption.entry.records.get(sheet="estates", key="E1")
    office = as_("office")
    form = office.get(f"/records/{record.pk}/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}

    refused = office.post(f"/records/{record.pk}/", sent | {"households": "301"})
    saved = office.post(f"/records/{record.pk}/", sent | {"built_year": "1989"})

    assert refused.status_code == 422
    assert "只能通过变更修改" in refused.text and f'href="{new_url(adoption)}"' in refused.text
    assert saved.status_code == 302


@pytest.mark.django_db(transaction=True)
def test_an_import_says_so_before_it_is_confirmed(adoption, district, as_, tmp_path, settings):
    """The dry run refuses other households of an estate of the plan by name, and takes nothing in."""
    from dataclasses import replace

    settings.MEDIA_ROOT = tmp_path / "media"
    programme = adoption.entry.programme()
    first, *others = programme.estates
    changed = replace(programme, estates=(replace(first, households=first.households + 1), *others))
    office = district.people["office"]
    batch = programmes.upload(entry=adoption.entry, file=a_file(changed, tmp_path), by=office, at=AT)
    work()
    batch = ImportBatch.objects.get(pk=batch.pk)

    page = as_("office").get(batch.get_absolute_url()).text

    assert batch.state == "refused"
    assert f"“{first.name}”已在采用的方案中" in page
    with pytest.raises(programmes.CannotImport):
        programmes.confirm(batch=batch, by=office, at=AT)


def test_a_subdistrict_asks_for_facts_of_its_estates(adoption, district, as_):
    """Who edits the data of an estate may ask where the row may no longer be edited."""
    Organisation.objects.filter(name="新华街道").update(region_id="S1")
    index.write(adoption.entry, index.facts(adoption.entry.programme()), is_whole=True)

    shown = as_("subdistrict").post(new_url(adoption), SENT)
    done = as_("subdistrict").post(new_url(adoption), hidden(shown.text))

    assert done.status_code == 302 and ChangeRequest.objects.get().by == district.people["subdistrict"]
    assert ChangeRequest.objects.get().day == DAY
