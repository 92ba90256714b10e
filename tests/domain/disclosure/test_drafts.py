"""Publications drafted from values of the record: what each kind says, where its figures lead, what it leaves out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from yipanqi.domain.delivery.acceptance import State
from yipanqi.domain.delivery.contract import ContractKind, TenderMethod
from yipanqi.domain.delivery.party import Party
from yipanqi.domain.disclosure.drafts import LONGEST_SUMMARY, Place, area, say, share, summary_of
from yipanqi.domain.disclosure.drafts_acceptance import AcceptanceRecord, AcceptedWork, draft_acceptance
from yipanqi.domain.disclosure.drafts_assessment import AssessmentRecord, UnitScore, draft_assessment
from yipanqi.domain.disclosure.drafts_contract import ContractRecord, CoveredEstate, draft_contract
from yipanqi.domain.disclosure.drafts_meeting import Asked, MeetingRecord, draft_meeting
from yipanqi.domain.disclosure.drafts_notice import NoticeRecord, draft_notice
from yipanqi.domain.disclosure.drafts_plan import (
    PlannedEstate,
    PlannedMeasure,
    PlanRecord,
    Source,
    draft_funding,
    draft_plan,
)
from yipanqi.domain.disclosure.drafts_progress import ClosedRecord, Reported, Said, draft_annual, draft_progress
from yipanqi.domain.disclosure.drafts_tasks import (
    EstateTask,
    StartedEstate,
    StartRecord,
    TaskRecord,
    draft_start,
    draft_tasks,
)
from yipanqi.domain.disclosure.publication import Content, Heading, Paragraph, Table
from yipanqi.domain.progress.report import Problem
from yipanqi.domain.supervision.bulletin import Words, bulletin, parted, plain, summary
from yipanqi.domain.supervision.meeting import ItemKind, MeetingKind
from yipanqi.domain.supervision.period import period_of
from yipanqi.domain.supervision.snapshot import Effect, EstateLine, Pressing, Snapshot

WAN = 1_000_000
WATER, ROAD = ("供水", "Water"), ("道路", "Roads")
E1 = Place(estate="E1", name="登月小区", region="R1", region_name="新华街道")
E2 = Place(estate="E2", name="花园小区", region="R2", region_name="万松街道")
DAY = date(2028, 5, 8)


def text(content: Content, lang: str = "zh") -> str:
    """All that a reader reads."""
    at = int(lang == "en")
    found = [content.title[at]]
    for block in content.blocks:
        if isinstance(block, Heading):
            found.append(block.text[at])
        elif isinstance(block, Paragraph):
            found.append(plain(block.marked[at]))
        elif isinstance(block, Table):
            rows = (block.head, *block.rows)
            found += [block.caption[at], *(" | ".join(plain(cell[at] or cell[0]) for cell in row) for row in rows)]
    return "\n".join(found)


def table(content: Content, key: str) -> Table:
    """A table by its key."""
    return next(it for it in content.blocks if isinstance(it, Table) and it.key == key)


def cells(content: Content, key: str, lang: str = "zh") -> list[list[str]]:
    """Its rows as texts."""
    return [[plain(it[lang == "en"]) for it in row] for row in table(content, key).rows]


def addresses(content: Content) -> set[str]:
    """Where its figures lead."""
    marked = [it.marked for it in content.blocks if isinstance(it, Paragraph)]
    marked += [cell for it in content.blocks if isinstance(it, Table) for row in it.rows for cell in row]
    return {at for pair in marked for side in pair for at, _ in parted(side) if at is not None}


def a_plan(**more: object) -> PlanRecord:
    """Two estates, two funds, two years."""
    estates = (
        PlannedEstate(
            place=E1,
            year=2027,
            start="2027Q1",
            finish="2027Q3",
            households=100,
            buildings=4,
            floor_area=Decimal("8000.4"),
            works=(WATER, ROAD),
            money=30 * WAN,
            paid={"central": 20 * WAN, "district": 10 * WAN},
        ),
        PlannedEstate(
            place=E2, year=2028, start="2028Q2", finish="2028Q2", households=1, works=(ROAD,), money=10 * WAN,
            paid={"district": 10 * WAN},
        ),
    )  # fmt: skip
    told = PlanRecord(
        district="江汉区",
        title="江汉区老旧小区改造计划",
        years=(2027, 2028),
        estates=estates,
        sources=(
            Source(fund="central", name=("中央补助", "Central grant"), by_year={2027: 20 * WAN}),
            Source(fund="district", name=("区级财政", "District"), by_year={2027: 10 * WAN, 2028: 10 * WAN}),
        ),
        measures=(
            PlannedMeasure(measure="water", name=WATER, group=("基础设施", "Basics"), works=1, money=15 * WAN),
            PlannedMeasure(measure="road", name=ROAD, group=("道路", "Roads"), works=2, money=25 * WAN),
            PlannedMeasure(measure="lift", name=("电梯", "Lifts"), group=("建筑", "Buildings"), works=0, money=0),
        ),
        buildings=4,
        floor_area=Decimal("8000.4"),
        record="2026年12月1日采用的改造方案（计划数据第1版）",
        as_of=date(2026, 12, 1),
        estates_at="/plans/x/why/",
        payments_at="/plans/x/payments/",
    )
    return replace(told, **more)


def test_a_plan_adds_up_and_leads_to_its_rows() -> None:
    """Each table's sum is the sum of its rows; a figure leads to the rows behind it; each estate has its own facts."""
    content = draft_plan(a_plan())

    assert content.title[0] == "江汉区老旧小区改造计划"
    assert "计划改造老旧小区2个、101户，安排改造项3项，计划投资40.00万元" in text(content)
    assert "2 estates with 101 households: 3 works, CNY 0.4 million" in text(content, "en")
    assert cells(content, "by-year") == [
        ["2027年", "1", "100", "2", "30.00"],
        ["2028年", "1", "1", "1", "10.00"],
        ["合计", "2", "101", "3", "40.00"],
    ]
    assert cells(content, "by-source")[-1] == ["合计", "30.00", "10.00", "40.00"]
    assert [row[0] for row in cells(content, "by-measure")] == ["供水", "道路", "合计"]
    assert {"/plans/x/why/?year=2027", "/plans/x/payments/?fund=central&year=2027"} <= addresses(content)
    assert content.measures == ("water", "road")
    first = content.estates[0].values
    assert (first["start_quarter"], first["money_planned"], first["floor_area"]) == ("2027Q1", 30 * WAN, 8000)
    assert "buildings" not in content.estates[1].values


