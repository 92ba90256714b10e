"""联合验收意见书, 整改通知书, and the lists that a party signs by hand: first what is said, then how it is printed."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from yipanqi.documents.delivery.facts import AcceptanceFacts
from yipanqi.documents.delivery.voice import BLANK, Paper, figure
from yipanqi.domain.delivery.acceptance import State, Verdict, failures, missing, own_items, parties, standing
from yipanqi.domain.delivery.checklist import CheckItem
from yipanqi.domain.delivery.party import Party


def write_certificate(facts: AcceptanceFacts, path: Path, lang: str = "zh") -> Path:
    """Writes the certificate of joint acceptance: works and accepted quantities, what each party found, who signed
    and who did not, conditions, the outcome."""
    paper = Paper(lang)
    _opening(paper, facts, "certificate_title")
    paper.heading("certificate_works")
    _works(paper, facts)
    paper.heading("certificate_items")
    version, source, since = facts.checklist
    paper.press.prose(paper.say("certificate_version", number=version, source=_source(paper, source), day=since))
    _items(paper, facts)
    if facts.ordered:
        paper.heading("certificate_rectified")
        _rectifications(paper, facts)
    paper.heading("certificate_outcome")
    for text in outcome(facts, paper):
        paper.press.prose(text)
    _conditions(paper, facts)
    paper.heading("certificate_signatures")
    _signatures(paper, facts)
    _closing(paper, facts, facts.decided_on)
    return paper.write(path)


def write_letter(facts: AcceptanceFacts, path: Path, lang: str = "zh") -> Path:
    """Writes the rectification letter to the contractor: what was found, who puts it right, by which day."""
    paper = Paper(lang)
    if facts.document_number:
        paper.press.line("Number", facts.document_number)
    paper.press.title(paper.say("letter_title", estate=facts.estate))
    _label(paper, facts)
    paper.press.line("Recipients", paper.say("letter_to", unit=facts.contractor or paper.party(Party.CONTRACTOR)))
    open_now = [(one, found) for one, found in facts.ordered if one.done_date is None]
    paper.press.prose(
        paper.say("letter_found", estate=facts.estate, day=paper.day(facts.visited_on), count=len(open_now))
    )
    rows = [
        [str(at), _what(paper, facts, one.item), found or paper.say("paper_none"), one.who, one.due_date.isoformat()]
        for at, (one, found) in enumerate(open_now, 1)
    ]
    paper.table(_heads(paper, "number", "item", "found", "who", "due"), rows)
    paper.press.line("Small")
    paper.press.prose(paper.say("letter_demand"))
    paper.press.prose(paper.say("letter_else"))
    if facts.supervisor:
        paper.press.line("Small", paper.say("letter_copy", unit=facts.supervisor))
    _closing(paper, facts, facts.visited_on)
    return paper.write(path)


def write_signing_list(facts: AcceptanceFacts, path: Path, lang: str = "zh") -> Path:
    """Writes the list to be signed by hand: a page for each party that has not signed, with its own items alone."""
    paper = Paper(lang)
    for at, party in enumerate(missing(facts.case) or parties(facts.case)):
        if at:
            paper.press.page_break(paper.say("list_title", party=paper.party(party)))
        else:
            paper.press.title(paper.say("list_title", party=paper.party(party)))
            _label(paper, facts)
        paper.short_fields(_known(paper, facts))
        given = standing(facts.case)
        rows = []
        for number, item in enumerate(_own(facts, party), 1):
            what, how, limit = item.said(lang)
            mark = given.get((item.key, party))
            verdict = paper.pick(mark.verdict.names) if mark else paper.say("list_boxes")
            measure = _measure(paper, facts, item.measure)
            remark = facts.remarks.get((item.key, party), "") or BLANK
            rows.append([str(number), measure, f"{what}{paper.say('paper_bracket', text=how)}", limit, verdict, remark])
        paper.table(_heads(paper, "number", "measure", "item", "limit", "verdict", "remark"), rows)
        paper.press.line("Small")
        paper.press.line("Small", paper.say("list_own"))
        paper.press.prose(paper.say("list_sign"))
        paper.press.prose(paper.say("list_contact"))
        paper.press.line("Small", paper.say("list_entered"))
    return paper.write(path)


def outcome(facts: AcceptanceFacts, paper: Paper) -> Iterator[str]:
    """The outcome in sentences: what it is, why, what still fails, who has not signed."""
    state = facts.case.state
    code = f"outcome_{state if state in _DECIDED else 'open'}"
    yield paper.say(code, estate=facts.estate, day=paper.day(facts.decided_on))
    if facts.reason:
        yield paper.say("outcome_reason", reason=facts.reason)
    if failed := failures(facts.case):
        names = ("、" if paper.lang == "zh" else "; ").join(_what(paper, facts, key) for key in failed)
        yield paper.say("outcome_failing", count=len(failed), names=names)
    if absent := missing(facts.case):
        names = ("、" if paper.lang == "zh" else ", ").join(map(paper.party, absent))
        yield paper.say("outcome_absent", names=names)


_DECIDED = (State.ACCEPTED, State.CONDITIONAL, State.FILED, State.REFUSED)


def _opening(paper: Paper, facts: AcceptanceFacts, title: str) -> None:
    if facts.document_number:
        paper.press.line("Number", facts.document_number)
    paper.press.title(paper.say(title, estate=facts.estate))
    _label(paper, facts)
    paper.fields(_known(paper, facts))


def _label(paper: Paper, facts: AcceptanceFacts) -> None:
    paper.press.note(paper.say("doc_synthetic") if facts.is_synthetic else "")


def _known(paper: Paper, facts: AcceptanceFacts) -> list[tuple[str, str]]:
    return [
        (paper.say("paper_number"), facts.number),
        (paper.say("paper_estate"), paper.say("paper_place", subdistrict=facts.subdistrict, estate=facts.estate)),
        (paper.party(Party.CONTRACTOR), facts.contractor),
        (paper.party(Party.SUPERVISOR), facts.supervisor),
        (paper.say("paper_applied"), paper.day(facts.applied_on)),
        (paper.say("paper_visited"), paper.day(facts.visited_on)),
    ]


def _works(paper: Paper, facts: AcceptanceFacts) -> None:
    rows = [
        [
            str(at),
            paper.pick(work.names),
            paper.unit(work.unit),
            figure(work.planned),
            figure(work.reported),
            figure(work.accepted),
        ]
        for at, work in enumerate(facts.works, 1)
    ]
    paper.table(_heads(paper, "number", "measure", "unit", "planned", "reported", "accepted"), rows)
    paper.press.line("Small", paper.say("certificate_last_word"))


def _items(paper: Paper, facts: AcceptanceFacts) -> None:
    """Each item with what its parties found, shortly: only who passed, who failed, who has not said."""
    rows = []
    for at, item in enumerate(facts.items, 1):
        what, _, limit = item.said(paper.lang)
        rows.append([str(at), _measure(paper, facts, item.measure), what, limit, _found(paper, facts, item)])
    paper.table(_heads(paper, "number", "measure", "item", "limit", "verdict"), rows)
    paper.press.line("Small")


def _found(paper: Paper, facts: AcceptanceFacts, item: CheckItem) -> str:
    given = standing(facts.case)
    by_verdict: dict[str, list[str]] = {}
    for party in item.parties:
        mark = given.get((item.key, party))
        told = paper.pick(mark.verdict.names) if mark else paper.say("paper_not_judged")
        note = facts.remarks.get((item.key, party), "") if mark and mark.verdict is not Verdict.PASS else ""
        by_verdict.setdefault(told, []).append(
            paper.party(party) + (paper.say("paper_bracket", text=note) if note else "")
        )
    if len(by_verdict) == 1 and len(next(iter(by_verdict.values()))) == len(item.parties):
        told, names = next(iter(by_verdict.items()))
        if not any("（" in name or "(" in name for name in names):
            return told
    colon, comma, stop = ("：", "、", "；") if paper.lang == "zh" else (": ", ", ", "; ")
    return stop.join(f"{told}{colon}{comma.join(names)}" for told, names in by_verdict.items())


def _rectifications(paper: Paper, facts: AcceptanceFacts) -> None:
    rows = [
        [
            str(at),
            _what(paper, facts, one.item),
            found or paper.say("paper_none"),
            one.who,
            one.due_date.isoformat(),
            one.done_date.isoformat() if one.done_date else paper.say("paper_open"),
        ]
        for at, (one, found) in enumerate(facts.ordered, 1)
    ]
    paper.table(_heads(paper, "number", "item", "found", "who", "due", "done"), rows)
    paper.press.line("Small")


def _conditions(paper: Paper, facts: AcceptanceFacts) -> None:
    rows = [
        [
            str(at),
            one.text,
            one.due_date.isoformat(),
            one.met_date.isoformat() if one.met_date else paper.say("paper_open"),
        ]
        for at, one in enumerate(facts.case.conditions, 1)
    ]
    if rows:
        paper.table(_heads(paper, "number", "condition", "due", "met"), rows)
        paper.press.line("Small")


def _signatures(paper: Paper, facts: AcceptanceFacts) -> None:
    """Every party of the list: who signed for it; a missing one is printed as missing."""
    absent = missing(facts.case)
    rows = []
    for party in parties(facts.case):
        signer = facts.signers.get(party)
        if party in absent or signer is None:
            rows.append([paper.party(party), paper.say("paper_unsigned"), "—", "—", "—"])
            continue
        way = (
            paper.say("paper_by_hand", entered=signer.entered_by, confirmed=signer.confirmed_by)
            if signer.entered_by
            else paper.say("paper_on_screen")
        )
        rows.append([paper.party(party), signer.organisation, signer.person, signer.signed_on.isoformat(), way])
    paper.table(_heads(paper, "party", "organisation", "person", "signed", "way"), rows)
    paper.press.line("Small")


def _closing(paper: Paper, facts: AcceptanceFacts, day: date | None) -> None:
    paper.press.issuer(facts.issuer or paper.party(Party.OFFICE))
    paper.press.line("Signature", paper.day(day))


def _own(facts: AcceptanceFacts, party: Party) -> list[CheckItem]:
    keys = {item.key for item in own_items(facts.case, party)}
    return [item for item in facts.items if item.key in keys]


def _measure(paper: Paper, facts: AcceptanceFacts, measure: str) -> str:
    names = {work.measure: work.names for work in facts.works}
    return paper.pick(names.get(measure, (measure, measure)))


def _what(paper: Paper, facts: AcceptanceFacts, key: str) -> str:
    """An item by the names of its work and of itself; a text that is no key as it stands."""
    item = facts.item_by_key.get(key)
    if item is None:
        return key
    return f"{_measure(paper, facts, item.measure)}{'：' if paper.lang == 'zh' else ': '}{item.said(paper.lang)[0]}"


def _source(paper: Paper, source: str) -> str:
    return paper.say("paper_ours") if source == "本软件的默认值，可改" else source


def _heads(paper: Paper, *codes: str) -> list[str]:
    return [paper.say(f"paper_head_{code}") for code in codes]
