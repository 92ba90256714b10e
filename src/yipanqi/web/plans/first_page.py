"""What the first page tells of the plan that is shown: risks, who is served least, one's own works and dates."""

from collections import Counter
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse

from yipanqi.domain.calendar import year_of
from yipanqi.domain.planning.of_units import OwnWorks, Work, own_tasks
from yipanqi.domain.planning.task import Task, tasks
from yipanqi.web.page.memory import lasting
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Cell, Table, count, link, money, text
from yipanqi.web.page.telling import Line, Panel

from .limit_tables import in_words
from .models import PlanRun
from .outdated import outdated
from .own_estates import Seen
from .part_tables import url_of
from .study import Study, study

_MOST = 6  # rows of a small table; lines of a panel
_ONE_PAGER = ("领导一页通.pdf", "leaders-one-pager.pdf")  # how its file is called


def risks(run: PlanRun, found: Study, missed: list[str]) -> Panel:
    """What may keep the plan from its goals: limits that bind, targets missed, residents not asked, data that moved."""
    lines = [Line(text=line, url=run.get_absolute_url()) for line in missed[:2]]
    lines += [Line(text=in_words(found, limit), url=url_of(run, "limits")) for limit in found.facts.binding[:2]]
    if unasked := len(found.facts.unasked):
        works = say(f"{unasked:,} 项改造尚未征询居民意见", f"Residents were not asked yet about {unasked:,} works")
        lines.append(Line(text=works, url=url_of(run, "why")))
    if changed := outdated(run):
        words = say(f"编制后数据有 {changed.count} 处改动", f"{changed.count} rows of data changed since")
        lines.append(Line(text=words, url=run.get_absolute_url()))
    none = say("没有用满的限制，没有未完成的目标。", "No limit binds and no target is missed.")
    return Panel(
        key="risks", title=say("风险", "Risks"), lines=lines, note="" if lines else none, more=[_one_pager(run)]
    )


def _one_pager(run: PlanRun) -> Line:
    """Where the leader's page is; before it is written, where it will be."""
    for kept in run.documents.all():
        for number, name in enumerate(kept.names, 1):
            if name in _ONE_PAGER:
                url = reverse("plans:document", args=[run.uid, kept.lang, number])
                return Line(text=say("领导一页通（PDF）", "The leader's page (PDF)"), url=url)
    words = say("领导一页通：方案采用后自动生成", "The leader's page is written once a plan is in force")
    return Line(text=words, url=f"{run.get_absolute_url()}#documents")


def served_least(run: PlanRun, found: Study) -> Panel | None:
    """The two subdistricts of which the plan serves the smallest part, beside the district's own part;
    nothing where all are served in full."""
    parts = sorted(found.served, key=lambda it: it[1] / it[2])
    if len(parts) < 2 or parts[0][1] == parts[0][2]:  # all are served in full
        return None
    homes, whole = (sum(part[at] for part in parts) for at in (1, 2))
    lines = [
        Line(
            text=say(
                f"{name}：{some / of:.0%}（{some:,} / {of:,} 户）", f"{name}: {some / of:.0%} ({some:,} of {of:,})"
            ),
            url=link(url_of(run, "why"), subdistrict=place),
        )
        for name, some, of, place in parts[:2]
    ]
    note = say(
        f"符合条件的户中受益的比例；全区 {homes / whole:.0%}。",
        f"Of eligible households; district {homes / whole:.0%}.",
    )
    more = [Line(text=say("各街道是否公平", "All subdistricts"), url=url_of(run, "equity"))]
    return Panel(key="served", title=say("受益最少的街道", "Served least"), lines=lines, note=note, more=more)