def test_money_is_told_by_source_year_subdistrict_and_estate() -> None:
    """Shares are of the whole; an estate's sources are its own."""
    content = draft_funding(a_plan())

    assert "中央补助20.00万元（50.00%）、区级财政20.00万元（50.00%）" in text(content)
    assert cells(content, "by-region") == [
        ["新华街道", "1", "30.00"],
        ["万松街道", "1", "10.00"],
        ["合计", "2", "40.00"],
    ]
    assert cells(content, "by-estate")[1] == ["花园小区", "万松街道", "0.00", "10.00", "10.00"]
    assert content.estates[0].values["money_sources"] == (
        ("中央补助20.00万元", "Central grant CNY 0.2 million"),
        ("区级财政10.00万元", "District CNY 0.1 million"),
    )


def test_tasks_name_units_and_dates_year_by_year() -> None:
    """A row for each estate, in the table of the year in which it starts; a name without English stands as it is."""
    first = EstateTask(
        place=E1,
        works=(WATER, ROAD),
        start_date=date(2027, 3, 1),
        finish_date=date(2027, 9, 30),
        lead="区改造办",
        responsible="新华街道",
        is_provisional=True,
        at="/tasks/estates/E1/",
    )
    other = replace(first, place=E2, start_date=date(2028, 3, 1), finish_date=date(2028, 9, 30), lead="")
    content = draft_tasks(
        TaskRecord(
            district="江汉区",
            estates=(first, other),
            measures=("water", "road"),
            record="任务清单",
            as_of=DAY,
            at="/t/",
        )
    )

    assert content.title[0] == "江汉区2027—2028年老旧小区改造任务清单"
    assert cells(content, "tasks-2027") == [
        ["登月小区", "新华街道", "供水；道路", "区改造办", "新华街道", "2027-03-01", "2027-09-30"]
    ]
    assert cells(content, "tasks-2028")[0][3] == "—"
    assert table(content, "tasks-2027").rows[0][0] == ("登月小区", "")
    assert "放假安排" in text(content)
    assert "lead" not in content.estates[1].values


