"""工作计划: the Word document, filled from a template that officials may edit in WPS."""

import re
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from yipanqi.documents.latin import is_chinese, numbers_in, run_in
from yipanqi.documents.plan.goals import reached
from yipanqi.documents.plan.one_pager import yi
from yipanqi.documents.plan.risks import risks
from yipanqi.documents.plan.words import PaperWords, count, print_words
from yipanqi.documents.plan.work_plan_tables import group_text, tables
from yipanqi.documents.press.gbt9704 import finish, stamp
from yipanqi.documents.press.packing import packed
from yipanqi.documents.press.typeset import pictures
from yipanqi.documents.press.word_tables import Printed, dress
from yipanqi.domain.measure import Measure, Phase
from yipanqi.domain.money import Fen, in_wan
from yipanqi.domain.planning.facts import Facts, Size
from yipanqi.domain.planning.task import Task
from yipanqi.domain.reason import Reason
from yipanqi.domain.sentences.spoken import joined, percent_text, rough_money_text
from yipanqi.domain.step import BEFORE

_COLOURS = 10  # of the chart of sources
_TITLE_LINE = 20  # characters of 2号 on a line: a longer title breaks before its bracket
_SEASON = re.compile(r"^\d{4}年|（.*?）|\(.*?\)")  # what makes a season's stop one of a year, or of a part of it


def write_work_plan(facts: Facts, path: Path, lang: str = "zh", template: Path | None = None) -> Path:
    """Writes the work plan from the package's template, or from one that an office has edited."""
    words = print_words(facts, lang)
    own = files("yipanqi.documents").joinpath("templates", f"work_plan.{lang}.docx")
    document = DocxTemplate(BytesIO(template.read_bytes() if template else own.read_bytes()))
    printed = tables(facts, words)
    drawn = {name: _picture(document, picture) for name, picture in charts(facts, words).items()}
    document.render({**context(facts, words, printed), "pictures": drawn}, autoescape=True)
    dress(document.docx, printed.values())
    finish(document.docx)
    stamp(document.docx, words.imprint)
    buffer = BytesIO()
    document.save(buffer)
    path.write_bytes(packed(buffer.getvalue()))
    return path


def context(facts: Facts, words: PaperWords, printed: dict[str, Printed]) -> dict[str, object]:
    """Everything the template may name."""
    heading = words.programme.heading
    return {
        "title": heading.title.replace("（", "\n（", 1) if len(heading.title) > _TITLE_LINE else heading.title,
        "title_flat": heading.title,
        "number": _number(heading.document_number, words),
        "recipients": _recipients(heading.recipients, words),
        "issuer": heading.issuer,
        "date": words.day(words.issued_on),
        "synthetic": _label(words),
        "years_text": _years(facts, words),
        "money": yi(facts, words),
        "basis": words.basis,
        "contact": _run_in(heading.contact, words),
        "copied_to": _run_in(heading.copied_to, words),
        "printed_by": _run_in(heading.printed_by, words) or heading.issuer,
        "tables": {name: {"heads": table.heads, "rows": table.rows} for name, table in printed.items()},
        **_goals(facts, words),
        **_scope(facts, words),
        **_steps(facts, words),
        **_money(facts, words),
    }


def _number(number: str, words: PaperWords) -> str:
    """发文字号; in English by its letters in pinyin."""
    return ", ".join(numbers_in(number)) or run_in(number) if words.lang == "en" else number


def _recipients(recipients: str, words: PaperWords) -> str:
    """主送机关; in English of Chinese ones in general words."""
    is_foreign = words.lang == "en" and is_chinese(recipients)
    return words.say("plan_recipients") if is_foreign else recipients


def _run_in(text: str, words: PaperWords) -> str:
    return run_in(text) if words.lang == "en" else text


def _label(words: PaperWords) -> str:
    """Under the title: that figures are invented, and what is assumed otherwise than the programme has it."""
    between = " " if words.lang == "en" else ""
    return (words.say("plan_label", label=words.label) + between + words.assumed).strip() if words.label else ""


def charts(facts: Facts, words: PaperWords) -> dict[str, bytes]:
    """The plan's figures as pictures."""
    quarters = [
        {"label": words.short_quarter(q.quarter), "open": q.open, "starts": q.starts} for q in facts.quarter_lines
    ]
    names, rows = _sources(facts, words)
    years = [
        {
            "label": words.year(year),
            "total": words.amount(sum(row[year] for row in rows)),
            "parts": [float(in_wan(row[year])) for row in rows],
        }
        for year in facts.years
    ]
    data = {"quarters": quarters, "years": years, "funds": names}
    drawn = pictures("charts.typ", data)
    return {"quarters": drawn[0], "money": drawn[1]}