def starting(run: PlanRun, found: Study, today: date) -> Panel | None:
    """How many estates start in the next quarters."""
    calendar = found.programme.calendar
    starts = Counter(found.plan.starts.values())
    lines = []
    for quarter in [it for it in sorted(starts) if calendar.last_day(it) >= today][:3]:
        year = calendar.first_year + year_of(quarter)
        words = say(f"{starts[quarter]} 个小区", f"{starts[quarter]} estates")
        label, sign = calendar.label(quarter), say("：", ": ")
        lines.append(Line(text=f"{label}{sign}{words}", url=link(url_of(run, "why"), year=year)))
    if not lines:
        return None
    more = [Line(text=say("甘特图", "Gantt chart"), url=url_of(run, "gantt"))]
    return Panel(key="starting", title=say("即将开工", "Starting next"), lines=lines, more=more)


def works(run: PlanRun, found: Study, own: OwnWorks, *, by_estate: bool) -> Panel:
    """An organisation's own works: by estate for who builds there, else by measure; with dates and money."""
    groups: dict[str, list[Work]] = {}
    for work in sorted(own.any_part, key=lambda it: (found.plan.starts[it[0]], it)):
        groups.setdefault(work[0] if by_estate else work[1], []).append(work)
    rows = [_row(run, found, own, key, inside, by_estate=by_estate) for key, inside in groups.items()]
    heads = (
        (say("小区", "Estate") if by_estate else say("改造内容", "Measure"), False),
        (say("项", "Works"), True),
        (say("时间", "When"), False),
        (say("金额（万元）", "Money (10⁴ yuan)"), True),
    )
    more = [
        Line(text=say("全部改造项", "All works"), url=link(url_of(run, "works"), mine="1")),
        Line(text=say("支付明细", "Payments"), url=link(url_of(run, "payments"), mine="1")),
        Line(text=say("甘特图", "Gantt chart"), url=url_of(run, "gantt")),
    ]
    left = len(rows) - _MOST
    note = say(f"另有 {left} 行，见全部。", f"{left} more rows: see all.") if left > 0 else ""
    table = Table(title="", columns=heads, rows=rows[:_MOST], note=note)
    return Panel(key="mine", title=say("我单位的改造项", "My organisation's works"), table=table, note=note, more=more)


def _row(run: PlanRun, found: Study, own: OwnWorks, key: str, inside: list[Work], *, by_estate: bool) -> list[Cell]:
    starts, label = found.plan.starts, found.programme.calendar.label
    spans = [found.programme.measure_by_id[measure].quarters(starts[estate]) for estate, measure in inside]
    first, last = min(span[0] for span in spans), max(span[-1] for span in spans)
    paid = sum(p.amount for work in inside if work in own.answered for p in found.plan.payments_by_work.get(work, ()))
    asked = {"estate" if by_estate else "measure": key, "mine": "1"}
    name = found.words.estate(key) if by_estate else found.words.measure(key)
    when = label(first) if first == last else f"{label(first)} – {label(last)}"
    return [text(name), count(len(inside)), text(when), money(paid, link(url_of(run, "payments"), **asked))]


def no_works(is_linked: bool, is_builder: bool) -> Panel:
    """Why an organisation has no work of the plan, and whom to ask."""
    if is_builder:
        why = say(
            "方案里还没有您单位承担的改造项。施工、监理单位签订合同后登记到小区；如已签订，请联系区改造办计划员。",
            "The plan names no work of your organisation yet. Contractors and supervisors are entered once a contract "
            "is signed; if yours is, ask the planner of the renovation office.",
        )
    elif is_linked:
        why = say(
            "采用的方案里没有您单位牵头、负责、配合或督办的改造项。对职责分工有疑问，请联系区改造办计划员。",
            "The plan in force has no work that your organisation leads, answers for, supports or inspects. Ask the "
            "planner of the renovation office about the duties.",
        )
    else:
        why = say(
            "您的单位还没有与计划里的责任单位对应，所以看不到自己的改造项。请区改造办计划员在“单位对应”中选定。",
            "Nobody has said yet which unit of the programme your organisation is, so that your works cannot be shown: "
            "ask the planner of the renovation office to choose it under “Units and organisations”.",
        )
    more = [Line(text=say("查看单位", "Organisations"), url=reverse("accounts:organisations"))]
    return Panel(key="mine", title=say("我单位的改造项", "My organisation's works"), note=why, more=more)


