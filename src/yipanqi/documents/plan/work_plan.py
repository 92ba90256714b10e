"""工作计划: the Word document, filled from a template that officials may edit in WPS."""

import re
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from yipanqi.documents.plan.goals import reached
from yipanqi.documents.plan.one_pager import yi
from yipanqi.documents.plan.risks import risks
from yipanqi.documents.plan.words import PaperWords, count, paper_words
from yipanqi.documents.plan.work_plan_tables import group_text, tables
from yipanqi.documents.press.gbt9704 import finish
from yipanqi.documents.press.packing import packed
from yipanqi.documents.press.typeset import pictures
from yipanqi.documents.press.word_tables import Printed, dress
from yipanqi.domain.measure import Measure, MeasureClass, Phase
from yipanqi.domain.money import wan_text
from yipanqi.domain.planning.facts import Facts, Size
from yipanqi.domain.planning.task import Task
from yipanqi.domain.planning.words import wan
from yipanqi.domain.reason import Reason
from yipanqi.domain.sentences.spoken import CLASSES, joined, percent_text, rough_money_text, word
from yipanqi.domain.step import BEFORE

_NUMERALS = "一二三四五六七八九十"
_LIMITS = 2  # of each kind named in the text, for kinds have different units; all are in the plan's explanation
_TITLE_LINE = 20  # characters of 2号 on a line: a longer title breaks before its bracket
_SEASON = re.compile(r"^\d{4}年|（.*?）|\(.*?\)")  # what makes a season's stop one of a year, or of a part of it


def write_work_plan(facts: Facts, path: Path, lang: str = "zh", template: Path | None = None) -> Path:
    """Writes the work plan from the package's template, or from one that an office has edited."""
    words = paper_words(facts, lang)
    own = files("yipanqi.documents").joinpath("templates", f"work_plan.{lang}.docx")
    document = DocxTemplate(BytesIO(template.read_bytes() if template else own.read_bytes()))
    printed = tables(facts, words)
    drawn = {name: _picture(document, picture) for name, picture in charts(facts, words).items()}
    document.render({**context(facts, words, printed), "pictures": drawn}, autoescape=True)
    dress(document.docx, printed.values())
    finish(document.docx, has_colophon=bool(facts.programme.heading.document_number))
    _stamp(document, words)
    buffer = BytesIO()
    document.save(buffer)
    path.write_bytes(packed(buffer.getvalue()))
    return path


def context(facts: Facts, words: PaperWords, printed: dict[str, Printed]) -> dict[str, object]:
    """Everything the template may name."""
    heading = facts.programme.heading
    return {
        "title": heading.title.replace("（", "\n（", 1) if len(heading.title) > _TITLE_LINE else heading.title,
        "title_flat": heading.title,
        "number": heading.document_number,
        "recipients": heading.recipients,
        "issuer": heading.issuer,
        "date": words.day(words.issued_on),
        "synthetic": _label(words),
        "years_text": _years(facts, words),
        "money": yi(facts, words),
        "basis": joined(filter(None, re.split("[；;]", heading.basis)), words.lang),
        "contact": heading.contact,
        "copied_to": heading.copied_to,
        "printed_by": heading.printed_by or heading.issuer,
        "tables": {name: {"heads": table.heads, "rows": table.rows} for name, table in printed.items()},
        **_goals(facts, words),
        **_scope(facts, words),
        **_steps(facts, words),
        **_choice(facts, words),
    }


def _label(words: PaperWords) -> str:
    """Under the title: that figures are invented, and what is assumed otherwise than the programme has it."""
    between = " " if words.lang == "en" else ""
    return (words.say("plan_label", label=words.label) + between + words.assumed).strip() if words.label else ""


def charts(facts: Facts, words: PaperWords) -> dict[str, bytes]:
    """The plan's figures as pictures."""
    quarters = [
        {"label": words.short_quarter(q.quarter), "open": q.open, "starts": q.starts} for q in facts.quarter_lines
    ]
    table = facts.by_fund
    years = [
        {
            "label": words.year(year),
            "total": wan(table.column_totals[year]),
            "parts": [float(row[year]) for row in table.cells],
        }
        for year in facts.years
    ]
    data = {"quarters": quarters, "years": years, "funds": [words.fund(f) for f in table.rows]}
    drawn = pictures("charts.typ", data)
    return {"quarters": drawn[0], "money": drawn[1]}


