"""Assessments: from the scheme to what is final, who may do and see what, and that it comes out the same again."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from web.supervision.assessments import (
    DAY,
    ENDS,
    adopted,
    begun,
    entered,
    finished,
    moved,
    on,
    opened,
    scheme_of,
    unit_of,
)
from web.triggers import assert_refused, attempts

from yipanqi.domain.delivery.state import State as TaskState
from yipanqi.domain.supervision.assessment import Action, AppealState, State
from yipanqi.domain.supervision.scheme import Grade
from yipanqi.domain.supervision.scheme_stored import stored
from yipanqi.domain.supervision.scored import Value
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.audit.models import Event
from yipanqi.web.delivery.models import DeliveryTask, PaperFile
from yipanqi.web.inbox.models import Message
from yipanqi.web.page.stale import Stale, mark_of
from yipanqi.web.supervision.actions import appeals, schemes
from yipanqi.web.supervision.actions import assessments as actions
from yipanqi.web.supervision.actions.assessments import Given
from yipanqi.web.supervision.assessment_jobs import read
from yipanqi.web.supervision.models import (
    Appeal,
    AssessedUnit,
    AssessedValue,
    Assessment,
    AssessmentFile,
    AssessmentScheme,
)
from yipanqi.web.supervision.scoring import recomputed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(settings, _own_home):
    settings.TODAY = DAY


@pytest.fixture
def due(entry, district) -> list[DeliveryTask]:
    """Four tasks of the subdistrict that are due in the quarter: two in time, one late, one open; on three estates."""
    tasks = list(DeliveryTask.objects.filter(entry=entry).leaves().order_by("pk")[:4])
    DeliveryTask.objects.filter(entry=entry).exclude(pk__in=[it.pk for it in tasks]).update(
        start_date=date(2029, 1, 1), finish_date=date(2029, 2, 1)
    )
    region = district.organisations["新华街道"].region_id
    for at, (task, done) in enumerate(
        zip(tasks, (date(2027, 3, 9), date(2027, 3, 10), date(2027, 3, 11), None), strict=True)
    ):
        task.start_date, task.finish_date, task.region = date(2027, 3, 1), date(2027, 3, 10), region
        task.estate, task.started_on, task.reported_on = f"E{at % 3}", date(2027, 3, 1), done
        task.state = TaskState.CLOSED if done else TaskState.UNDER_WAY
        task.save()
    return tasks


def test_the_record_is_counted_exactly_and_its_rows_are_kept(entry, district, due):
    """Two of four in time: 60 × 1/2; each row says which task and whether it counts; the other subdistrict has none."""
    found = begun(entry, district)

    mine, other = unit_of(found), unit_of(found, "万松街道")
    value = mine.values.get(indicator="tasks")
    assert (value.amount, value.of, value.points, mine.tasks, mine.estates) == ("2", "4", "30", 4, 3)
    assert sorted(it[1] for it in value.rows) == ["no", "no", "yes", "yes"]
    assert {it[0] for it in value.rows} == {it.pk for it in due}
    assert (other.tasks, other.values.get(indicator="tasks").is_absent) == (0, True)
    assert mine.score is None  # what people give is still missing: no score, not a low one


def test_orders_are_counted_by_how_they_were_answered(entry, district, due):
    """Of county C's scheme: the record is silent where a unit had no order."""
    from web.supervision.conftest import an_order

    from yipanqi.domain.supervision.schemes_shipped import COUNTY_C

    an_order(entry, district, "replied", day=date(2027, 3, 1), limit=date(2027, 3, 12))
    an_order(entry, district, "signed", day=date(2027, 3, 2), limit=date(2027, 3, 16))
    found = begun(entry, district, scheme=COUNTY_C)

    value = unit_of(found).values.get(indicator="single")
    assert value.counts == {"in_time": 1, "urged": 0, "missing": 1}
    assert unit_of(found).score == Decimal("0.00")  # (10 − 10) ÷ 2 of 10
    assert unit_of(found, "万松街道").score is None