def no_plan(is_builder: bool) -> Panel:
    """There is no plan in force that an organisation could have works of."""
    why = say(
        "还没有采用的方案。区改造办编制、批准后，这里列出您单位的改造项、日期和资金。",
        "No plan is in force yet. Once the renovation office has made and adopted one, the works of your organisation "
        "stand here with dates and money.",
    )
    if is_builder:
        why += say("如有疑问，请联系区改造办计划员。", " Ask its planner if in doubt.")
    more = [Line(text=say("查看单位", "Organisations"), url=reverse("accounts:organisations"))]
    return Panel(key="mine", title=say("我单位的改造项", "My organisation's works"), note=why, more=more)


def deadlines(run: PlanRun, found: Study, seen: Seen, units: tuple[str, ...], today: date) -> Panel | None:
    """The tasks that end next, of one's own estates or of one's own organisation."""
    known = [task for task in _tasks(str(run.uid), seen) if task.finish_date >= today]
    if units and not _is_area(found, seen):
        known = [task for task in known if (task.estate, task.measure) in seen.works or own_tasks([task], units)]
    known.sort(key=lambda task: (task.finish_date, task.estate))
    words = found.words
    lines = [
        Line(
            text=f"{words.day(task.finish_date)} · {words.estate(task.estate)} · {words.task(task)}",
            url=link(url_of(run, "why"), estate=task.estate),
        )
        for task in known[:5]
    ]
    if not lines:
        return None
    more = [Line(text=say("全部日期：甘特图", "All dates: the Gantt chart"), url=url_of(run, "gantt"))]
    note = say("按方案推算。", "Reckoned from the plan.")
    return Panel(key="deadlines", title=say("近期到期", "Due next"), lines=lines, note=note, more=more)


def _is_area(found: Study, seen: Seen) -> bool:
    """Are these whole estates, and not single works of them?"""
    return all(work in seen.works for work in found.plan.choices if work[0] in seen.estates)


@lru_cache(maxsize=32)
def _tasks(uid: str, seen: Seen) -> tuple[Task, ...]:
    """The tasks of these estates, worked out once: a plan never changes."""
    found = study(PlanRun.objects.light().get(uid=uid))
    plan, inside = found.plan, seen.estates
    with lasting():
        return tuple(tasks(found.programme, found.offer, plan.of_estates(inside)))


def missed_of(found: Study) -> list[str]:
    """Targets that the plan misses."""
    words, told = found.words, []
    for at, missing in found.facts.missed_targets.items():
        target = found.programme.targets[at]
        unit = say(*{"households": ("户", "households"), "estates": ("个小区", "estates")}[target.kind.value])
        place, year = words.region(target.region), words.year(target.year)
        told.append(
            say(
                f"{place}：截至 {year}还差 {missing:,} {unit}",
                f"{place}: {missing:,} {unit} short by the end of {year}",
            )
        )
    return told


def next_step(user: Any, run: PlanRun | None, *, is_in_force: bool) -> Panel | None:
    """What the planner does next."""
    if not user.has_perm("plans.make") or is_in_force:
        return None
    title = say("下一步", "Next")
    if run is None:
        line = Line(text=say("编制第一个方案", "Make the first plan"), url=reverse("plans:new"))
        note = say("几秒就有第一个方案，并证明它离最优有多远。", "It is there in seconds, and says how good it is.")
    elif run.proposals.waiting().exists():
        line = Line(text=say(f"“{run}”已提请，等另一人批准", f"“{run}” is proposed; somebody else adopts it"), url="")
        note = say("批准后自动生成文件。", "Its documents are written once it is in force.")
    else:
        line = Line(text=say(f"查看“{run}”，再提请采用", f"Look at “{run}” and propose it"), url=run.get_absolute_url())
        note = say("还没有采用的方案。", "No plan is in force yet.")
    return Panel(key="next", title=title, lines=[line], note=note)