def test_a_start_is_new_only_where_nothing_was_started_before() -> None:
    """New sites are counted; an estate that goes on has no day of its start from here."""
    new = StartedEstate(
        place=E1,
        works=(WATER,),
        started_on=date(2028, 4, 3),
        is_new=True,
        finish_date=date(2028, 9, 30),
        contractors=("江城建工",),
        at="/tasks/estates/E1/",
    )
    record = StartRecord(
        district="江汉区",
        month=date(2028, 4, 1),
        estates=(new, replace(new, place=E2, is_new=False, contractors=())),
        measures=("water",),
        record="2028年4月的开工记录",
        as_of=date(2028, 4, 30),
    )

    content, known = draft_start(record), draft_start(replace(record, estates=record.estates[1:]))

    assert "有2个小区的2项改造内容开工，其中新开工小区1个" in text(content)
    assert "1 of these estates" in text(content, "en")
    assert "没有新开工小区" in text(known)
    assert content.estates[0].values["started_on"] == date(2028, 4, 3)
    assert content.estates[0].values["contractor"] == (("江城建工", ""),)
    assert "started_on" not in content.estates[1].values


def a_contract(**more: object) -> ContractRecord:
    """Of works, tendered, over two estates."""
    told = ContractRecord(
        number="JH-2027-01",
        name="一标段施工合同",
        kind=ContractKind.WORKS,
        project="一期",
        first_party="区改造办",
        second_party="江城建工",
        amount=1234 * WAN,
        signed_on=date(2027, 3, 1),
        starts_on=date(2027, 3, 20),
        finishes_on=date(2027, 12, 20),
        method=TenderMethod.OPEN,
        award="中标1号",
        awarded_on=date(2027, 2, 10),
        lots=(CoveredEstate(place=E1, works=(WATER, ROAD)), CoveredEstate(place=E2, works=(ROAD,))),
        measures=("water", "road"),
        record="合同台账第1版",
        as_of=DAY,
        at="/tasks/contracts/1/",
    )
    return replace(told, **more)


def test_a_contract_tells_parties_sum_tender_and_lots() -> None:
    """All that the law asks, and who builds on each estate's page."""
    content = draft_contract(a_contract())

    assert "合同金额1,234.00万元" in text(content)
    assert "合同范围涉及小区2个、改造项3项" in text(content)
    assert ["采购方式", "公开招标"] in cells(content, "facts")
    assert cells(content, "lots")[0] == ["登月小区", "新华街道", "供水；道路"]
    assert content.estates[0].values["contractor"] == (("江城建工", ""),)
    assert addresses(content) == {"/tasks/contracts/1/"}


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (ContractKind.WORKS, "contractor"),
        (ContractKind.SUPERVISION, "supervisor"),
        (ContractKind.DESIGN, "designer"),
        (ContractKind.SURVEY, "surveyor"),
        (ContractKind.GOODS, "supplier"),
    ],
)
def test_every_kind_of_contract_says_what_its_party_is(kind: ContractKind, key: str) -> None:
    """The second party stands under what it is to the estate."""
    assert draft_contract(a_contract(kind=kind)).estates[0].values[key] == (("江城建工", ""),)


def test_a_contract_without_tender_or_with_whole_estates_says_so() -> None:
    """No empty rows of a tender; of whole estates all works; an end is told."""
    whole = a_contract(method=None, lots=(CoveredEstate(place=E1),), ended_on=date(2027, 6, 1))
    content = draft_contract(whole)

    assert not [row for row in cells(content, "facts") if row[0].startswith(("采购", "中标"))]
    assert "全部改造内容" in text(content)
    assert "已于2027年6月1日终止" in text(content)