def test_a_life_from_the_scheme_to_the_end(entry, district, due):
    """Scored, shown, an appeal upheld in writing, one refused, closed after five working days, final; each deed is in
    the log, and whom it concerns is told."""
    found = opened(entry, district)
    mine, people = unit_of(found), district.people
    assert (mine.score, mine.grade, found.appeal_until) == (Decimal("60.00"), None, ENDS)
    assert Message.objects.filter(kind="supervision.assessed", person=people["subdistrict"]).count() == 1

    about = {"assessed": mine, "by": people["subdistrict"]} | on()
    first = appeals.appeal(indicator="people", text="漏计两次", evidence="纪要", **about)
    second = appeals.appeal(indicator="praise", text="应加分", evidence="通报", **about)
    assert Message.objects.filter(kind="supervision.appeal", person=people["district"]).count() == 2
    better = Given(assessed=mine.pk, value=Value(amount=Fraction(45, 2)), evidence="核实")
    appeals.decide(appeal=first, given=better, answer="予以补计", by=people["district"], **on())
    appeals.decide(appeal=second, given=None, answer="不属表扬文件", by=people["district"], **on())
    mine.refresh_from_db()
    first.refresh_from_db()
    assert (mine.score, first.before["score"], first.after["score"]) == (Decimal("62.50"), "60.00", "62.50")
    assert Message.objects.filter(kind="supervision.answered", person=people["subdistrict"]).count() == 2

    found = moved(found, district, Action.CLOSE, Action.FINALISE, day=date(2027, 4, 14))
    assert (found.told, len(found.content_hash)) == (State.FINAL, 64)
    told = set(Event.objects.filter(action__startswith="assessment.").values_list("action", flat=True))
    assert told >= {
        "assessment.scheme_adopted", "assessment.created", "assessment.filled", "assessment.entered",
        "assessment.scored", "assessment.shown", "assessment.opened", "assessment.appealed", "assessment.answered",
        "assessment.decided", "assessment.finalised",
    }  # fmt: skip


def test_what_is_final_stays_and_comes_out_the_same(entry, district, due):
    """The database refuses every change; scored once more each unit has the same hundredth, whatever became of tasks,
    names and schemes since; a byte that is touched is seen."""
    found = finished(entry, district)
    DeliveryTask.objects.filter(entry=entry).update(reported_on=None, state=TaskState.PLANNED)
    Organisation.objects.filter(name="新华街道").update(name="改名")
    adopted(entry, district, scheme_of(least_units=2), since=date(2027, 5, 6))

    again = recomputed(Assessment.objects.get(pk=found.pk))

    assert (again.is_same, again.is_same_hash, again.units) == (True, True, found.units.count())
    for model, change in (
        (Assessment, "state = 'drafted'"),
        (AssessedUnit, "score = 99"),
        (AssessedValue, "points = '60'"),
        (AssessmentScheme, "source = 'x'"),
    ):
        for statement in attempts(model, change):
            assert_refused(statement)
    found = Assessment.objects.get(pk=found.pk)
    found.content_hash = "0" * 64
    assert not recomputed(found).is_same


def test_appeals_and_values_before_it_is_final_may_change_but_not_the_appeal(entry, district, due):
    """What was appealed stays as it was written."""
    found = opened(entry, district)
    appeals.appeal(
        assessed=unit_of(found), indicator="people", text="甲", evidence="乙", by=district.people["subdistrict"], **on()
    )

    assert_refused(f"UPDATE {Appeal._meta.db_table} SET text = '丙'")


@pytest.mark.parametrize(
    ("who", "action", "state"),
    [
        ("subdistrict", Action.SCORE, "drafted"),
        ("district", Action.SCORE, "drafted"),
        ("approver", Action.SCORE, "drafted"),
        ("office", Action.FINALISE, "drafted"),
        ("subdistrict", Action.OPEN, "scored"),
        ("office", Action.CLOSE, "appeals"),
        ("approver", Action.CLOSE, "appeals"),
    ],
)
def test_who_may_not_does_not(entry, district, due, who, action, state):
    """By role: a refusal, and nothing has changed."""
    found = entered(begun(entry, district), district)
    steps = {"drafted": (), "scored": (Action.SCORE,), "appeals": (Action.SCORE, Action.SHOW, Action.OPEN)}[state]
    found = moved(found, district, *steps)

    with pytest.raises(actions.CannotAssess):
        actions.move(assessment=found, action=action, by=district.people[who], **on(date(2027, 4, 14)))

    found.refresh_from_db()
    assert found.state == state