def _picture(document: DocxTemplate, picture: bytes) -> InlineImage:
    return InlineImage(document, BytesIO(picture), width=Mm(150))


def _goals(facts: Facts, words: PaperWords) -> dict[str, object]:
    size = facts.size(facts.started)
    missed = [r for r in risks(facts) if r.code.startswith("risk_target")]
    groups = [
        {
            "index": words.say(f"ordinal_{i}"),
            "name": words.group(group.group.id),
            "text": words.say(
                "plan_group",
                count=group.chosen,
                money=wan_text(group.cost),
                measures=group_text(words, [(line.measure, line.chosen) for line in group.lines if line.chosen]),
            ),
        }
        for i, group in enumerate(facts.planned_groups, 1)
    ]
    return {
        "size": {
            "estates": size.estates,
            "buildings": _about(size, "buildings") + count(size.buildings),
            "households": count(size.households),
            "area": f"{_about(size, 'floor_area')}{size.floor_area / 10_000:,.2f}",
        },
        "works": count(len(facts.outcome.plan.choices)),
        "yearly": [_year(facts, words, year) for year in facts.years],
        "targets": words.risks(missed)[0] + words.say("doc_stop") if missed else "",
        "reached": reached(facts, words),
        "groups": groups,
        **_content(facts, words),
    }


def _about(size: Size, name: str) -> str:
    """The mark of a count of which some follows from a ratio."""
    return "≈" if name in size.estimated else ""


def _content(facts: Facts, words: PaperWords) -> dict[str, object]:
    """Which measures the plan takes up, by what they are for and by what lies below what."""
    planned = [line.measure for line in facts.measure_lines if line.chosen]
    idle = [line.measure for line in facts.measure_lines if line.needed and not line.chosen]

    def names(found: Iterable[Measure]) -> str:
        return joined((words.measure(m.id) for m in found), words.lang)

    return {
        "measure_count": len(planned),
        "catalogue": {"groups": len(facts.programme.groups), "measures": len(facts.programme.measures)},
        "planned": {"groups": len(facts.planned_groups), "measures": len(planned)},
        "lines": names(m for m in planned if m.phase is Phase.UNDERGROUND),
        "surfaces": names(m for m in planned if m.phase is Phase.SURFACE),
        "idle": names(idle),
        "blackouts": joined(
            dict.fromkeys(_SEASON.sub("", stop.name).strip() for stop in facts.programme.blackouts), words.lang
        ),
    }


def _steps(facts: Facts, words: PaperWords) -> dict[str, object]:
    """The phases with the months in which they fall, and from which year on dates are provisional."""
    by_phase: dict[str, list[Task]] = {"prepare": [], "build": [], "accept": []}
    for task in facts.tasks:
        phase = "build" if task.step is None else "prepare" if task.step in BEFORE else "accept"
        by_phase[phase].append(task)
    phases = [
        {
            "index": words.say(f"ordinal_{i}"),
            "name": words.say(f"phase_{name}"),
            "span": _span(found, words),
            "text": words.say(f"phase_{name}_text", notice=facts.programme.policy.notice_days),
        }
        for i, (name, found) in enumerate(((n, f) for n, f in by_phase.items() if f), 1)
    ]
    days = (day for task in facts.tasks for day in (task.start_date, task.finish_date))
    unknown = [day.year for day in days if facts.programme.working.is_provisional(day)]
    return {"phases": phases, "provisional": words.say("doc_year", year=min(unknown)) if unknown else ""}


def _span(found: Iterable[Task], words: PaperWords) -> str:
    days = [day for task in found for day in (task.start_date, task.finish_date)]
    return words.say("phase_span", first=words.month(min(days)), last=words.month(max(days)))


def _year(facts: Facts, words: PaperWords, year: int) -> dict[str, str]:
    size = facts.size(facts.starting(year))
    return {"year": words.year(year), "estates": count(size.estates), "households": count(size.households)}


