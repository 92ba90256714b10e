"""The letters of supervision, on the page of GB/T 9704: order, reply, urging letter, circular, interview."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from yipanqi.documents.delivery.voice import Paper
from yipanqi.documents.press.gbt9704 import SEAL_LINES
from yipanqi.documents.supervision.letter_facts import CircularFacts, OrderFacts, ReplyFacts, StepFacts
from yipanqi.documents.supervision.letter_names import name_in, named


def write_order(facts: OrderFacts, path: Path, lang: str = "zh") -> Path:
    """Writes the order with its slip."""
    paper, facts = Paper(lang), named(facts, lang)
    _head(paper, facts.issuer, facts.number)
    _title(paper, paper.say("slip_title", matter=facts.matter))
    _opening(paper, facts.lead, facts.is_synthetic)
    number = facts.number or paper.say("letters_unnumbered")
    paper.press.prose(paper.say("slip_opening", matter=quoted(facts.matter), number=number))
    paper.heading("slip_matter")
    for line in (facts.content or facts.matter).splitlines():
        paper.press.prose(line)
    paper.press.prose(paper.say("slip_source", origin=paper.pick(facts.origin)))
    paper.heading("slip_demands")
    for text in _demands(paper, facts):
        paper.press.prose(text)
    _contact(paper, facts.contact)
    _annexes(paper, paper.say("slip_annex"))
    _signed(paper, facts.issuer, facts.issued_on)
    paper.press.line("Annex", paper.say("slip_annex_head"))
    paper.press.title(paper.say("slip_form"))
    paper.press.document.paragraphs[-1].paragraph_format.space_after = _GAP
    paper.press.form(_fields(paper, facts))
    _colophon(paper, _copies(paper, (*facts.supporting, facts.inspects)), facts.issuer, facts.issued_on)
    return paper.write(path)


def write_reply(facts: ReplyFacts, path: Path, lang: str = "zh") -> Path:
    """Writes the unit's report on an order, in three parts."""
    paper, sender, facts = Paper(lang), facts.unit, named(facts, lang)
    order = facts.order
    paper.press.red_head(paper.say("letters_red_head", issuer=sender))
    _between(
        paper,
        facts.number or paper.say("letters_number_blank"),
        paper.say("letters_signatory", person=facts.signatory or "　" * 4),
    )
    paper.press.red_line()
    _title(paper, paper.say("answer_title", number=order.number))
    _opening(paper, name_in(order.issuer, lang), order.is_synthetic)
    paper.press.prose(
        paper.say("answer_opening", issued=paper.day(order.issued_on), number=order.number, matter=quoted(order.matter))
    )
    for head, text in (
        ("answer_done", facts.done),
        ("answer_found", facts.found),
        ("answer_proposals", facts.proposals),
    ):
        paper.heading(head)
        for line in (text or paper.say("answer_blank")).splitlines():
            paper.press.prose(line)
    paper.press.prose(paper.say("answer_end"))
    _contact(paper, facts.contact)
    _attached(paper, facts.attachments)
    _signed(paper, sender, facts.replied_on)
    return paper.write(path)


def write_urging(facts: StepFacts, path: Path, lang: str = "zh") -> Path:
    """Writes the letter that urges a unit whose limit is over."""
    paper, facts = Paper(lang), named(facts, lang)
    order = facts.order
    _head(paper, order.issuer, facts.number)
    _title(paper, paper.say("urge_title", number=order.number))
    _opening(paper, order.lead, order.is_synthetic)
    paper.press.prose(paper.say("urge_back" if facts.was_returned else "urge_opening", **_told(paper, facts)))
    for text in _stopped(paper, facts):
        paper.press.prose(text)
    paper.press.prose(paper.say("urge_ask"))
    if facts.following:
        step, day = facts.following
        named_so = paper.pick(step.names)
        paper.press.prose(paper.say("urge_next", day=paper.day(day), step=named_so[0].lower() + named_so[1:]))
    if end := paper.say("urge_end"):
        paper.press.prose(end)
    _contact(paper, order.contact)
    copies = _copies(paper, [paper.pick(it) for it in facts.copies])
    _signed(paper, order.issuer, facts.day)
    _colophon(paper, copies, order.issuer, facts.day, is_short=True)
    return paper.write(path)