def test_who_scored_does_not_decide(entry, district, due):
    """Nor who gave the value that is appealed against: the leaders' judgement is not decided by the leader who gave it,
    other values are."""
    found = opened(entry, district)
    about = {"assessed": unit_of(found), "by": district.people["subdistrict"], "evidence": "纪要"} | on()
    own = appeals.appeal(indicator="leaders", text="偏低", **about)
    other = appeals.appeal(indicator="people", text="偏低", **about)

    with pytest.raises(actions.CannotAssess, match="评分的人"):
        appeals.decide(appeal=own, given=None, answer="维持", by=district.people["district"], **on())
    decided = appeals.decide(appeal=other, given=None, answer="维持", by=district.people["district"], **on())

    assert decided.told is AppealState.REFUSED


def test_what_is_refused(entry, district, due):
    """Scoring with values missing; evidence that is not named; points beyond the weight; typing over the record; one's
    own unit; an appeal of another unit, twice, or too late; the same period twice; a period that is not over."""
    found, people = begun(entry, district), district.people
    mine = unit_of(found)
    give = {"assessment": found, "by": people["office"]} | on()

    def one(amount: int, evidence: str = "记录") -> list[Given]:
        return [Given(assessed=mine.pk, value=Value(amount=Fraction(amount)), evidence=evidence)]

    refusals = [
        lambda: moved(found, district, Action.SCORE),
        lambda: actions.enter(indicator="people", given=one(20, " "), **give),
        lambda: actions.enter(indicator="people", given=one(26), **give),
        lambda: actions.enter(indicator="tasks", given=one(1), **give),
        lambda: actions.enter(indicator="leaders", given=one(9), **give),
        lambda: actions.enter(indicator="people", given=one(20), **(give | {"by": people["subdistrict"]})),
        lambda: actions.begin(scheme=found.scheme, year=2027, number=1, units=[mine.unit], by=people["office"], **on()),
        lambda: actions.begin(scheme=found.scheme, year=2027, number=2, units=[mine.unit], by=people["office"], **on()),
    ]
    done = []
    for at, refused in enumerate(refusals):
        try:
            refused()
            done.append(at)
        except actions.CannotAssess:
            pass
    assert done == []
    found = moved(entered(found, district), district, Action.SCORE, Action.SHOW, Action.OPEN)
    about = {"assessed": mine, "indicator": "people", "text": "理由", "evidence": "纪要", "by": people["subdistrict"]}
    with pytest.raises(actions.CannotAssess):
        appeals.appeal(**(about | {"by": people["elsewhere"]}), **on())
    with pytest.raises(actions.CannotAssess, match="2027-04-13"):
        appeals.appeal(**about, **on(date(2027, 4, 14)))
    appeals.appeal(**about, **on())
    with pytest.raises(actions.CannotAssess):
        appeals.appeal(**about, **on())
    with pytest.raises(actions.CannotAssess, match="没有裁定"):
        moved(found, district, Action.CLOSE, day=date(2027, 4, 14))


def test_a_value_that_nobody_knows_may_be_given_up_with_its_reason(entry, district, due):
    """Then scoring may end; the unit has no score and no rank."""
    found = entered(begun(entry, district), district)
    mine, office = unit_of(found), district.people["office"]
    given = [Given(assessed=mine.pk, value=Value(), evidence="调查表遗失", is_given_up=True)]
    actions.enter(assessment=found, indicator="people", given=given, by=office, **on())

    found = moved(found, district, Action.SCORE)

    mine.refresh_from_db()
    assert (found.told, mine.score, mine.unranked) == (State.SCORED, None, "no_score")


def test_what_bars_a_unit_leaves_its_score_and_takes_grade_and_rank(entry, district, due, as_):
    """Entered through the page with its evidence; taken back the same way; not what the scheme does not name."""
    pass_ = Grade(names=("合格", "Pass"), at=Fraction(50))
    found = entered(
        begun(entry, district, scheme=scheme_of(barring=(("harm", ("事故", "Harm")),), grades=(pass_,))), district
    )
    mine, office = unit_of(found), as_("office")
    url = reverse("supervision:assessment-bar", args=[found.pk, mine.pk])

    for event, grade, why in (("harm", None, "barred"), ("", ["合格", "Pass"], "")):
        assert office.post(url, {"event": event, "why": "通报"}).status_code == 302
        mine.refresh_from_db()
        assert (mine.score, mine.grade, mine.unranked) == (Decimal("60.00"), grade, why)
    with pytest.raises(actions.CannotAssess):
        actions.bar(assessed=mine, event="rain", why="通报", by=district.people["office"], **on())


