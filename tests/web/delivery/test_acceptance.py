"""Joint acceptance and handover: who may do what, that nobody signs for another, and that one of many wins."""

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from PIL import Image
from web.delivery.acceptances import (
    KINDS,
    accepted,
    all_said,
    applied,
    fresh,
    judged_by,
    moved,
    on_paper,
    on_site,
    reported_works,
    signed_by,
    with_quantities,
    without_photos,
)
from web.delivery.conftest import AT, DAY, task_of

from yipanqi.domain.delivery import acceptance as law
from yipanqi.domain.delivery import handover as handing
from yipanqi.domain.delivery.party import Party
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery import acceptance_demo
from yipanqi.web.delivery import actions as core
from yipanqi.web.delivery.actions import acceptance as actions
from yipanqi.web.delivery.actions import handover as handover_actions
from yipanqi.web.delivery.gating import gate_missing
from yipanqi.web.delivery.models import Acceptance, ChecklistVersion, PaperEntry
from yipanqi.web.delivery.standing import speaks_for, waits_for
from yipanqi.workbook.checklists import shipped, write_checklist

A = law.Action
STAFF = ("office", "approver", "district", "department", "utility", "subdistrict", "community", "contractor")
STAFF += ("supervisor", "system_admin", "audit_admin")


def a_photo(shade=90):
    """A picture with something on it."""
    picture = Image.new("RGB", (64, 48), (shade, 120, 40))
    for x in range(0, 64, 3):
        picture.putpixel((x, (x * shade) % 48), (255, 255, 255))
    out = io.BytesIO()
    picture.resize((320, 240)).save(out, "JPEG")
    return SimpleUploadedFile("p.jpg", out.getvalue(), "image/jpeg")


def test_accepted_by_all_parties_and_the_task_may_end(district):
    """From application to filing; only then the estate's task of acceptance has all it needs."""
    works = reported_works(district)
    adoption = works[0].adoption
    task = task_of(adoption, "E1-acceptance")
    assert len(gate_missing(task, "end", DAY)) == len(works)

    found = accepted(district, works)

    assert found.told is law.State.ACCEPTED and found.decided_on == DAY
    assert gate_missing(task, "end", DAY) == () and gate_missing(task, "start", DAY) == ()
    assert moved(found, A.FILE, district.people["office"]).told is law.State.FILED
    told = Event.objects.filter(subject_type="delivery.acceptance").values_list("action", flat=True)
    assert {"acceptance.applied", "acceptance.judged", "acceptance.paper_confirmed", "acceptance.filed"} <= set(told)
    assert [it.action for it in found.events.all()][-1] == "apply"


@pytest.mark.parametrize("state", list(law.State))
def test_each_move_is_for_whom_the_table_names(district, state):
    """Every cell: not in the table, not this person's, or only held up by what the laws miss."""
    found = applied(district)
    Acceptance.objects.filter(pk=found.pk).update(state=state)

    for kind in STAFF:
        person = district.people[kind]
        for action in law.Action:
            cell = law.TABLE[state].get(action)
            with pytest.raises(actions.CannotAccept) as refusal, transaction.atomic():
                moved(found, action, person, reason="" if cell and cell.needs_reason else "x")
                raise actions.CannotAccept("done", "done")
            text = refusal.value.args[0]
            may = cell is not None and bool(person.permissions & set(cell.permissions))
            if cell is None:
                assert "不能" in text
            elif not may:
                assert text == "您没有办理这一步的权限"
            else:
                missing = law.lacks(fresh(found).case, action, "" if cell.needs_reason else "x")
                assert (text == "done") is (not missing)
    assert fresh(found).told is state


