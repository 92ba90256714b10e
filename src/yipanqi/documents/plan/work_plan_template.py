"""Makes the work plan's Word templates from their prose: `python -m yipanqi.documents.plan.work_plan_template`.

Officials may edit the .docx in WPS instead; developers edit the prose beside it and make the template again."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from yipanqi.documents.press.gbt9704 import OfficialPaper

LANGUAGES = ("zh", "en")


def template(lang: str) -> bytes:
    """The work plan's template in a language, as a Word file."""
    paper = OfficialPaper(lang, "Plan")
    prose = files("yipanqi.documents").joinpath("templates", f"work_plan.{lang}.txt").read_text("utf-8")
    for line in prose.splitlines():
        _line(paper, line)
    return paper.packed()


def write_templates(folder: Path) -> list[Path]:
    """Writes the templates of both languages into a folder."""
    paths = []
    for lang in LANGUAGES:
        path = folder / f"work_plan.{lang}.docx"
        path.write_bytes(template(lang))
        paths.append(path)
    return paths


def _line(paper: OfficialPaper, line: str) -> None:
    """One line of prose: its first sign says what it is."""
    name, _, text = line[1:].partition(" ")
    if line.startswith("="):
        _SPECIAL[name](paper, text)
    elif line.startswith("#"):
        marks, _, text = line.partition(" ")
        paper.heading(len(marks), text)
    elif line.startswith("|"):
        _table(paper, name, text)
    elif line.startswith("!"):
        paper.picture(f"{{{{ pictures.{name} }}}}", text)
    elif line.startswith("%"):
        paper.prose("{%p " + ("endfor" if line == "%end" else line[1:]) + " %}")
    else:
        paper.prose(line)


def _table(paper: OfficialPaper, name: str, caption: str) -> None:
    """A caption and a table whose heads, rows and cells are filled in; its form is free to edit."""
    is_annex = caption[:1] in "（("  # a unit alone: the annex has its own title
    paper.line("Unit" if is_annex else "Caption", caption)
    paper.table(
        [
            (f"{{%tc for h in tables.{name}.heads %}}", "{{ h }}", "{%tc endfor %}"),
            (f"{{%tr for row in tables.{name}.rows %}}", "", ""),
            ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
            ("{%tr endfor %}", "", ""),
        ]
    )
    if not is_annex:
        paper.line("Small")


def _in(role: str) -> Callable[[OfficialPaper, str], None]:
    def add(paper: OfficialPaper, text: str) -> None:
        paper.line(role, text)

    return add


def _colophon(paper: OfficialPaper, text: str) -> None:
    """`抄送|印发机关|印发日期`."""
    copied, printed, day = text.split("|")
    paper.colophon(copied, printed, day)


def _red_line(paper: OfficialPaper, text: str) -> None:
    paper.red_line()


def _attachments(paper: OfficialPaper, text: str) -> None:
    """`附件：1．…|2．…`: what stands before the first number heads them all."""
    head, _, rest = text.partition("1")
    paper.attachments(head, ("1" + rest).split("|"))


_SPECIAL: dict[str, Callable[[OfficialPaper, str], None]] = {
    "number": _in("Number"),
    "title": OfficialPaper.title,
    "note": OfficialPaper.note,
    "recipients": _in("Recipients"),
    "attachments": _attachments,
    "issuer": OfficialPaper.issuer,
    "date": _in("Signature"),
    "annex": _in("Annex"),
    "annextitle": OfficialPaper.title,  # on the third line (GB/T 9704, 7.3.7)
    "small": _in("Small"),
    "redhead": OfficialPaper.red_head,
    "redline": _red_line,
    "printed": OfficialPaper.page_break,
    "colophon": _colophon,
}

if __name__ == "__main__":
    write_templates(Path(__file__).parents[1] / "templates")