def test_ranks_of_five_units_and_change_against_the_last_time(entry, district, due):
    """With four more subdistricts on estates of their own all five are ranked; the next quarter tells what changed."""
    regions = [f"more-{number}" for number in range(4)]
    pattern = list(DeliveryTask.objects.filter(pk__in=[it.pk for it in due]))
    for region in regions:
        for at, task in enumerate(pattern):
            task.pk, task.number, task.region, task.estate = None, f"{region}-{at}", region, f"{region}-{at % 3}"
            task.reported_on = date(2027, 3, 9) if region == "more-3" else task.reported_on
            task.save(force_insert=True)

    pass_ = Grade(names=("合格", "Pass"), at=Fraction(0))

    found = opened(entry, district, scheme=scheme_of(grades=(pass_,)), more_units=4)

    told = {it.name: (it.rank, it.unranked) for it in found.units.all()}
    assert told["万松街道"] == (None, "no_tasks")
    assert found.units.get(name="万松街道").grade is None and found.units.get(name="新华街道").grade
    assert [told[f"第{number}街道"][0] for number in range(4)] == [2, 2, 2, 1]
    assert told["新华街道"][0] == 2


def test_a_stale_move_and_stale_values_are_not_kept(entry, district, due):
    """A version that has changed since, or a column that another scorer filled."""
    found = begun(entry, district)
    old = mark_of(found.version)
    rows = list(AssessedValue.objects.filter(assessed__assessment=found, indicator="people"))
    seen = actions.mark_of_column(rows)
    found = entered(found, district)

    with pytest.raises(Stale):
        actions.move(assessment=found, action=Action.SCORE, by=district.people["office"], seen=old, **on())
    given = [Given(assessed=it.assessed_id, value=Value(amount=Fraction(1)), evidence="记录") for it in rows]
    with pytest.raises(Stale):
        actions.enter(
            assessment=found, indicator="people", given=given, by=district.people["office"], seen=seen, **on()
        )


def test_read_again_what_people_gave_stays(entry, district, due):
    """The record is read once more while it is scored; later it is not."""
    found = entered(begun(entry, district), district)
    DeliveryTask.objects.filter(pk=due[3].pk).update(reported_on=date(2027, 3, 10), state=TaskState.CLOSED)

    found = actions.fill(assessment=found, figures=read(found), by=district.people["office"], **on())

    mine = unit_of(found)
    assert (mine.values.get(indicator="tasks").points, mine.values.get(indicator="people").points) == ("45", "20")
    found = moved(found, district, Action.SCORE)
    with pytest.raises(actions.CannotAssess):
        actions.fill(assessment=found, figures=read(found), by=district.people["office"], **on())


def test_who_sees_what(entry, district, due, as_):
    """Before it is shown a unit sees nothing; then its own sheet and nobody else's; the ranking once it is final."""
    found = entered(begun(entry, district), district)
    mine, other = unit_of(found), unit_of(found, "万松街道")
    browser = as_("subdistrict")
    assert browser.get(found.get_absolute_url()).status_code == 404
    assert as_("department").get(mine.get_absolute_url()).status_code == 200

    found = moved(found, district, Action.SCORE, Action.SHOW, Action.OPEN)

    assert browser.get(found.get_absolute_url()).headers["Location"] == mine.get_absolute_url()
    page = browser.get(mine.get_absolute_url()).content.decode()
    assert "对这一项申诉" in page and "怎样得分更多" in page
    assert browser.get(other.get_absolute_url()).status_code == 404
    assert browser.get(reverse("supervision:assessment-rows", args=[found.pk, other.pk, "tasks"])).status_code == 404
    assert as_("contractor").get(found.get_absolute_url()).status_code == 404
    found = moved(found, district, Action.CLOSE, Action.FINALISE, day=date(2027, 4, 14))
    assert "万松街道" in browser.get(found.get_absolute_url()).content.decode()
    assert browser.get(other.get_absolute_url()).status_code == 404


