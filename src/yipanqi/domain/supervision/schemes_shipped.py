"""Schemes that ship: published ones as far as they are public, and our own. What no source tells (points, groups) is
ours and says so. Each may be copied, changed and adopted from a day."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from yipanqi.domain.supervision.scheme import (
    Absent,
    Cycle,
    Formula,
    Grade,
    Happening,
    Indicator,
    Names,
    Scheme,
    Scorer,
    Steps,
)

_ONE = Fraction(1)
_OURS = ("本软件的示例办法，可改", "This software's example; may be changed")


def _share(key: str, names: Names, weight: int, source: str, target: Fraction = _ONE, **more: Any) -> Indicator:
    """In proportion, from the record."""
    about: dict[str, Any] = {"formula": Formula.RATIO, "scorer": Scorer.RECORD, "source": source, "target": target}
    return Indicator(key=key, names=names, weight=Fraction(weight), **(about | more))


def _judged(key: str, names: Names, weight: int, evidence: Names, **more: Any) -> Indicator:
    """By somebody who names the evidence."""
    about: dict[str, Any] = {"formula": Formula.JUDGED, "evidence": evidence}
    return Indicator(key=key, names=names, weight=Fraction(weight), **(about | more))


def _event(key: str, zh: str, en: str, points: int) -> Happening:
    return Happening(key=key, names=(zh, en), points=Fraction(points))


def _grades(*given: tuple[str, str, int, bool]) -> tuple[Grade, ...]:
    return tuple(Grade(names=(zh, en), at=Fraction(at), is_above=above) for zh, en, at, above in given)


_TASKS = ("目标任务", "Task of the year")
_MECHANISM = ("工作机制", "How the work is led")
_WORKS = ("改造实施", "The works")
_MONEY = ("资金与政策", "Money and policy")
_EFFECT = ("改造成效", "Effect")
_PAPERS = ("文件、台账", "Papers and registers")
_PROOF = ("查阅资料、现场核查", "Papers read, sites visited")
JIANGXI = Scheme(
    key="jiangxi-2022",
    names=("老旧小区改造工作评价（江西2022）", "Evaluation of estate renovation (Jiangxi 2022)"),
    kinds=("subdistrict",),
    cycle=Cycle.YEAR,
    indicators=(
        _share("starts", ("当年开工", "Starts this year"), 10, "works_started", group=_TASKS),
        _share("completion", ("上年任务完成", "Last year's task done"), 10, "works_finished", group=_TASKS),
        _share("central", ("中央资金使用", "Use of central money"), 6, "money_certified", group=_TASKS),
        _judged("urgent", ("急难愁盼问题解决", "Urgent problems solved"), 6, _PROOF, group=_TASKS),
        _judged("mechanism", ("工作机制", "Working mechanism"), 4, _PAPERS, group=_MECHANISM),
        _judged("reserve", ("项目储备库", "Reserve of projects"), 4, _PAPERS, group=_MECHANISM),
        _judged("residents", ("发动居民参与", "Residents mobilised"), 6, _PROOF, group=_MECHANISM),
        _judged("areas", ("片区联动改造", "Renovation by areas"), 5, _PROOF, group=_WORKS),
        _judged("quality", ("质量安全", "Quality and safety"), 8, _PROOF, group=_WORKS),
        _judged("utilities", ("专营设施移交", "Utility assets handed over"), 4, _PAPERS, group=_WORKS),
        _judged("premises", ("存量用房利用", "Use of existing premises"), 4, _PROOF, group=_WORKS),
        _judged("approval", ("简化审批", "Simplified approval"), 4, _PAPERS, group=_MONEY),
        _judged("market", ("市场化运作", "Market operation"), 4, _PAPERS, group=_MONEY),
        _judged("funds", ("资金筹措", "Funds raised"), 5, _PAPERS, group=_MONEY),
        _judged("fiscal", ("地方财政投入", "Local fiscal share"), 5, _PAPERS, group=_MONEY),
        Indicator(
            key="satisfaction",
            names=("居民满意度", "Residents' satisfaction"),
            group=_EFFECT,
            weight=Fraction(8),
            formula=Formula.RATIO,
            target=Fraction(95, 100),
            evidence=("满意度调查报告", "Report of the survey"),
        ),
        _judged("rectified", ("上级指出问题整改", "Problems found above put right"), 4, _PROOF, group=_EFFECT),
        _judged("commended", ("表彰与经验推广", "Commendations"), 3, _PAPERS, group=_EFFECT, absent=Absent.ZERO),
    ),
    grades=_grades(
        ("优秀", "Excellent", 95, True),
        ("良好", "Good", 85, False),
        ("合格", "Pass", 75, False),
        ("较差", "Poor", 0, False),
    ),
    source=(
        "江西省2022年城镇老旧小区改造工作评价（一级指标5项、二级指标18项）；分值和分组由本软件设定",
        "Jiangxi 2022, evaluation of estate renovation (5 and 18 indicators); points and groups are this software's",
    ),
    note=(
        "原文 95 分以上为优秀、85～95 分为良好，没有写明恰好 95 分；这里恰好 95、85、75 分分别为良好、良好、合格。",
        "The text leaves exactly 95 open; here 95 is Good, 85 Good, and 75 Pass.",
    ),
)
DISTRICT_B = Scheme(
    key="supervision-b",
    names=("督查工作考核（某区）", "Supervision work (a district)"),
    kinds=("department", "subdistrict"),
    cycle=Cycle.YEAR,
    indicators=(
        Indicator(
            key="daily",
            names=("日常督查", "Day by day"),
            weight=Fraction(80),
            formula=Formula.PER_EVENT,
            events=(
                _event("no_plan", "没有计划", "No plan", -10),
                _event("no_goals", "计划没有阶段目标", "Plan without stage goals", -5),
                _event("no_report", "缺半年、三季度或全年报告", "Half-year, third-quarter or year report missing", -10),
                _event("empty_report", "报告空洞", "Empty report", -5),
                _event("meeting", "缺席会议", "Meeting missed", -5),
                _event("not_reported", "列入事项未报", "Listed matter not reported", -10),
                _event("hollow", "事项反馈无实质内容", "Matter without substance", -5),
            ),
            evidence=("督查记录", "Record of supervision"),
        ),
        _judged("leaders", ("领导评价", "Leaders' judgement"), 20, ("评价意见", "Opinion"), scorer=Scorer.LEADERS),
    ),
    grades=_grades(("优秀", "Excellent", 90, False), ("合格", "Pass", 60, False), ("不合格", "Fail", 0, False)),
    few_tasks=3,
    source=(
        "某区督查工作考核办法（公开转载）；等次和“任务少”的界限由本软件设定",
        "A district's published scheme for supervision work; grades and the limit of few tasks are this software's",
    ),
    note=(
        "任务少的单位扣分加倍；领导评价 20 分单独列示。报告空洞原文扣 5～10 分，这里每次按 5 分，严重的记两次。",
        "Units with few tasks lose double; the leaders' 20 points are shown apart. An empty report costs 5 to 10 in "
        "the text: here 5, a grave one counts twice.",
    ),
)


def _matters(key: str, names: Names, most: int, urged: int, source: str) -> Indicator:
    return Indicator(
        key=key,
        names=names,
        weight=Fraction(most),
        formula=Formula.PER_EVENT,
        scorer=Scorer.RECORD,
        source=source,
        base=Fraction(0),
        events=(
            _event("in_time", "按期办结", "In time", most),
            _event("urged", "催办后办结", "After urging", urged),
            _event("missing", "仍未办结", "Still not done", -10),
        ),
        is_mean=True,
        floor=None,
    )


COUNTY_C = Scheme(
    key="supervision-c",
    names=("督办事项考核（某县）", "Orders answered (a county)"),
    kinds=("department", "subdistrict", "utility"),
    cycle=Cycle.QUARTER,
    indicators=(
        _matters("composite", ("综合性事项", "Matters of several units"), 15, 10, "orders_composite"),
        _matters("single", ("单项事项", "Matters of one unit"), 10, 5, "orders_single"),
    ),
    grades=_grades(("优秀", "Excellent", 90, False), ("合格", "Pass", 60, False), ("不合格", "Fail", 0, False)),
    is_scaled=True,
    source=(
        "某县督查工作考核办法（公开转载）；按件平均、折算成百分和等次由本软件设定",
        "A county's published scheme; the mean of matters, the scale of 100 and the grades are this software's",
    ),
    note=(
        "每件按期得 15（综合）或 10（单项）分，催办后得 10 或 5 分，仍未办扣 10 分；取平均，避免事项多的单位占便宜。",
        "Each matter in time 15 or 10, after urging 10 or 5, still missing −10; the mean is taken, so that many "
        "matters are no advantage.",
    ),
)
SUBDISTRICTS = Scheme(
    key="subdistrict-quarter",
    names=("街道季度考核", "Subdistricts, by quarter"),
    kinds=("subdistrict",),
    cycle=Cycle.QUARTER,
    indicators=(
        _share("on_time", ("任务按时完成", "Tasks in time"), 25, "tasks_on_time", group=_TASKS),
        _share("started", ("改造项开工", "Works begun"), 10, "works_started", group=_TASKS),
        Indicator(
            key="finished",
            names=("改造项完工", "Works finished"),
            group=_TASKS,
            weight=Fraction(15),
            formula=Formula.PER_SHORT,
            source="works_finished",
            scorer=Scorer.RECORD,
            target=Fraction(9, 10),
            step=Fraction(1, 100),
            steps=Steps.WHOLE,
            less=Fraction(1, 2),
            more=Fraction(1, 5),
            most_more=Fraction(2),
        ),
        _share("reports", ("月报按时上报", "Reports in time"), 15, "reports_in_time", group=_MECHANISM),
        _share("lights", ("期末未亮红灯", "Not red at the end"), 10, "lights_not_red", group=_WORKS),
        _share("money", ("完成投资", "Money certified"), 10, "money_certified", group=_MONEY),
        _judged("residents", ("居民参与和矛盾化解", "Residents take part"), 10, _PROOF, group=_EFFECT),
        _judged(
            "leaders",
            ("领导评价", "Leaders' judgement"),
            5,
            ("评价意见", "Opinion"),
            group=_EFFECT,
            scorer=Scorer.LEADERS,
        ),
        Indicator(
            key="praise",
            names=("表扬和批评", "Praise and blame"),
            group=_EFFECT,
            formula=Formula.BONUS,
            events=(
                _event("district", "区级表扬", "Praised by the district", 1),
                _event("city", "市级表扬", "Praised by the city", 2),
                _event("named", "通报批评", "Named in a circular", -2),
            ),
            floor=Fraction(-4),
            cap=Fraction(4),
            evidence=("表扬或通报文件", "The paper that says so"),
        ),
    ),
    grades=_grades(
        ("优秀", "Excellent", 90, False),
        ("良好", "Good", 80, False),
        ("合格", "Pass", 60, False),
        ("不合格", "Fail", 0, False),
    ),
    barring=(("harm", ("发生造成重大影响的事故或事件", "An accident or event that did grave harm")),),
    source=_OURS,
)
CONTRACTORS = Scheme(
    key="contractor-month",
    names=("施工单位月度考核", "Contractors, by month"),
    kinds=("contractor",),
    cycle=Cycle.MONTH,
    indicators=(
        _share("on_time", ("任务按时完成", "Tasks in time"), 25, "tasks_on_time", group=_TASKS),
        _share("reports", ("月报按时上报", "Reports in time"), 20, "reports_in_time", group=_TASKS),
        Indicator(
            key="reporting",
            names=("月报质量", "Quality of reports"),
            group=_TASKS,
            weight=Fraction(10),
            formula=Formula.PER_EVENT,
            source="reports_missing",
            scorer=Scorer.RECORD,
            events=(
                _event("late", "迟报", "Late", -1),
                _event("missing", "漏报", "Missing", -3),
                _event("returned", "被退回", "Given back", -1),
            ),
        ),
        _share("lights", ("期末未亮红灯", "Not red at the end"), 10, "lights_not_red", group=_WORKS),
        Indicator(
            key="safety",
            names=("安全文明施工", "Safety and order on site"),
            group=_WORKS,
            weight=Fraction(20),
            formula=Formula.PER_EVENT,
            events=(
                _event("minor", "一般隐患", "Minor hazard", -1),
                _event("major", "重大隐患", "Major hazard", -5),
                _event("complaint", "有责投诉", "Justified complaint", -2),
            ),
            evidence=("检查记录、投诉工单", "Record of inspections, complaints"),
        ),
        _judged(
            "quality", ("工程质量", "Quality of works"), 15, ("监理月报、抽检记录", "Supervisor's report, samples")
        ),
    ),
    grades=_grades(("优秀", "Excellent", 90, False), ("合格", "Pass", 70, False), ("不合格", "Fail", 0, False)),
    barring=(("accident", ("发生生产安全事故", "An accident at work")),),
    source=_OURS,
)
PRESETS: Mapping[str, Scheme] = {it.key: it for it in (SUBDISTRICTS, CONTRACTORS, JIANGXI, DISTRICT_B, COUNTY_C)}
