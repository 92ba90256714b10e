"""WORKSHOP: the papers a plan is issued with; what is said stands apart from how it is printed.

`write_all` writes them all; each `write_…` writes one:
`write_funding(Facts(programme, offer, outcome), path, "en")`."""

from pathlib import Path

from yipanqi.documents.plan.funding import write_funding
from yipanqi.documents.plan.gantt import write_gantt_pdf, write_gantt_svg
from yipanqi.documents.plan.method_note import write_method_note
from yipanqi.documents.plan.one_pager import write_one_pager, write_one_pager_word
from yipanqi.documents.plan.responsibility import write_responsibility
from yipanqi.documents.plan.task_list import write_task_list
from yipanqi.documents.plan.why import write_why
from yipanqi.documents.plan.words import paper_words
from yipanqi.documents.plan.work_plan import write_work_plan
from yipanqi.domain.planning.facts import Facts

__all__ = [
    "Facts",
    "write_all",
    "write_funding",
    "write_gantt_pdf",
    "write_gantt_svg",
    "write_method_note",
    "write_one_pager",
    "write_one_pager_word",
    "write_responsibility",
    "write_task_list",
    "write_why",
    "write_work_plan",
]

PRINTERS = {
    "file_work_plan": write_work_plan,
    "file_task_list": write_task_list,
    "file_responsibility": write_responsibility,
    "file_funding": write_funding,
    "file_one_pager": write_one_pager,
    "file_one_pager_word": write_one_pager_word,
    "file_gantt_svg": write_gantt_svg,
    "file_gantt_pdf": write_gantt_pdf,
    "file_why": write_why,
    "file_method_note": write_method_note,
}


def write_all(facts: Facts, out_dir: Path, lang: str = "zh") -> list[Path]:
    """Writes every document of a plan into a folder; returns their paths, the work plan first."""
    words = paper_words(facts, lang)
    out_dir.mkdir(parents=True, exist_ok=True)
    return [printer(facts, out_dir / words.say(code), lang) for code, printer in PRINTERS.items()]