def _scope(facts: Facts, words: PaperWords) -> dict[str, object]:
    policy = facts.programme.policy
    weights = (f"{word(CLASSES, kind.value, words.lang)} {policy.class_weights[kind]}" for kind in MeasureClass)
    waiting = facts.size(facts.reserve)
    return {
        "surveyed": len(facts.programme.estates),
        "eligible": len(facts.offer.works),
        "excluded": len(facts.excluded),
        "exclusions": _exclusions(facts, words),
        "late": len(facts.late),
        "late_started": sum(e.id in facts.outcome.plan.starts for e in facts.late),
        "reserve_money": rough_money_text(facts.reserve_cost, words.lang),
        "reserve": waiting.estates,
        "reserve_households": count(waiting.households),
        "refused": len(facts.offer.refusals),
        "refused_estates": len({r.estate for r in facts.offer.refusals}),
        "policy": {
            "built_by": policy.built_by,
            "late_from": policy.built_by + 1,
            "late_built_by": policy.late_built_by,
            "late_share": percent_text(policy.late_share),
            "support_said": _ratio(policy.support_ratio, words),
            "demand_base": policy.demand_base,
            "weights": joined(weights, words.lang),
            "discount": facts.programme.discount,
            "notice_days": policy.notice_days,
            "yellow_days": policy.yellow_days,
            "red_days": policy.red_days,
        },
    }


def _ratio(ratio: Fraction, words: PaperWords) -> str:
    """三分之二以上 for 2/3, exactly; 66.7% would be less."""
    if words.lang == "zh" and ratio.denominator <= len(_NUMERALS) and 0 < ratio < 1:
        return f"{_NUMERALS[ratio.denominator - 1]}分之{_NUMERALS[ratio.numerator - 1]}以上"
    text = f"{ratio.numerator}/{ratio.denominator}" if ratio.denominator <= len(_NUMERALS) else percent_text(ratio)
    return text if words.lang == "en" else f"{text}以上"


def _exclusions(facts: Facts, words: PaperWords) -> str:
    """How many estates each reason keeps out; an estate with several counts under its first."""
    standings = facts.offer.standings
    found = Counter(standings[e.id].reasons[0].code for e in facts.excluded if standings[e.id].reasons)
    return joined((words.say(f"out_{code}", count=n) for code, n in found.items()), words.lang)


def _choice(facts: Facts, words: PaperWords) -> dict[str, object]:
    band = facts.cost_band
    tight = [
        words.say("plan_limit", limit=words.limit(limit), when=words.limit_when(limit))
        for i, limit in enumerate(facts.binding)
        if sum(before.kind is limit.kind for before in facts.binding[:i]) < _LIMITS
    ]
    return {
        "cost_low": rough_money_text(band.low, words.lang),
        "cost_high": rough_money_text(band.high, words.lang),
        "objective": f"{facts.outcome.objective:,.0f}",
        "bound": f"{facts.outcome.proven_bound:,.0f}",
        "gap": words.gap(facts.outcome),
        "limits": joined(tight, words.lang),
        "outside": _outside(facts, words),
        "risks": [{"number": i, "text": text} for i, text in enumerate(words.risks(_told_once(facts)), 1)],
    }


def _told_once(facts: Facts) -> list[Reason]:
    """The risks but those that other parts of the plan tell: costs, money outside budgets."""
    return [risk for risk in risks(facts) if risk.code not in ("risk_cost", "risk_money")]


def _outside(facts: Facts, words: PaperWords) -> str:
    """Money that lies outside any budget, and whose."""
    found = next((risk for risk in risks(facts) if risk.code == "risk_money"), None)
    return words.say("plan_outside", **found.values) if found else ""


def _years(facts: Facts, words: PaperWords) -> str:
    first = facts.programme.calendar.first_year
    last = first + facts.programme.calendar.years - 1
    if first == last:
        return words.year(0)
    return f"{first}–{last}" if words.lang == "en" else f"{first}—{last}年"


def _stamp(document: DocxTemplate, words: PaperWords) -> None:
    """The heading's names and date, never the clock's."""
    heading, at = words.programme.heading, words.issued_at
    properties = document.docx.core_properties
    properties.title, properties.author = heading.title, heading.issuer
    properties.last_modified_by, properties.comments = heading.issuer, heading.source_note
    properties.created = properties.modified = at