def a_line(place: Place, **more: object) -> EstateLine:
    """An estate of programme year 2028, due at the end of June."""
    told = EstateLine(
        estate=place.estate,
        region=place.region,
        year=2028,
        households=100,
        works=2,
        planned=100 * WAN,
        done=50 * WAN,
        done_before=10 * WAN,
        start_date=date(2028, 2, 1),
        finish_date=date(2028, 6, 30),
        started_on=date(2028, 2, 3),
        person="张三",
    )
    return replace(told, **more)


E3 = Place(estate="E3", name="江边小区", region="R1", region_name="新华街道")
WORDS = Words(
    district=("江汉区", ""),
    rule=("落后天数", "days behind"),
    names={
        **{f"estate:{it.estate}": (it.name, "") for it in (E1, E2, E3)},
        **{it.region: (it.region_name, "") for it in (E1, E2)},
        "measure:water": WATER,
        "unit:户": ("户", "households"),
        "unit-of:9": ("沉默街道办", ""),
    },
)


def a_snapshot(period: str = "2028-04", **more: object) -> Snapshot:
    """One estate goes on and is expected late, one waits, one is finished late."""
    told = Snapshot(
        period=period_of(period),
        known_on=date(2028, 5, 5),
        lines=(
            a_line(E1),
            a_line(E2, started_on=None, done=0, done_before=0),
            a_line(E3, finish_date=date(2028, 4, 1), finished_on=date(2028, 4, 20), done=100 * WAN),
        ),
        lights={"R1": {"red": 7}},
        owed={"9": (3, 2)},
        pressing=(
            Pressing(task=1, estate="E1", measure="water", unit=9, colour="red", behind=33, percent="20"),
        ),
        effects=(
            Effect(measure="water", unit="户", planned="200", done="100", in_year="100", in_period="100"),
        ),
        problems={"money": 4},
    )  # fmt: skip
    return replace(told, **more) if more else told


def a_close(snapshot: Snapshot | None = None, **more: object) -> ClosedRecord:
    """The close with the bulletin that was issued of it."""
    found = snapshot or a_snapshot()
    told = ClosedRecord(
        district="江汉区",
        snapshot=found,
        words=WORDS,
        text=tuple(Said(computed=it) for it in bulletin(found, WORDS).paragraphs),
        reported={"E1": Reported(expected_finish=date(2028, 8, 9), problems=(Problem.PIPES, Problem.WEATHER))},
        record="2028年4月关账第1版，江改办通报〔2028〕4号",
        at="/supervision/periods/12/rows/",
    )
    return replace(told, **more)


def test_progress_tells_where_each_estate_stands_with_delays_and_why() -> None:
    """Days late are counted against the plan: of what is finished by its day, of what is not by what is expected."""
    content = draft_progress(a_close())

    assert content.title[0] == "江汉区2028年4月老旧小区改造进度通报"
    assert "3个小区中，已完工1个、在建1个、未开工1个" in text(content)
    assert "预计晚于计划完工的小区1个" in text(content)
    assert [row[2:] for row in cells(content, "estates-2028")] == [
        ["在建", "50.00%", "2028-06-30", "预计2028-08-09", "40", "管线迁改、天气影响"],
        ["未开工", "0.00%", "2028-06-30", "预计2028-06-30", "—", "—"],
        ["完工", "100.00%", "2028-04-01", "2028-04-20", "19", "—"],
    ]
    values = content.estates[0].values
    assert (values["delay_days"], values["done_share"]) == (40, 5000)
    assert values["expected_finish"] == date(2028, 8, 9)
    assert content.estates[2].values["finished_on"] == date(2028, 4, 20)
    assert content.as_of == date(2028, 4, 30)
    assert table(content, "provincial-2028").head[0] == ("街道", "Subdistrict")
    assert cells(content, "provincial-2028")[-1][:4] == ["合计", "3", "2", "66.67%"]


def test_what_a_bulletin_says_to_units_alone_stays_inside() -> None:
    """Lights, silent units, what is asked, and who answers in person are in no language of the publication."""
    content = draft_progress(a_close())

    issued = "".join(it.text("zh") for it in bulletin(a_snapshot(), WORDS).paragraphs)
    assert "沉默街道办" in issued
    assert "红" in issued
    for lang in ("zh", "en"):
        told = text(content, lang)
        assert not [it for it in ("沉默街道办", "张三", "红灯", "red", "下一步要求", "补报") if it in told]