@pytest.mark.parametrize("kind", STAFF)
def test_nobody_judges_or_signs_for_another_party(district, kind):
    """Whoever it is: their own party's items, and no other's."""
    found, person = on_site(district), district.people[kind]
    own = speaks_for(person, fresh(found))
    assert set(own) <= {party for party, one in KINDS.items() if one == kind or kind == "approver"}

    for party in law.parties(found.case):
        items = {item.key for item in law.own_items(found.case, party)}
        if party not in own:
            for deed in (
                lambda p=party, i=items: actions.judge(
                    acceptance=found, party=p, words=[actions.Word(key=min(i), verdict=law.Verdict.PASS)], by=person,
                    at=AT,
                ),
                lambda p=party: actions.sign(acceptance=found, party=p, by=person, at=AT, day=DAY),
            ):  # fmt: skip
                with pytest.raises(actions.CannotAccept):
                    deed()
    assert not fresh(found).marks.exists() and not fresh(found).signatures.exists()


def test_a_party_signs_once_all_its_items_are_judged(district):
    """Some judged is not all judged."""
    found, person = on_site(district), district.people["supervisor"]
    own = sorted(speaks_for(person, fresh(found))[Party.SUPERVISOR])
    actions.judge(
        acceptance=found, party=Party.SUPERVISOR, words=[actions.Word(key=own[0], verdict=law.Verdict.PASS)],
        by=person, at=AT,
    )  # fmt: skip

    with pytest.raises(actions.CannotAccept, match="没有查验"):
        signed_by(found, Party.SUPERVISOR, person)