def test_it_is_done_through_the_pages(entry, district, due, as_):
    """Scheme adopted, assessment begun, values entered, moved on, appealed, answered, recomputed, exported."""
    office, leader, unit = as_("office"), as_("district"), as_("subdistrict")
    copy = reverse("supervision:assessment-scheme-new") + "?preset=subdistrict-quarter"
    form = office.get(copy).context["form"]
    sent = {it.html_name: it.value() for it in form if it.name != "file"}
    assert office.post(copy, sent | {"source": "文件", "0-weight": "26"}).status_code == 422
    assert office.post(copy, sent | {"source": "文件", "since": "2027-04-06"}).status_code == 302
    scheme = AssessmentScheme.objects.get()

    units = [district.organisations[it].pk for it in ("新华街道", "万松街道")]
    answer = office.post(reverse("supervision:assessment-new"), {"scheme": scheme.pk, "span": "2027-1", "units": units})
    found = Assessment.objects.get()
    assert answer.headers["Location"] == found.get_absolute_url()
    actions.fill(assessment=found, figures=read(found), by=district.people["office"], **on())

    for key, browser in (("residents", office), ("leaders", leader), ("praise", office)):
        url = reverse("supervision:assessment-enter", args=[found.pk, key])
        page = browser.get(url)
        rows = [it.row.pk for it in page.context["fields"]]
        values = {f"v-{pk}": "4" for pk in rows} | {f"n-{pk}-district": "1" for pk in rows}
        assert browser.post(url, values).status_code == 422  # no evidence
        assert browser.post(url, values | {"common": "记录", "seen": page.context["seen"]}).status_code == 302
    for value in AssessedValue.objects.filter(points="", is_absent=False):
        assert value.told.is_missing is False
    for action in ("score", "show", "open"):
        answer = office.post(reverse("supervision:assessment-move", args=[found.pk]), {"action": action})
        assert answer.status_code == 302, action
    mine = unit_of(found)
    url = reverse("supervision:assessment-appeal", args=[found.pk, mine.pk, "residents"])
    assert unit.post(url, {"text": "理由"}).status_code == 422
    assert unit.post(url, {"text": "理由", "evidence": "纪要"}).status_code == 302
    one = Appeal.objects.get()
    decide = reverse("supervision:assessment-decide", args=[one.pk])
    row = mine.values.get(indicator="residents")
    assert leader.post(decide, {"result": "upheld", "answer": "予以补计"}).status_code == 422  # no value
    assert leader.post(decide, {"result": "upheld", "answer": "予以补计", f"v-{row.pk}": "5"}).status_code == 302
    one.refresh_from_db()
    assert one.told is AppealState.UPHELD
    assert "重算" in office.get(found.get_absolute_url() + "?check=1").content.decode()
    for address in (
        found.get_absolute_url(),
        reverse("supervision:assessments"),
        reverse("supervision:assessment-appeals"),
        reverse("supervision:assessment-schemes"),
        scheme.get_absolute_url(),
        reverse("supervision:assessment-rows", args=[found.pk, mine.pk, "on_time"]),
    ):
        answer = office.get(address, {"as": "xlsx"})
        assert (answer.status_code, answer.content[:2]) == (200, b"PK"), address
    assert b'"indicators"' in office.get(scheme.get_absolute_url(), {"as": "json"}).content


def _paper(name: str = "纪要.pdf", data: bytes = b"%PDF-1.7 minutes") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_files_prove_values_appeals_and_answers_for_who_sees_the_sheet(entry, district, due, as_):
    """Kept with their hash beside the value, the appeal and the answer; handed out to the unit and the office, to no
    other unit; refused, none is kept; the seal holds them; the database keeps them."""
    found = begun(entry, district)
    mine, office = unit_of(found), as_("office")
    url = reverse("supervision:assessment-enter", args=[found.pk, "people"])
    row = mine.values.get(indicator="people")
    before = PaperFile.objects.count()
    wrong = office.post(url, {f"v-{row.pk}": "20", f"f-{mine.pk}": _paper("纪要.exe")})
    assert wrong.status_code == 422 and PaperFile.objects.count() == before
    for many in (f"f-{mine.pk}", "common-files"):
        assert office.post(url, {f"v-{row.pk}": "20", many: [_paper() for _ in range(13)]}).status_code == 422
    assert PaperFile.objects.count() == before
    sent = {f"v-{row.pk}": "20", f"f-{mine.pk}": [_paper(), _paper("照片.png", b"\x89PNG\r\n\x1a\n")]}
    assert office.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert row.evidence == "纪要.pdf · 照片.png" and "纪要.pdf" in office.get(url).content.decode()
    entered(found, district, {"people": row.told})
    moved(found, district, Action.SCORE, Action.SHOW, Action.OPEN)
    street = as_("subdistrict")
    appeal = reverse("supervision:assessment-appeal", args=[found.pk, mine.pk, "people"])
    assert street.post(appeal, {"text": "漏计", "evidence": ""}).status_code == 422
    assert street.post(appeal, {"text": "漏计", "evidence": "", "files": _paper("补报.pdf")}).status_code == 302
    held = Appeal.objects.get()
    assert held.evidence == "补报.pdf"
    answer = {"result": AppealState.REFUSED, "answer": "维持", "files": _paper("答复.pdf")}
    decide = reverse("supervision:assessment-decide", args=[held.pk])
    assert as_("district").post(decide, answer).status_code == 302
    sheet = street.get(mine.get_absolute_url()).content.decode()
    for kept in mine.files.select_related("file"):
        assert kept.get_absolute_url() in sheet
        body = b"".join(street.get(kept.get_absolute_url()).streaming_content)
        assert sha256(body).hexdigest() == kept.file.sha256
        assert as_("elsewhere").get(kept.get_absolute_url()).status_code == 404
    assert mine.files.filter(appeal=held, is_answer=True).count() == 1
    settled = moved(found, district, Action.CLOSE, Action.FINALISE, day=date(2027, 4, 14))
    assert recomputed(settled).is_same
    for statement in attempts(AssessmentFile, "indicator = 'praise'"):
        assert_refused(statement)
    PaperFile.objects.filter(pk=held.files.first().file_id).update(sha256="0" * 64)
    assert not recomputed(settled).is_same