def test_figures_of_a_bulletin_lead_to_the_rows_of_its_close() -> None:
    """The question of each figure stands behind the address of the close."""
    found = addresses(draft_progress(a_close()))

    assert "/supervision/periods/12/rows/?year=2028&what=started" in found
    assert all(it.startswith("/supervision/periods/12/rows/") for it in found)


def test_an_edited_paragraph_is_published_as_it_was_issued() -> None:
    """What somebody wrote in place of a paragraph counts, in both languages."""
    told = [
        replace(it, edited=("改过的。", "Edited.")) if it.computed.key == "year-2028" else it for it in a_close().text
    ]
    content = draft_progress(a_close(text=tuple(told)))

    assert "改过的。" in text(content)
    assert "Edited." in text(content, "en")


def test_an_overdue_estate_is_late_without_any_report() -> None:
    """Past its day and not finished, it is late by the days since, and nobody knows until when."""
    late = a_snapshot(lines=(a_line(E2, finish_date=date(2028, 4, 10)),))
    content = draft_progress(a_close(late))

    assert cells(content, "estates-2028")[0][5:] == ["—", "20", "—"]
    assert "expected_finish" not in content.estates[0].values


def test_a_year_tells_what_was_built_and_leaves_out_what_was_learned() -> None:
    """The year's report is the summary without advice to planners, with the table of effects of the year."""
    year = a_snapshot("2028")
    told = tuple(Said(computed=it) for it in summary(year, WORDS).paragraphs)
    content = draft_annual(a_close(year, text=told))

    assert content.title == ("江汉区2028年老旧小区改造年度报告", "Old estates in 江汉区: report for 2028")
    assert "经验和改进" not in text(content)
    assert cells(content, "effects") == [["供水", "户", "200", "100", "100"]]
    assert plain(table(content, "effects").head[3][0]) == "本年完成"


def test_a_meeting_names_units_and_no_person() -> None:
    """Items stand by kind, with unit and day; the title carries the district once."""
    content = draft_meeting(
        MeetingRecord(
            district="江汉区",
            title="江汉区老旧小区改造工作部署会",
            kind=MeetingKind.DEPLOYMENT,
            held_on=date(2028, 4, 6),
            attending=("区改造办", "新华街道"),
            items=(
                Asked(kind=ItemKind.DECISION, text="改造83个小区。", unit="区改造办", limit=date(2028, 6, 30)),
                Asked(kind=ItemKind.DEMAND, text="做好宣传"),
            ),
            record="会议纪要",
            as_of=date(2028, 4, 6),
            at="/supervision/meetings/1/",
        )
    )

    told = text(content)
    assert content.title == (
        "江汉区召开老旧小区改造工作部署会",
        "江汉区: deployment meeting (renovation of old estates), 6 April 2028",
    )
    assert "会议提出要求1项、作出决定1项。" in told
    assert told.index("会议要求") < told.index("会议决定")
    assert "（1）改造83个小区。由区改造办负责，2028年6月30日前完成。" in told
    assert "参加会议的单位：区改造办、新华街道。" in told
    assert "1 demand, 1 decision" in text(content, "en")


def an_acceptance(**more: object) -> AcceptanceRecord:
    """Accepted, one defect still open."""
    told = AcceptanceRecord(
        place=E1,
        round=1,
        state=State.ACCEPTED,
        works=(
            AcceptedWork(
                measure="water",
                name=WATER,
                unit=("户", "households"),
                planned=Decimal("407.000"),
                accepted=Decimal("400.5"),
            ),
        ),
        decided_on=date(2028, 5, 4),
        visited_on=date(2028, 4, 20),
        parties=frozenset({Party.CONTRACTOR, Party.SUBDISTRICT}),
        contractor="江城建工",
        defects=2,
        defects_open=1,
        record="联合验收记录第5版",
        as_of=DAY,
        at="/tasks/acceptance/1/",
    )
    return replace(told, **more)