def test_paper_is_entered_by_one_and_confirmed_by_another(district):
    """It counts for nothing before, and the same person cannot do both: not by the deed, not in the database."""
    found, community = on_site(district), district.people["community"]
    words = [
        actions.Word(key=item.key, verdict=law.Verdict.PASS) for item in law.own_items(found.case, Party.RESIDENTS)
    ]
    entered = actions.enter_paper(
        acceptance=found, party=Party.RESIDENTS, organisation_name="", signer="王建国", signed_on=DAY, words=words,
        by=community, at=AT, day=DAY,
    )  # fmt: skip
    assert not law.is_signed(fresh(found).case, Party.RESIDENTS)

    with pytest.raises(actions.CannotAccept, match="不能复核自己"):
        actions.confirm_paper(paper=entered, by=community, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperEntry.objects.filter(pk=entered.pk).update(confirmed_by=community, confirmed_at=AT)
    for kind in ("contractor", "supervisor", "elsewhere"):
        with pytest.raises(actions.CannotAccept):
            actions.confirm_paper(paper=entered, by=district.people[kind], at=AT)
    actions.confirm_paper(paper=entered, by=district.people["subdistrict"], at=AT)

    assert law.is_signed(fresh(found).case, Party.RESIDENTS)
    assert fresh(found).signatures.get().signer == "王建国"
    with pytest.raises(actions.CannotAccept, match="处理过"):
        actions.return_paper(paper=entered, by=district.people["subdistrict"], at=AT, reason="x")


def test_who_built_it_enters_no_paper(district):
    """Contractor, supervisor and a subdistrict elsewhere do not enter what others signed; nor is a part a whole."""
    found = on_site(district)
    words = [
        actions.Word(key=item.key, verdict=law.Verdict.PASS) for item in law.own_items(found.case, Party.RESIDENTS)
    ]
    told = {
        "acceptance": found,
        "party": Party.RESIDENTS,
        "organisation_name": "",
        "signer": "王",
        "at": AT,
        "day": DAY,
    }

    for kind in ("contractor", "supervisor", "elsewhere", "utility"):
        with pytest.raises(actions.CannotAccept, match="不能录入"):
            actions.enter_paper(**told, signed_on=DAY, words=words, by=district.people[kind])
    with pytest.raises(actions.CannotAccept, match="全部项目"):
        actions.enter_paper(**told, signed_on=DAY, words=words[1:], by=district.people["office"])
    with pytest.raises(actions.CannotAccept, match="晚于今天"):
        actions.enter_paper(**told, signed_on=DAY + timedelta(days=1), words=words, by=district.people["office"])


def test_two_hundred_write_at_once_and_one_wins(district):
    """All looked at the same version; the others are told who was faster and what it is now."""
    found = on_site(district)
    seen, work = fresh(found).version, found.works.first()
    won, lost = [], []

    for n in range(200):
        by = district.people[("office", "approver", "supervisor")[n % 3]]
        try:
            actions.set_quantities(acceptance=found, accepted={work.pk: Decimal(n)}, by=by, at=AT, seen=seen)
            won.append(n)
        except core.Overtaken as refusal:
            lost.append(refusal.args[0])

    assert won == [0] and len(lost) == 199
    assert all("已修改，验收现在是“现场查验”" in text for text in lost)
    assert fresh(found).works.first().accepted == 0


def test_a_stale_form_keeps_its_text(district, as_):
    """409, who was faster, the reason still written; sent once more it is about what stands now."""
    found = on_site(district)
    url, seen = reverse("delivery:acceptance-order", args=[found.pk]), found.version
    item = found.case.items[0].key
    sent = {"item": item, "found": "屋面东北角渗水", "who": "张伟", "due_date": "2027-03-20", "seen": seen}
    with_quantities(district, found)

    answer = as_("office").post(url, sent)

    assert answer.status_code == 409
    assert "屋面东北角渗水" in answer.content.decode() and not found.rectifications.exists()
    assert as_("office").post(url, sent | {"seen": fresh(found).version}).status_code == 302
    assert found.rectifications.get().who == "张伟"


def test_two_of_one_party_do_not_overwrite_each_other(district, as_):
    """The second one's form is older than the first one's words: nothing is stored, the remark stays written."""
    found = on_site(district)
    person, url = district.people["supervisor"], reverse("delivery:acceptance-judge", args=[found.pk, "supervisor"])
    judged_by(found, Party.SUPERVISOR, person)
    item = next(it for it in found.items.all() if Party.SUPERVISOR in it.of_parties)

    answer = as_("supervisor").post(url, {f"verdict-{item.pk}": "fail", f"remark-{item.pk}": "卷材翘边", "seen": 0})

    assert answer.status_code == 409 and "卷材翘边" in answer.content.decode()
    assert "人supervisor" in answer.content.decode()
    assert law.failures(fresh(found).case) == ()


def test_rectification_goes_round(district):
    """Ordered, done by the contractor, looked at again by who judged it; the word before does not count any more."""
    found, office, contractor = on_site(district), district.people["office"], district.people["contractor"]
    without_photos(found)
    item = next(it.key for it in found.case.items if Party.SUPERVISOR in it.parties)
    all_said(district, found, failing={item})
    with_quantities(district, found)
    with pytest.raises(actions.CannotAccept, match="不合格"):
        moved(found, A.ACCEPT, office)
    with pytest.raises(actions.CannotAccept, match="没有写整改要求"):
        moved(found, A.RECTIFY, office)
    with pytest.raises(actions.CannotAccept, match="早于今天"):
        actions.order(
            acceptance=found, item=item, found="x", who="y", due_date=date(2027, 2, 28), by=office, at=AT, day=DAY,
            seen=None,
        )  # fmt: skip
    order = actions.order(
        acceptance=found, item=item, found="渗水", who="张伟", due_date=date(2027, 3, 9), by=office, at=AT, day=DAY,
        seen=None,
    )  # fmt: skip
    moved(found, A.RECTIFY, office)
    for kind in ("supervisor", "community", "district"):
        with pytest.raises(actions.CannotAccept):
            actions.put_right(rectification=order, note="", by=district.people[kind], at=AT, day=DAY)
    with pytest.raises(actions.CannotAccept, match="没有完成"):
        moved(found, A.REVISIT, office)
    actions.put_right(rectification=order, note="已返工", by=contractor, at=AT, day=DAY)
    moved(found, A.REVISIT, district.people["supervisor"])
    for party, kind in KINDS.items():
        if item in speaks_for(district.people[kind], fresh(found)).get(party, ()):
            judged_by(found, party, district.people[kind], later=5)
            signed_by(found, party, district.people[kind], later=6)

    assert moved(found, A.ACCEPT, office).told is law.State.ACCEPTED


def test_conditions_wait_for_who_is_missing(district):
    """Approved by the second person; met only once the party has signed; then it is filed."""
    found, office, approver = on_site(district), district.people["office"], district.people["approver"]
    without_photos(found)
    absent = Party.RESIDENTS
    all_said(district, found, but=(absent,))
    with_quantities(district, found)
    with pytest.raises(actions.CannotAccept, match="居民代表"):
        moved(found, A.ACCEPT, office)
    with pytest.raises(actions.CannotAccept, match="没有办理这一步的权限"):
        moved(found, A.ACCEPT_WITH_CONDITIONS, office, reason="x")
    with pytest.raises(actions.CannotAccept, match="写进条件：居民代表"):
        moved(found, A.ACCEPT_WITH_CONDITIONS, approver, reason="x")
    condition = actions.add_condition(
        acceptance=found, text="居民代表补签", due_date=date(2027, 3, 20), party=absent, by=office, at=AT, day=DAY,
        seen=None,
    )  # fmt: skip
    moved(found, A.ACCEPT_WITH_CONDITIONS, approver, reason="不影响使用")
    with pytest.raises(actions.CannotAccept, match="没有签字"):
        actions.meet_condition(condition=condition, by=office, at=AT, day=DAY)
    on_paper(district, found, absent, later=9)
    actions.meet_condition(condition=condition, by=office, at=AT, day=DAY)

    assert moved(found, A.FILE, office).told is law.State.FILED


def test_application_is_for_reported_works_once(district):
    """Not reported, of others, or in an acceptance already: refused; a refused one may be applied for again."""
    works = reported_works(district)
    for kind in ("supervisor", "community", "department"):
        with pytest.raises(actions.CannotAccept, match="申请"):
            actions.apply_for(tasks=works, by=district.people[kind], at=AT, day=DAY)
    first = actions.apply_for(tasks=works[:1], by=district.people["contractor"], at=AT, day=DAY)
    with pytest.raises(actions.CannotAccept, match="已在验收中"):
        actions.apply_for(tasks=works, by=district.people["office"], at=AT, day=DAY)
    moved(first, A.REFUSE, district.people["office"], reason="资料不实")
    again = actions.apply_for(tasks=works, by=district.people["office"], at=AT, day=DAY)
    works[0].__class__.objects.filter(pk=works[0].pk).update(state="under_way")
    moved(again, A.REFUSE, district.people["office"], reason="x")

    assert (first.round, again.round) == (1, 2)
    with pytest.raises(actions.CannotAccept, match="还没有报完"):
        actions.apply_for(tasks=works, by=district.people["office"], at=AT, day=DAY)


def test_site_visit_by_the_form_with_a_photo(district, as_):
    """Without script: verdict, remark and photo are kept, the photo is seen by who sees the acceptance; then signed."""
    found = on_site(district)
    url = reverse("delivery:acceptance-judge", args=[found.pk, "supervisor"])
    items = [it for it in found.items.all() if Party.SUPERVISOR in it.of_parties]
    sent = {f"verdict-{it.pk}": "pass" for it in items} | {"seen": 0, "sign": ""}
    photo = {f"photo-{items[0].pk}": a_photo()}

    page = as_("supervisor").get(url)
    answer = as_("supervisor").post(url, sent | photo)

    assert page.status_code == 200 and answer.status_code == 302
    assert law.is_signed(fresh(found).case, Party.SUPERVISOR)
    mark = found.marks.get(item=items[0])
    shown = reverse("delivery:acceptance-photo", args=[found.pk, mark.photo.uid])
    seen = as_("contractor").get(shown)
    assert b"".join(seen.streaming_content)[:2] == b"\xff\xd8"
    assert as_("elsewhere").get(shown).status_code == 404
    assert as_("contractor").get(url).status_code == 404


def test_a_photo_that_is_needed_is_asked_for(district):
    """Judged without one it is not accepted."""
    found = on_site(district)
    all_said(district, found)
    with_quantities(district, found)

    with pytest.raises(actions.CannotAccept, match="须有照片"):
        moved(found, A.ACCEPT, district.people["office"])


def test_paper_by_the_form(district, as_):
    """Entered by the community, confirmed by the subdistrict, each on its page."""
    found = on_site(district)
    url = reverse("delivery:acceptance-paper", args=[found.pk, "residents"])
    items = [it for it in found.items.all() if Party.RESIDENTS in it.of_parties]
    sent = {f"verdict-{it.pk}": "pass" for it in items} | {"signer": "王建国", "signed_on": "2027-03-01"}

    part = as_("community").post(url, {"signer": "王建国", "signed_on": "2027-03-01"})
    whole = as_("community").post(url, sent | {"sheet": a_photo(70), f"photo-{items[0].pk}": a_photo(120)})
    entered = PaperEntry.objects.get()
    own = as_("community").post(reverse("delivery:acceptance-paper-confirm", args=[found.pk, entered.pk]), follow=True)
    other = as_("subdistrict").post(reverse("delivery:acceptance-paper-confirm", args=[found.pk, entered.pk]))

    assert (part.status_code, whole.status_code, other.status_code) == (422, 302, 302)
    assert "录入人不能复核自己的录入" in own.content.decode()
    assert entered.photo is not None and law.is_signed(fresh(found).case, Party.RESIDENTS)
    shown = found.marks.get(item=items[0]).photo
    assert {entered.photo_id, shown.pk} == set(entered.photos)
    answer = as_("utility").get(reverse("delivery:acceptance-photo", args=[found.pk, shown.uid]))
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"


def test_pages_say_who_is_missing_in_both_languages(district, as_):
    """Every kind of person who sees the tasks sees the page; elsewhere it is not there."""
    found = on_site(district)
    for kind in (*KINDS.values(), "district", "department"):
        answer = as_(kind).get(found.get_absolute_url())
        assert answer.status_code == 200, kind
        assert "居民代表" in answer.content.decode() and "未签" in answer.content.decode()
    assert as_("elsewhere").get(found.get_absolute_url()).status_code == 404
    client = as_("office")
    client.post(reverse("language"), {"language": "en", "next": "/"})
    assert "not signed" in client.get(found.get_absolute_url()).content.decode()


def test_papers_of_an_acceptance_are_word_files(district, as_):
    """Certificate and lists at once; the letter where something is to be put right."""
    found = on_site(district)
    files = {kind: reverse("delivery:acceptance-file", args=[found.pk, kind]) for kind in ("certificate", "list")}
    letter = reverse("delivery:acceptance-file", args=[found.pk, "letter"])

    texts = {}
    for kind, url in files.items():
        document = Document(io.BytesIO(as_("community").get(url).content))
        texts[kind] = "\n".join(it.text for it in document.paragraphs)

    assert "联合验收意见书" in texts["certificate"] and "尚未作出验收结论" in texts["certificate"]
    assert "联合验收查验表（居民代表）" in texts["list"]
    assert as_("office").get(letter).status_code == 404


def test_checklists_come_by_excel_with_a_dry_run(district, as_, tmp_path):
    """What is wrong is told by its cell and nothing is kept; what is right waits, is put in force, and counts for
    acceptances begun afterwards only."""
    works = reported_works(district)
    before = applied(district, works[:1])
    url = reverse("delivery:checklists")
    path = write_checklist(tmp_path / "c.xlsx", shipped())
    book = openpyxl.load_workbook(path)
    book.active["B3"], book.active["B4"], book.active["F6"] = "区改造办〔2027〕3号", "2027-03-01", "按本区标准"
    book.save(path)
    good = path.read_bytes()
    book.active["I6"] = "外星人"
    book.save(path)

    wrong = as_("office").post(url, {"file": SimpleUploadedFile("c.xlsx", path.read_bytes())})
    nobody = as_("community").post(url, {"file": SimpleUploadedFile("c.xlsx", good)})
    kept = as_("office").post(url, {"file": SimpleUploadedFile("c.xlsx", good)})

    assert wrong.status_code == 422 and "I6" in wrong.content.decode() and "外星人" in wrong.content.decode()
    assert nobody.status_code == 404 and kept.status_code == 302
    version = ChecklistVersion.objects.get()
    assert version.number is None
    assert applied(district, works[1:2]).checklist_number == 0
    as_("office").post(reverse("delivery:checklist-in-force", args=[version.pk]))
    after = actions.apply_for(tasks=works[2:], by=district.people["office"], at=AT, day=DAY)
    assert (fresh(before).checklist_number, after.checklist_number) == (0, 1)
    assert after.checklist_source == "区改造办〔2027〕3号"
    assert as_("office").post(reverse("delivery:checklist-in-force", args=[version.pk])).status_code == 302
    assert ChecklistVersion.objects.get().number == 1


def test_export_is_what_is_in_force(district, as_):
    """The Excel of everybody who sees delivery; the template is empty."""
    reported_works(district)

    export = as_("community").get(reverse("delivery:checklist-file", args=["export"]))
    empty = as_("community").get(reverse("delivery:checklist-file", args=["template"]))

    rows = openpyxl.load_workbook(io.BytesIO(export.content)).active.max_row
    assert rows == 5 + len(shipped().items)
    assert openpyxl.load_workbook(io.BytesIO(empty.content)).active.max_row == 5


def offered(district, found, party=Party.UTILITY, receiver="燃气公司", name=""):
    """A receiver's list."""
    place = district.organisations.get(receiver)
    return handover_actions.offer(
        acceptance=found, party=party, receiver=place, receiver_name=name, by=district.people["office"], at=AT, day=DAY
    )


def acted(handover, action, by, **more):
    """A deed on the tests' day."""
    return handover_actions.act(handover=handover, action=action, by=by, at=AT, day=DAY, **more)


def a_receiver(found):
    """A party that gets something of these works."""
    from yipanqi.web.delivery.views.acceptance import offered_parties

    return offered_parties(found)[0]


def test_handover_is_signed_by_both(district):
    """Offered by the office, checked and signed by the receiver's own people; then the task of handover may end."""
    works = reported_works(district)
    found, task = accepted(district, works), task_of(works[0].adoption, "E1-handover")
    assert gate_missing(task, "end", DAY)[0][0] == "还没有移交"
    one = offered(district, found, a_receiver(found))
    for kind in ("office", "contractor", "community", "district"):
        with pytest.raises(handover_actions.CannotHandOver):
            acted(one, handing.Action.CHECK, district.people[kind])
    acted(one, handing.Action.CHECK, district.people["utility"])
    acted(one, handing.Action.SIGN, district.people["utility"])
    assert gate_missing(task, "end", DAY) == (("燃气公司没有签收", "燃气公司 has not signed"),)
    one = acted(one, handing.Action.SIGN, district.people["office"])

    assert one.told is handing.State.SIGNED
    assert gate_missing(task, "end", DAY) == ()
    assert one.lines.exists() and all(line.quantity for line in one.lines.all())


def test_handover_is_refused_with_a_reason_and_offered_again(district):
    """Signatures of before are gone; one without account signs on paper, entered and confirmed by two."""
    found = accepted(district)
    one = offered(district, found, a_receiver(found), receiver="", name="某物业公司")
    office, community = district.people["office"], district.people["community"]
    with pytest.raises(handover_actions.CannotHandOver, match="理由"):
        acted(one, handing.Action.REFUSE, community)
    acted(one, handing.Action.REFUSE, community, reason="缺竣工图")
    one = acted(one, handing.Action.OFFER_AGAIN, office, reason="已补竣工图")
    acted(one, handing.Action.CHECK, community)
    with pytest.raises(handover_actions.CannotHandOver, match="签字人"):
        acted(one, handing.Action.SIGN, community, side=handing.Side.RECEIVER)
    acted(one, handing.Action.SIGN, community, side=handing.Side.RECEIVER, person="赵敏")
    with pytest.raises(handover_actions.CannotHandOver, match="不能复核自己"):
        acted(one, handing.Action.SIGN, community, side=handing.Side.RECEIVER)
    one = acted(one, handing.Action.SIGN, office, side=handing.Side.GIVER)
    assert one.told is handing.State.CHECKED
    one = acted(one, handing.Action.SIGN, district.people["subdistrict"], side=handing.Side.RECEIVER)

    assert one.told is handing.State.SIGNED and one.receiver_person == "赵敏"


def test_nothing_is_handed_over_before_it_is_accepted(district):
    """Nor by anybody but the office."""
    found = on_site(district)

    with pytest.raises(handover_actions.CannotHandOver, match="验收通过"):
        offered(district, found)


def test_handover_by_its_page(district, as_):
    """Its page, its paper, a stale form."""
    found = accepted(district)
    party = a_receiver(found)
    answer = as_("office").post(
        reverse("delivery:handover-offer", args=[found.pk]),
        {"party": party, "organisation": district.organisations["燃气公司"].pk, "receiver_name": ""},
    )
    one = found.handovers.get()
    assert answer.url == one.get_absolute_url()
    act = reverse("delivery:handover-act", args=[one.pk])
    as_("utility").post(act, {"action": "check", "seen": one.version})

    stale = as_("utility").post(act, {"action": "refuse", "reason": "缺钥匙", "seen": one.version})

    assert stale.status_code == 409 and "缺钥匙" in stale.content.decode()
    assert as_("utility").get(one.get_absolute_url()).status_code == 200
    assert as_("elsewhere").get(one.get_absolute_url()).status_code == 404
    assert as_("office").get(reverse("delivery:handover-file", args=[one.pk])).content[:2] == b"PK"


def test_the_list_does_not_ask_more_for_more(district, as_, django_assert_max_num_queries):
    """Acceptances and what waits to be applied for, in a fixed number of queries."""
    works = reported_works(district)
    for work in works:
        actions.apply_for(tasks=[work], by=district.people["office"], at=AT, day=DAY)
    client = as_("office")
    client.get(reverse("delivery:acceptances"))

    with django_assert_max_num_queries(45):
        answer = client.get(reverse("delivery:acceptances"))

    assert answer.content.decode().count("E1-acceptance-") == len(works)


def test_the_page_of_one_does_not_ask_more_for_more(district, as_):
    """Orders and conditions come with the page, however many there are."""
    found, office = on_site(district), district.people["office"]
    told = {"acceptance": found, "due_date": DAY, "by": office, "at": AT, "day": DAY, "seen": None}

    def write():
        for item in fresh(found).case.items[:3]:
            actions.order(item=item.key, found="x", who="y", **told)
            actions.add_condition(text="x", item=item.key, **told)

    client, counts = as_("office"), []
    for _ in range(3):
        write()
        with CaptureQueriesContext(connection) as asked:
            client.get(found.get_absolute_url())
        counts.append(len(asked))

    assert counts[1] == counts[2] <= 60


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "judge", "sign", "paper", "quantities", "order", "right", "condition"]),
        st.sampled_from(STAFF),
        st.sampled_from(list(law.Action)),
        st.sampled_from(list(Party)),
        st.sampled_from(list(law.Verdict)),
    ),
    min_size=4,
    max_size=14,
)