def test_a_scheme_is_adopted_from_a_file_or_refused_with_its_place(entry, district):
    """Data in, the same data kept; what does not hold names its place; nothing counts from before today."""
    good = stored(scheme_of())
    about = {"entry": entry, "source": "文件", "by": district.people["office"]} | on()
    bad = good | {"indicators": [*good["indicators"], {"key": "x"}]}
    with pytest.raises(schemes.CannotAdopt, match=r"indicators\[4\]"):
        schemes.adopt_scheme(value=bad, since=DAY, **about)
    with pytest.raises(schemes.CannotAdopt, match="早于今天"):
        schemes.adopt_scheme(value=good, since=date(2027, 4, 5), **about)

    row = schemes.adopt_scheme(value=good, since=DAY, **about)

    assert stored(row.told) == good
    with pytest.raises(schemes.CannotAdopt):
        schemes.adopt_scheme(value=good, since=DAY, **about)


def test_a_scheme_goes_out_as_excel_and_comes_back_after_a_dry_run(entry, district, as_):
    """The exported workbook reads as the same scheme; a wrong cell is told by sheet and cell and nothing is taken; a
    changed one tells what is different and waits for whoever adopts it."""
    office, url = as_("office"), reverse("supervision:assessment-scheme-new") + "?preset=jiangxi-2022"
    out = office.get(reverse("supervision:assessment-preset", args=["jiangxi-2022"]), {"as": "xlsx"}).content
    book = load_workbook(BytesIO(out))
    rows = book["指标"]
    weight = next(cell for cell in rows[1] if cell.value == "分值")
    first = rows.cell(2, weight.column)

    def sent() -> SimpleUploadedFile:
        data = BytesIO()
        book.save(data)
        return SimpleUploadedFile("scheme.xlsx", data.getvalue())

    first.value = "十"
    wrong = office.post(url, {"reads_file": "1", "file": sent()})
    assert wrong.status_code == 422 and f"指标 {first.coordinate}" in wrong.content.decode()
    first.value, rows.cell(3, weight.column).value = 12, "8"
    looked = office.post(url, {"reads_file": "1", "file": sent()})
    assert looked.status_code == 200 and "“当年开工”分值：10 → 12" in looked.content.decode()
    assert not AssessmentScheme.objects.exists()
    form = looked.context["form"]
    told = {it.html_name: it.value() for it in form} | {"source": "会议纪要", "since": DAY}
    assert office.post(url, {key: value for key, value in told.items() if value is not None}).status_code == 302
    weights = {it.key: it.weight for it in AssessmentScheme.objects.get().told.indicators}
    assert (weights["starts"], weights["completion"]) == (12, 8)


def test_pages_ask_a_few_questions_however_many_units(entry, district, due, as_, django_assert_max_num_queries):
    """The matrix of two units and of forty, and a sheet: no question for each."""
    found = opened(entry, district, more_units=40)
    browser = as_("office")
    browser.get(found.get_absolute_url())

    with django_assert_max_num_queries(32):
        browser.get(found.get_absolute_url())
    with django_assert_max_num_queries(26):
        browser.get(unit_of(found).get_absolute_url())