def _sources(facts: Facts, words: PaperWords) -> tuple[list[str], list[list[Fen]]]:
    """Names and years of the sources that have a colour of their own, and the smallest ones together."""
    table = facts.by_fund
    by_size = sorted(range(len(table.rows)), key=lambda i: -sum(table.fen[i]))
    own = sorted(by_size if len(by_size) <= _COLOURS else by_size[: _COLOURS - 1])
    rest = [i for i in by_size if i not in own]
    names, rows = [words.fund(table.rows[i]) for i in own], [list(table.fen[i]) for i in own]
    if rest:
        names.append(words.say("plan_other_sources", count=len(rest)))
        rows.append([sum(table.fen[i][year] for i in rest) for year in facts.years])
    return names, rows


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
                money=words.amount(group.cost),
                measures=group_text(words, [(line.measure, line.chosen) for line in group.lines if line.chosen]),
            ),
        }
        for i, group in enumerate(facts.planned_groups, 1)
    ]
    return {
        "size": {
            "estates": size.estates,
            "buildings": _about(size, "buildings", words) + count(size.buildings),
            "households": count(size.households),
            "area": _about(size, "floor_area", words) + _area(size, words),
        },
        "works": count(len(facts.outcome.plan.choices)),
        "yearly": [_year(facts, words, year) for year in _begun_in(facts)],
        "targets": words.risks(missed)[0] + words.say("doc_stop") if missed else "",
        "reached": reached(facts, words),
        "groups": groups,
        **_content(facts, words),
    }


def _about(size: Size, name: str, words: PaperWords) -> str:
    """The word before a count of which some follows from a ratio."""
    return words.say("doc_about") if name in size.estimated else ""


def _area(size: Size, words: PaperWords) -> str:
    """万平方米, to the nearest where some is estimated; in English square metres."""
    places = 0 if "floor_area" in size.estimated else 2
    if words.lang == "zh":
        return f"{size.floor_area / 10_000:,.{places}f}"
    return f"{round(size.floor_area, places - 4):,.0f}"


def _content(facts: Facts, words: PaperWords) -> dict[str, object]:
    """Which measures the plan takes up, by what they are for and by what lies below what."""
    planned = [line.measure for line in facts.measure_lines if line.chosen]
    idle = [line.measure for line in facts.measure_lines if line.needed and not line.chosen]

    def names(found: Iterable[Measure]) -> str:
        return joined((words.inside(words.measure(m.id)) for m in found), words.lang)

    return {
        "catalogue": {"groups": len(facts.programme.groups), "measures": len(facts.programme.measures)},
        "planned": {"groups": len(facts.planned_groups), "measures": len(planned)},
        "lines": names(m for m in planned if m.phase is Phase.UNDERGROUND),
        "surfaces": names(m for m in planned if m.phase is Phase.SURFACE),
        "idle": names(idle),
        "blackouts": joined(
            dict.fromkeys(words.season(_SEASON.sub("", stop.name).strip()) for stop in facts.programme.blackouts),
            words.lang,
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


def _begun_in(facts: Facts) -> list[int]:
    """The years in which estates start; all where none does."""
    return [year for year in facts.years if facts.starting(year)] or list(facts.years)


def _year(facts: Facts, words: PaperWords, year: int) -> dict[str, str]:
    size = facts.size(facts.starting(year))
    return {"year": words.year(year), "estates": count(size.estates), "households": count(size.households)}


def _scope(facts: Facts, words: PaperWords) -> dict[str, object]:
    policy = facts.programme.policy
    waiting = facts.size(facts.reserve)
    return {
        "surveyed": len(facts.programme.estates),
        "eligible": len(facts.offer.works),
        "excluded": len(facts.excluded),
        "exclusions": _exclusions(facts, words),
        "late": len(facts.late),
        "late_started": sum(e.id in facts.outcome.plan.starts for e in facts.late),
        "reserve_money": rough_money_text(facts.reserve_cost, words.lang),
        "waits": bool(facts.reserve or facts.idle or facts.excluded),
        "reserve": waiting.estates,
        "reserve_households": count(waiting.households),
        "refused": len(facts.offer.refusals),
        "refused_estates": len({r.estate for r in facts.offer.refusals}),
        "policy": {
            "built_by": policy.built_by,
            "late_from": policy.built_by + 1,
            "late_built_by": policy.late_built_by,
            "late_share": percent_text(policy.late_share),
            "support_said": words.ratio(policy.support_ratio),
            "notice_days": policy.notice_days,
            "yellow_days": policy.yellow_days,
            "red_days": policy.red_days,
        },
    }


def _exclusions(facts: Facts, words: PaperWords) -> str:
    """How many estates each reason keeps out; an estate with several counts under its first."""
    standings = facts.offer.standings
    found = Counter(standings[e.id].reasons[0].code for e in facts.excluded if standings[e.id].reasons)
    return joined((words.say(f"out_{code}", count=n) for code, n in found.items()), words.lang)


def _money(facts: Facts, words: PaperWords) -> dict[str, object]:
    band = facts.cost_band
    return {
        "cost_low": rough_money_text(band.low, words.lang),
        "cost_high": rough_money_text(band.high, words.lang),
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