def write_circular(facts: CircularFacts, path: Path, lang: str = "zh") -> Path:
    """Writes the circular of a day: every order that is named in it."""
    paper, facts = Paper(lang), named(facts, lang)
    _head(paper, facts.issuer, facts.number)
    _title(paper, paper.say("circular_title"))
    _label(paper, facts.is_synthetic)
    paper.press.line("Recipients", paper.say("circular_to"))
    paper.press.prose(paper.say("circular_opening", day=paper.day(facts.day), count=len(facts.orders)))
    paper.heading("circular_list")
    units = Counter(it.unit for it in facts.orders)
    comma = "、" if lang == "zh" else "; "
    told = comma.join(
        paper.say("circular_unit", unit=unit, count=count)
        for unit, count in sorted(units.items(), key=lambda it: (-it[1], it[0]))
    )
    paper.press.prose(paper.say("circular_units", units=told))
    paper.press.document.paragraphs[-1].paragraph_format.space_after = _GAP
    paper.table([paper.say(f"circular_h_{it}") for it in _COLUMNS], _rows(paper, facts), is_broken=True)
    paper.press.line("Small")
    paper.heading("circular_demands")
    for code in ("circular_ask", "circular_next"):
        paper.press.prose(paper.say(code))
    copies = _copies(paper, [paper.pick(it) for it in facts.copies])
    _signed(paper, facts.issuer, facts.day)
    lines = sum(-(-len(it.matter) // _MATTER) + _EDGE for it in facts.orders)
    _colophon(paper, copies, facts.issuer, facts.day, is_short=lines <= _SHORT)
    return paper.write(path)


def write_interview(facts: StepFacts, path: Path, lang: str = "zh") -> Path:
    """Writes the invitation of a unit's head to an interview."""
    paper, facts = Paper(lang), named(facts, lang)
    order = facts.order
    _head(paper, order.issuer, facts.number)
    _title(paper, paper.say("interview_title", unit=order.lead))
    _opening(paper, order.lead, order.is_synthetic)
    paper.press.prose(paper.say("interview_opening", **_told(paper, facts)))
    for text in _stopped(paper, facts):
        paper.press.prose(text)
    paper.heading("interview_place")
    paper.press.prose(
        paper.say("interview_when", day=paper.day(facts.by or facts.day), issuer=name_in(order.issuer, lang))
    )
    paper.heading("interview_topics")
    for at in (1, 2, 3):
        number = f"（{paper.say(f'ordinal_{at}')}）" if lang == "zh" else f"({at}) "
        paper.press.prose(number + paper.say(f"interview_topic_{at}"))
    paper.heading("interview_demands")
    paper.press.prose(paper.say("interview_ask"))
    _contact(paper, order.contact)
    copies = _copies(paper, [paper.pick(it) for it in facts.copies])
    _signed(paper, order.issuer, facts.day)
    _colophon(paper, copies, order.issuer, facts.day, is_short=True)
    return paper.write(path)


_LINE = 19  # characters of a title in a line
_WIDE = 0x2E80  # signs from here on are as wide as two Latin ones
_GAP = Pt(6)  # above a table
_MATTER, _EDGE = 9, 0.4  # of the circular's table: signs in a line of a matter; a row's edges, in lines
_SHORT = 24  # lines of a circular's table that ends on its second page
_COLUMNS = ("number", "order", "matter", "unit", "limit", "late")


def _head(paper: Paper, issuer: str, number: str) -> None:
    """发文机关标志, the number and the red line; without a number the name alone."""
    paper.press.red_head(paper.say("letters_red_head", issuer=issuer))
    if number:
        paper.press.line("Number", number)
    paper.press.red_line()


def _between(paper: Paper, left: str, right: str) -> None:
    """Of a report to a higher office: the number at the left, who signs at the right, one character in."""
    paper.press.ends("Number", left, right)


def _title(paper: Paper, text: str) -> None:
    """In lines of about the same length where one is too short, broken at the places marked `|`, else where a phrase
    ends."""
    lines = title_lines(text) if paper.lang == "zh" else _latin_lines(text)
    paper.press.title("\n".join(lines))


def _latin_lines(text: str) -> list[str]:
    """In one line where it has room, else broken at `|`."""
    whole = text.replace("|", " ")
    return [whole] if sum(2 if ord(sign) > _WIDE else 1 for sign in whole) <= 2 * _LINE else text.split("|")


def title_lines(text: str) -> list[str]:
    """A Chinese title in as few lines as it needs."""
    marks, whole = set[int](), ""
    for part in text.split("|"):
        whole += part
        marks.add(len(whole))
    lines, begin = list[str](), 0
    while (left := len(whole) - begin) > _LINE:
        count = -(-left // _LINE)  # lines that are still needed
        room = range(max(1, left - (count - 1) * _LINE), _LINE + 1)
        cuts = [begin + at for at in room if _may_break(whole, begin + at)] or [begin + _LINE]
        even = begin + left / count
        cut = min(cuts, key=lambda at: abs(at - even) + _unease(whole, at, marks))
        lines.append(whole[begin:cut])
        begin = cut
    return [*lines, whole[begin:]]


def _may_break(text: str, at: int) -> bool:
    """No line begins with 的 or a closing mark, none ends with an opening one, no number is torn."""
    before, after = text[at - 1], text[at]
    is_torn = before.isascii() and after.isascii()
    return not is_torn and after not in "的、，。；：”’）》〉〕】" and before not in "“‘（《〈〔【"


def _unease(text: str, at: int, marks: set[int]) -> int:
    """How ill a line ends here, in characters that a line may be longer for it."""
    if at in marks:
        return 0
    return 1 if text[at - 1] in "、，；：”’）》" or text[at] in "“‘（《" else 6


def quoted(text: str) -> str:
    """A text that is to stand between quotation marks: its own become inner ones (GB/T 15834)."""
    return text.replace("“", "‘").replace("”", "’")


def _opening(paper: Paper, unit: str, is_synthetic: bool) -> None:
    _label(paper, is_synthetic)
    paper.press.line("Recipients", paper.say("letters_to", unit=unit))


def _label(paper: Paper, is_synthetic: bool) -> None:
    if is_synthetic:
        paper.press.note(paper.say("doc_synthetic"))
    else:
        paper.press.line("Number")


def _demands(paper: Paper, facts: OrderFacts) -> list[str]:
    comma = "、" if paper.lang == "zh" else "; "
    limit = paper.day(facts.limit)
    found = [paper.say("slip_limit", limit=limit, urgency=paper.pick(facts.urgency)), paper.say("slip_answer")]
    if facts.artefacts:
        found.append(paper.say("slip_artefacts", names=comma.join(map(paper.pick, facts.artefacts))))
    if facts.supporting:
        found.append(paper.say("slip_supporting", units=comma.join(facts.supporting)))
    found.append(paper.say("slip_inspects", unit=facts.inspects))
    found.append(paper.say("slip_ladder"))
    return found


def _fields(paper: Paper, facts: OrderFacts) -> list[tuple[str, str]]:
    """The slip, field by field; what is empty is left out."""
    comma = "、" if paper.lang == "zh" else ", "
    pairs = (
        ("number", facts.number or paper.say("letters_unnumbered")),
        ("matter", facts.matter),
        ("content", facts.content),
        ("leader", facts.leader),
        ("issued", paper.day(facts.issued_on)),
        ("limit", paper.day(facts.limit)),
        ("lead", facts.lead),
        ("supporting", comma.join(facts.supporting)),
        ("inspects", facts.inspects),
        ("estates", comma.join(facts.estates)),
        ("feedback", paper.say("slip_once")),
        ("contact", facts.contact),
    )
    return [(paper.say(f"slip_f_{key}"), text) for key, text in pairs if text]


def _told(paper: Paper, facts: StepFacts) -> dict[str, object]:
    order = facts.order
    return {
        "issued": paper.day(order.issued_on),
        "matter": quoted(order.matter),
        "number": order.number,
        "limit": paper.day(facts.limit),
        "day": paper.day(facts.day),
        "late": _days(paper, facts.late),
    }


def _days(paper: Paper, count: int) -> str:
    return paper.say("letters_day" if count == 1 else "letters_days", count=count)


def _stopped(paper: Paper, facts: StepFacts) -> list[str]:
    count = sum(facts.stopped.values())
    if not count:
        return []
    why = ("、" if paper.lang == "zh" else ", ").join(paper.pick(it.names) for it in facts.stopped)
    return [paper.say("urge_stopped", days=_days(paper, count), why=why)]


def _rows(paper: Paper, facts: CircularFacts) -> list[list[str]]:
    is_short = paper.lang == "zh" and {it.limit.year for it in facts.orders} == {facts.day.year}
    return [
        [
            str(at),
            it.number,
            it.matter,
            it.unit,
            f"{it.limit:%-m月%-d日}" if is_short else paper.day(it.limit),
            paper.say("circular_days", count=it.late),
        ]
        for at, it in enumerate(facts.orders, 1)
    ]


def _annexes(paper: Paper, text: str) -> None:
    paper.press.line("Number")
    paper.press.prose(text)
    _held(paper, 3)


def _attached(paper: Paper, names: Sequence[str]) -> None:
    """附件 of a reply: one by its name, several with their numbers."""
    if len(names) == 1:
        _annexes(paper, paper.say("answer_attachment", name=names[0]))
    elif names:
        numbered = "{}．{}" if paper.lang == "zh" else "{}. {}"
        paper.press.line("Number")
        told = [numbered.format(at, name) for at, name in enumerate(names, 1)]
        paper.press.attachments(paper.say("answer_attachments"), told)
        _held(paper, 2 + len(names))


def _held(paper: Paper, count: int) -> None:
    """The last paragraphs with what follows, so that a signature never stands alone on its page."""
    for line in paper.press.document.paragraphs[-count:]:
        line.paragraph_format.keep_with_next = True


def _contact(paper: Paper, contact: str) -> None:
    """Whom to ask; set to the left, for a number does not break."""
    if contact:
        paper.press.prose(paper.say("letters_contact", contact=contact))
        paper.press.document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.LEFT


def _signed(paper: Paper, issuer: str, day: date | None) -> None:
    """Name and day, with the last paragraph of the text: they never stand on a page without any."""
    last = len(paper.press.document.paragraphs) - 1
    paper.press.issuer(issuer, SEAL_LINES if paper.lang == "zh" else 1)  # a translation bears no seal
    paper.press.line("Signature", paper.day(day))
    for paragraph in paper.press.document.paragraphs[last:-1]:
        paragraph.paragraph_format.keep_with_next = True


def _copies(paper: Paper, names: Sequence[str]) -> str:
    """Who gets copies. A translation is no letter and has no colophon: it says so at once, in its text."""
    comma = "，" if paper.lang == "zh" else ", "
    told = comma.join(dict.fromkeys(it for it in names if it))
    copied = paper.say("letters_copy", units=told) if told else ""
    if copied and paper.lang != "zh":
        paper.press.prose(copied)
        paper.press.document.paragraphs[-1].paragraph_format.space_before = _GAP
    return copied


def _colophon(paper: Paper, copied: str, issuer: str, day: date | None, *, is_short: bool = False) -> None:
    if paper.lang == "zh":
        printed = paper.say("letters_printed_on", day=paper.day(day))
        paper.press.colophon(copied, issuer, printed, is_at_foot=is_short)