def test_an_acceptance_tells_result_parties_quantities_and_defects() -> None:
    """Parties in the order in which they sign; what is open is told; a filed one stays as it was decided."""
    content = draft_acceptance(an_acceptance())

    told = text(content)
    assert "结果为：通过。参加验收的各方：街道、施工单位。" in told
    assert "整改事项2项：已整改1项，限期整改1项" in told
    assert cells(content, "works") == [["供水", "户", "407", "400.5"]]
    assert content.estates[0].values["defects_open"] == 1
    filed = draft_acceptance(an_acceptance(state=State.FILED, conditions=1, conditions_until=DAY, round=2))
    assert filed.estates[0].values["acceptance_result"][0] == "附条件通过"
    assert filed.title[0].endswith("（第2次）")
    assert "没有提出整改" in text(draft_acceptance(an_acceptance(defects=0, defects_open=0)))


def test_an_assessment_ranks_and_says_why_not() -> None:
    """Ranked units first; whoever has no rank says why; scores have two places."""
    scores = [("新华街道", "88.7", 1, ""), ("万松街道", "60", 2, ""), ("民族街道", "90", None, "few_estates")]
    units = tuple(
        UnitScore(name=name, score=Decimal(score), rank=rank, grade=("良好", "Good"), unranked=why)
        for name, score, rank, why in reversed(scores)
    )
    barred = UnitScore(name="水塔街道", score=None, rank=None, unranked="barred", is_barred=True)
    content = draft_assessment(
        AssessmentRecord(
            district="江汉区",
            scheme=("街道季度考核", "Subdistricts"),
            span=("2028年第一季度", "Q1 2028"),
            units=(*units, barred),
            record="2028年4月20日审定的考核结果",
            as_of=date(2028, 4, 20),
        )
    )

    assert [row[:3] for row in cells(content, "scores")] == [
        ["1", "新华街道", "88.70"],
        ["2", "万松街道", "60.00"],
        ["—", "民族街道", "90.00"],
        ["—", "水塔街道", "—"],
    ]
    assert cells(content, "scores")[2][4] == "小区太少，不排名"
    assert "居前的是：新华街道（88.70分）。" in text(content)
    assert "等次分布：良好3个、取消评优1个" in text(content)
    assert not content.estates


def test_a_notice_has_its_days_and_room_for_the_office() -> None:
    """Heading, days and works stand there; the body is the office's."""
    content = draft_notice(
        NoticeRecord(
            place=E1,
            shown_from=date(2028, 5, 5),
            shown_until=date(2028, 5, 11),
            works=(WATER,),
            starts_on=date(2028, 7, 1),
            finishes_on=date(2028, 9, 1),
            record="登月小区的公示任务",
            as_of=DAY,
        )
    )

    assert content.title[0] == "关于登月小区改造方案的公示"
    assert "公示期为2028年5月5日至2028年5月11日" in text(content)
    assert "It has 1 work: Water" in text(content, "en")
    assert [type(it).__name__ for it in content.blocks].count("OwnText") == 1


def test_a_summary_ends_with_a_sentence_within_its_length() -> None:
    """100 characters at most, of what says most."""
    long = Content(title=("", ""), blocks=(Paragraph(key="a", marked=("甲" * 60 + "。" + "乙" * 60 + "。", "x")),))

    assert summary_of(long)[0] == "甲" * 60 + "。"
    assert summary_of(draft_progress(a_close()))[0].startswith("2028年度计划改造小区3个")
    assert all(len(summary_of(it)[0]) <= LONGEST_SUMMARY for it in (draft_plan(a_plan()), draft_contract(a_contract())))
    assert summary_of(Content(title=("", ""))) == ("", "")


def test_figures_are_exact_and_one_is_singular() -> None:
    """Shares round half up once; 1 is one thing in English."""
    assert share(1, 3) == ("33.33%", "33.33%")
    assert share(1, 0) == ("—", "—")
    assert Fraction(1, 8) == Fraction(125, 1000)
    assert share(10005, 100000) == ("10.01%", "10.01%")
    assert area(Decimal("12345.6")) == ("1.23万平方米", "0.0123 million ㎡")
    assert say("contract_covers", estates="1", works="1")[1] == "It covers 1 work at 1 estate."
    assert say("contract_covers", estates="21", works="1,001")[1] == "It covers 1,001 works at 21 estates."