@given(STEPS)
@tuned(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_people_try_the_laws_hold(machine, steps):
    """Any row of deeds by anybody: states move only along the table, words and signatures are each party's own, the
    version never falls, and what passes has nothing missing."""
    district, found = machine
    with transaction.atomic():
        for at, step in enumerate(steps):
            before = fresh(found)
            _tried(district, found, step, at)
            after = fresh(found)
            assert after.version >= before.version
            if after.told is not before.told:
                cell = law.TABLE[before.told][step[2]]
                assert cell.target is after.told
                assert law.lacks(before.case, step[2], "why") == ()
            for mark in after.marks.all():
                assert mark.party in mark.item.parties
            for one in after.signatures.filter(paper=None):
                assert KINDS[Party(one.party)] in (one.by.login, "office")
            for one in after.paper_entries.exclude(confirmed_by=None):
                assert one.confirmed_by_id != one.entered_by_id
        transaction.set_rollback(True)


@pytest.fixture
def machine(district):
    """On site, with one paper entry that waits."""
    found = on_site(district, reported_works(district)[:1])
    without_photos(found)
    return district, found


def _tried(district, found, step, at):
    what, kind, action, party, verdict = step
    by, now = district.people[kind], AT + timedelta(minutes=at)
    fixed = fresh(found)
    own = [item.key for item in law.own_items(fixed.case, party)]
    deeds = {
        "move": lambda: actions.move(acceptance=found, action=action, by=by, at=now, day=DAY, reason="why"),
        "judge": lambda: actions.judge(
            acceptance=found, party=party, words=[actions.Word(key=k, verdict=verdict) for k in own], by=by, at=now
        ),
        "sign": lambda: actions.sign(acceptance=found, party=party, by=by, at=now, day=DAY),
        "paper": lambda: _paper(fixed, party, own, verdict, by, now),
        "quantities": lambda: actions.set_quantities(
            acceptance=found, accepted={it.pk: Decimal(1) for it in fixed.works.all()}, by=by, at=now, seen=None
        ),
        "order": lambda: actions.order(
            acceptance=found, item=fixed.case.items[0].key, found="x", who="y", due_date=DAY, by=by, at=now, day=DAY,
            seen=None,
        ),
        "right": lambda: actions.put_right(
            rectification=fixed.rectifications.first(), note="", by=by, at=now, day=DAY
        ) if fixed.rectifications.exists() else None,
        "condition": lambda: actions.add_condition(
            acceptance=found, text="x", due_date=DAY, party=party, by=by, at=now, day=DAY, seen=None
        ),
    }  # fmt: skip
    try:
        with transaction.atomic():
            deeds[what]()
    except actions.CannotAccept:
        pass


def _paper(found, party, own, verdict, by, now):
    waiting = found.paper_entries.filter(confirmed_by=None, returned_by=None).first()
    if waiting:
        return actions.confirm_paper(paper=waiting, by=by, at=now)
    words = [actions.Word(key=key, verdict=verdict) for key in own]
    return actions.enter_paper(
        acceptance=found, party=party, organisation_name="", signer="王", signed_on=DAY, words=words, by=by, at=now,
        day=DAY,
    )  # fmt: skip


def test_the_example_is_on_site_once(district):
    """Who has people here has signed, the supervisor found something; the residents are missing; twice is once."""
    works = reported_works(district)
    people = {"planner": district.people["office"]} | {kind: district.people[kind] for kind in KINDS.values()}

    first = acceptance_demo.bring_on(works[0].entry, people, at=AT, day=DAY)
    again = acceptance_demo.bring_on(works[0].entry, people, at=AT, day=DAY)

    assert (len(first), again) == (1, [])
    case = fresh(first[0]).case
    assert Party.RESIDENTS in law.missing(case) and Party.SUPERVISOR not in law.missing(case)
    assert len(law.failures(case)) == len(case.rectifications) == 1


def test_what_waits_is_told_on_the_first_page(district, as_):
    """To judge and sign, and what another entered from paper."""
    found = on_site(district)
    words = [actions.Word(key=it.key, verdict=law.Verdict.PASS) for it in law.own_items(found.case, Party.RESIDENTS)]
    actions.enter_paper(
        acceptance=found, party=Party.RESIDENTS, organisation_name="", signer="王", signed_on=DAY, words=words,
        by=district.people["community"], at=AT, day=DAY,
    )  # fmt: skip

    told = {
        kind: [text[0].format(n) for n, text in waits_for(district.people[kind], found.entry) if n] for kind in STAFF
    }

    assert told["supervisor"] == ["1 个联合验收待本单位查验签字"]
    assert told["community"] == ["1 个联合验收待本单位查验签字"]
    assert told["subdistrict"] == ["1 个联合验收待本单位查验签字", "1 份纸质查验表待复核"]
    assert told["department"] == told["audit_admin"] == []
    assert "1 份纸质查验表待复核" in as_("subdistrict").get("/").content.decode()
