"""What changes an acceptance: applied for, papers, judged, signed, ordered, decided; each once, by whom and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from yipanqi.domain.delivery import acceptance as law
from yipanqi.domain.delivery.checklist import Checklist, in_force
from yipanqi.domain.delivery.party import Party, said_of
from yipanqi.domain.delivery.state import State as TaskState
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.sentences import sentence
from yipanqi.web.audit import actions as audit
from yipanqi.web.page.say import Cannot
from yipanqi.web.programmes.models import EstateRow, Photo, ProgrammeEntry

from .. import telling_people
from ..models import (
    Acceptance,
    AcceptanceCondition,
    AcceptanceEvent,
    AcceptanceItem,
    AcceptanceMark,
    AcceptanceRectification,
    AcceptanceSignature,
    AcceptanceWork,
    ChecklistVersion,
    DeliveryTask,
    PaperEntry,
    checklists_of,
)
from ..standing import enters_paper, is_applicant, puts_right, speaks_for
from .moving import overtaken

APPLIED = "apply"
_DONE = (TaskState.REPORTED, TaskState.CHECKED, TaskState.CLOSED)


class CannotAccept(Cannot):
    """It may not be done so, not now, or not by this person; the message says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """What somebody says about an item: a verdict, a remark, the photo that shows it."""

    key: str
    verdict: law.Verdict
    remark: str = ""
    photo: Photo | None = None


@transaction.atomic
def apply_for(
    *,
    tasks: Sequence[DeliveryTask],
    by: Any,
    at: datetime,
    day: date,
    reported: Mapping[int, Decimal] | None = None,
    note: str = "",
) -> Acceptance:
    """Apply for the joint acceptance of works of one estate that are reported done; the checklist in force that day
    is copied and stays. `reported` is how much was built, by task."""
    rows = list(DeliveryTask.objects.select_for_update().filter(pk__in=[it.pk for it in tasks]).order_by("place"))
    _check_applied(rows, by)
    first = rows[0]
    checklist = in_force(checklists_of(first.entry), day)
    items = checklist.of(it.measure for it in rows)
    if not items:
        raise CannotAccept("验收清单里没有这些改造项", "The checklist has no item for these works")
    rounds = Acceptance.objects.filter(entry=first.entry, estate=first.estate).aggregate(last=Max("round"))
    made = Acceptance(
        entry=first.entry,
        round=(rounds["last"] or 0) + 1,
        estate=first.estate,
        estate_name=first.estate_name,
        region=first.region,
        region_name=first.region_name,
        community=first.community,
        contractor=next((it.contractor for it in rows if it.contractor_id), None),
        supervisor=next((it.supervisor for it in rows if it.supervisor_id), None),
        checklist_number=checklist.number,
        checklist_source=checklist.source,
        checklist_date=checklist.effect_date,
        papers=dict.fromkeys(law.PAPERS, False),
        note=note[:500],
        applied_by=by,
        applied_at=at,
        applied_on=day,
    )
    made.save(force_insert=True)
    told = reported or {}
    AcceptanceWork.objects.bulk_create(
        AcceptanceWork(
            acceptance=made,
            task=it,
            measure=it.measure,
            name=it.name,
            name_en=it.name_en,
            unit=it.unit,
            planned=it.quantity or 0,
            reported=told.get(it.pk),
        )
        for it in rows
    )
    AcceptanceItem.objects.bulk_create(
        AcceptanceItem(
            acceptance=made, place=place, **{k: v for k, v in asdict(it).items() if k != "parties"},
            parties=[party.value for party in it.parties],
        )
        for place, it in enumerate(items)
    )  # fmt: skip
    _event(made, APPLIED, "", by, at, day, note)
    after = {"number": made.number, "works": len(rows), "checklist": checklist.number}
    audit.record("acceptance.applied", subject=made, by=by, at=at, scope=made.estate, after=after)
    return made


@transaction.atomic
def set_papers(*, acceptance: Acceptance, there: Iterable[str], by: Any, at: datetime, seen: int | None) -> Acceptance:
    """Say which papers were handed in."""
    found = _locked(acceptance, seen)
    _allowed(found, law.Deed.PAPERS, by)
    if not (by.has_perm(law.MANAGE) or is_applicant(by, [work.task for work in found.works.select_related("task")])):
        raise CannotAccept("只有申请单位和区改造办能登记资料", "Papers are for the applicant and the office")
    known = set(there)
    found.papers = {code: code in known for code in found.papers}
    _raised(found, "papers")
    after = {"papers": sorted(code for code, is_there in found.papers.items() if is_there)}
    audit.record("acceptance.papers_noted", subject=found, by=by, at=at, scope=found.estate, after=after)
    return found


@transaction.atomic
def move(
    *,
    acceptance: Acceptance,
    action: law.Action,
    by: Any,
    at: datetime,
    day: date,
    reason: str = "",
    seen: int | None = None,
) -> Acceptance:
    """Make this move of the table, if it is this person's and nothing is missing."""
    found = _locked(acceptance, seen)
    cell = law.TABLE[found.told].get(action)
    if cell is None:
        zh, en = found.told.names
        raise CannotAccept(
            f"现在是“{zh}”，不能“{action.names[0]}”", f"It is “{en}”: “{action.names[1]}” is not possible"
        )
    if action not in law.moves(found.told, by.permissions):
        raise CannotAccept("您没有办理这一步的权限", "You may not take this step")
    if lacks := law.lacks(found.case, action, reason):
        raise CannotAccept(*(("；", "; ")[n].join(_of(lack, lang) for lack in lacks) for n, lang in enumerate(_LANGS)))
    before, found.state = found.state, cell.target
    if cell.target is law.State.ON_SITE:
        found.visited_on = day
    if cell.target in (law.State.ACCEPTED, law.State.CONDITIONAL, law.State.REFUSED):
        found.decided_on, found.reason = day, reason.strip()[:500]
    _raised(found, "state", "visited_on", "decided_on", "reason")
    _event(found, action, before, by, at, day, reason)
    after = {"number": found.number, "state": found.state, "reason": reason.strip()}
    audit.record(cell.event, subject=found, by=by, at=at, scope=found.estate, after=after)
    if cell.target is law.State.ON_SITE:
        telling_people.of_visit(found, by=by, at=at)
    return found


@transaction.atomic
def judge(
    *, acceptance: Acceptance, party: Party, words: Sequence[Word], by: Any, at: datetime, seen: int | None = None
) -> list[AcceptanceMark]:
    """Say what this person's party found of its own items. `seen` is the party's last word that they looked at."""
    found = _locked(acceptance, None)
    _allowed(found, law.Deed.MARK, by)
    own = speaks_for(by, found).get(party, frozenset())
    if not own or any(word.key not in own for word in words):
        raise CannotAccept("只能查验本单位的项目", "Only the items of one's own party may be judged")
    party_unchanged(found, party, seen)
    made = _marked(found, party, words, by, at)
    after = {"party": party.value, "items": [word.key for word in words], "failing": _failing(words)}
    audit.record("acceptance.judged", subject=found, by=by, at=at, scope=found.estate, after=after)
    return made


@transaction.atomic
def sign(
    *, acceptance: Acceptance, party: Party, by: Any, at: datetime, day: date, seen: int | None = None
) -> AcceptanceSignature:
    """Sign for one's own party what it judged; all of its items are judged by then."""
    found = _locked(acceptance, None)
    _allowed(found, law.Deed.SIGN, by)
    own = speaks_for(by, found).get(party, frozenset())
    if not own:
        raise CannotAccept("不能替其他单位签字", "Nobody signs for another")
    party_unchanged(found, party, seen)
    left = [item.key for item in law.unjudged(found.case, party) if item.key in own]
    if left:
        raise CannotAccept(
            f"还有 {len(left)} 项没有查验，不能签字", f"{len(left)} items are not judged yet: sign later"
        )
    organisation = next(
        (it.organisation for it in by.memberships_held if party.kind and it.organisation.kind == party.kind.value), None
    )
    made = AcceptanceSignature.objects.create(
        acceptance=found,
        party=party,
        items=sorted(own),
        organisation=organisation,
        organisation_name=organisation.name if organisation else party.names[0],
        signer=by.display_name,
        signed_on=day,
        by=by,
        at=at,
    )
    after = {"party": party.value, "items": len(own)}
    audit.record("acceptance.signed", subject=found, by=by, at=at, scope=found.estate, after=after)
    return made


@transaction.atomic
def enter_paper(
    *,
    acceptance: Acceptance,
    party: Party,
    organisation_name: str,
    signer: str,
    signed_on: date,
    words: Sequence[Word],
    by: Any,
    at: datetime,
    day: date,
    photo: Photo | None = None,
) -> PaperEntry:
    """Enter a list that a party signed by hand: all of its items. It counts once somebody else has confirmed it."""
    found = _locked(acceptance, None)
    if not enters_paper(by, found):
        raise CannotAccept("您不能录入纸质查验表", "You may not enter lists signed by hand")
    own = {item.key for item in law.own_items(found.case, party)}
    if {word.key for word in words} != own:
        raise CannotAccept("请录入本方的全部项目", "Enter all of this party's items")
    if not signer.strip():
        raise CannotAccept("请填写签字人", "Say who signed")
    if signed_on > day:
        raise CannotAccept("签字日期不能晚于今天", "It cannot have been signed after today")
    if found.paper_entries.filter(party=party, confirmed_by=None, returned_by=None).exists():
        raise CannotAccept("这一方已有一份录入等待复核", "An entry of this party waits to be confirmed already")
    made = PaperEntry.objects.create(
        acceptance=found,
        party=party,
        organisation_name=organisation_name.strip()[:100] or party.names[0],
        signer=signer.strip()[:60],
        signed_on=signed_on,
        marks=[[it.key, it.verdict.value, it.remark[:300], it.photo.pk if it.photo else None] for it in words],
        photo=photo,
        entered_by=by,
        entered_at=at,
    )
    after = {"party": party.value, "items": len(words), "failing": _failing(words)}
    audit.record("acceptance.paper_entered", subject=found, by=by, at=at, scope=found.estate, after=after)
    return made


@transaction.atomic
def confirm_paper(*, paper: PaperEntry, by: Any, at: datetime) -> PaperEntry:
    """Confirm what another person entered: from now on it counts as that party's words and signature."""
    found = _locked(paper.acceptance, None)
    paper = PaperEntry.objects.select_for_update().get(pk=paper.pk)
    _check_confirming(found, paper, by)
    paper.confirmed_by, paper.confirmed_at = by, at
    paper.save(update_fields=["confirmed_by", "confirmed_at"])
    party = Party(paper.party)
    photos = Photo.objects.in_bulk(paper.photos)
    words = [
        Word(key=key, verdict=law.Verdict(verdict), remark=remark, photo=photos.get(photo))
        for key, verdict, remark, photo in paper.marks
    ]
    _marked(found, party, words, paper.entered_by, at, paper=paper)
    AcceptanceSignature.objects.create(
        acceptance=found,
        party=party,
        items=sorted(word.key for word in words),
        organisation_name=paper.organisation_name,
        signer=paper.signer,
        signed_on=paper.signed_on,
        paper=paper,
        by=by,
        at=at,
    )
    audit.record(
        "acceptance.paper_confirmed", subject=found, by=by, at=at, scope=found.estate, after={"party": paper.party}
    )
    return paper


@transaction.atomic
def return_paper(*, paper: PaperEntry, by: Any, at: datetime, reason: str) -> PaperEntry:
    """Give an entry back: it does not say what the paper says."""
    found = _locked(paper.acceptance, None)
    paper = PaperEntry.objects.select_for_update().get(pk=paper.pk)
    if not reason.strip():
        raise CannotAccept("请写明退回的理由", "Say why it is given back")
    if not paper.is_waiting or not enters_paper(by, found):
        raise CannotAccept("这份录入已经处理过，或您不能复核", "It was dealt with already, or is not yours to check")
    paper.returned_by, paper.returned_at, paper.reason = by, at, reason.strip()[:500]
    paper.save(update_fields=["returned_by", "returned_at", "reason"])
    after = {"party": paper.party, "reason": paper.reason}
    audit.record("acceptance.paper_returned", subject=found, by=by, at=at, scope=found.estate, after=after)
    return paper


@transaction.atomic
def set_quantities(
    *, acceptance: Acceptance, accepted: Mapping[int, Decimal], by: Any, at: datetime, seen: int | None
) -> Acceptance:
    """Write down how much of each work is accepted: the last word."""
    found = _locked(acceptance, seen)
    _allowed(found, law.Deed.QUANTITY, by)
    works = {work.pk: work for work in found.works.all()}
    if any(value < 0 for value in accepted.values()) or set(accepted) - set(works):
        raise CannotAccept("数量不能小于零", "A quantity is not below zero")
    for pk, value in accepted.items():
        works[pk].accepted = value
        works[pk].save(update_fields=["accepted"])
    _raised(found)
    after = {"quantities": {works[pk].measure: str(value) for pk, value in accepted.items()}}
    audit.record("acceptance.quantities_set", subject=found, by=by, at=at, scope=found.estate, after=after)
    return found


@transaction.atomic
def order(
    *, acceptance: Acceptance, item: str, found: str, who: str, due_date: date, by: Any, at: datetime, day: date,
    seen: int | None,
) -> AcceptanceRectification:  # fmt: skip
    """Write down what is to be put right: the item, what was found, who, by when."""
    case = _locked(acceptance, seen)
    _allowed(case, law.Deed.ORDER, by)
    if not (found.strip() and who.strip()):
        raise CannotAccept("请写明问题和整改责任人", "Say what was found and who puts it right")
    if due_date < day:
        raise CannotAccept("整改期限不能早于今天", "The date cannot be before today")
    made = AcceptanceRectification.objects.create(
        acceptance=case, item=_item(case, item), found=found.strip()[:300], who=who.strip()[:60], due_date=due_date,
        by=by, at=at,
    )  # fmt: skip
    _raised(case)
    after = {"item": item, "due": due_date, "found": made.found}
    audit.record("acceptance.ordered", subject=case, by=by, at=at, scope=case.estate, after=after)
    telling_people.of_rectification(made, by=by, at=at)
    return made


@transaction.atomic
def put_right(
    *, rectification: AcceptanceRectification, note: str, by: Any, at: datetime, day: date, photo: Photo | None = None
) -> AcceptanceRectification:
    """Report that it was put right; whoever judged the item looks again."""
    found = _locked(rectification.acceptance, None)
    one = AcceptanceRectification.objects.select_for_update().select_related("item").get(pk=rectification.pk)
    _allowed(found, law.Deed.RECTIFIED, by)
    if not puts_right(by, found, one.item.measure):
        raise CannotAccept("由施工单位或区改造办填报", "It is for the contractor or the office")
    if one.done_date:
        raise CannotAccept("这一项已经填报完成", "It was reported before")
    one.done_date, one.done_by, one.done_note, one.photo = day, by, note.strip()[:300], photo
    one.save(update_fields=["done_date", "done_by", "done_note", "photo"])
    _raised(found)
    after = {"item": one.item.key, "day": day}
    audit.record("acceptance.put_right", subject=found, by=by, at=at, scope=found.estate, after=after)
    telling_people.put_right(rectification, by=by, at=at)
    return one


@transaction.atomic
def add_condition(
    *, acceptance: Acceptance, text: str, due_date: date, by: Any, at: datetime, day: date, seen: int | None,
    item: str = "", party: Party | None = None,
) -> AcceptanceCondition:  # fmt: skip
    """Write down a condition and its date: of an item that fails, of a party that has not signed, or another."""
    found = _locked(acceptance, seen)
    _allowed(found, law.Deed.CONDITION, by)
    if not text.strip():
        raise CannotAccept("请写明条件", "Say what the condition is")
    if due_date < day:
        raise CannotAccept("条件的期限不能早于今天", "The date cannot be before today")
    made = AcceptanceCondition.objects.create(
        acceptance=found, text=text.strip()[:300], due_date=due_date, item=_item(found, item) if item else None,
        party=party or "", by=by, at=at,
    )  # fmt: skip
    _raised(found)
    after = {"condition": made.text, "due": due_date}
    audit.record("acceptance.condition_added", subject=found, by=by, at=at, scope=found.estate, after=after)
    return made


@transaction.atomic
def meet_condition(*, condition: AcceptanceCondition, by: Any, at: datetime, day: date) -> AcceptanceCondition:
    """Say that a condition is met; one that waits for a party only once that party has signed."""
    found = _locked(condition.acceptance, None)
    one = AcceptanceCondition.objects.select_for_update().get(pk=condition.pk)
    _allowed(found, law.Deed.MET, by)
    if one.met_date:
        raise CannotAccept("这个条件已经落实", "It is met already")
    if one.party and not law.is_signed(found.case, Party(one.party)):
        raise CannotAccept("这一方还没有签字", "This party has not signed yet")
    if one.item and one.item.key in law.failures(found.case):
        raise CannotAccept("这一项仍不合格，请原查验单位复验", "The item still fails: who judged it looks again first")
    one.met_date, one.met_by = day, by
    one.save(update_fields=["met_date", "met_by"])
    _raised(found)
    after = {"condition": one.text, "day": day}
    audit.record("acceptance.condition_met", subject=found, by=by, at=at, scope=found.estate, after=after)
    return one


@transaction.atomic
def keep_checklist(
    *, entry: ProgrammeEntry, checklist: Checklist, warnings: list[list[str]], file_name: str, by: Any, at: datetime
) -> ChecklistVersion:
    """Keep a version that was read from a file, to be looked at; it counts for nothing yet."""
    rows = [asdict(it) | {"parties": [party.value for party in it.parties]} for it in checklist.items]
    made = ChecklistVersion.objects.create(
        entry=entry,
        source=checklist.source[:200],
        effect_date=checklist.effect_date,
        items=rows,
        warnings=warnings,
        file_name=file_name[:200],
        by=by,
        at=at,
    )
    audit.record("checklist.read", subject=made, by=by, at=at, after={"items": len(rows)})
    return made


@transaction.atomic
def put_in_force(*, version: ChecklistVersion, by: Any, at: datetime, day: date) -> ChecklistVersion:
    """Put a version in force from its day on; acceptances already begun keep theirs."""
    ProgrammeEntry.objects.select_for_update().get(pk=version.entry_id)
    version = ChecklistVersion.objects.select_for_update().get(pk=version.pk)
    if version.number is not None:
        raise CannotAccept("这个版本已经启用", "This version is in force already")
    if version.effect_date < day:
        raise CannotAccept("生效日期不能早于今天", "It cannot take effect before today")
    last = ChecklistVersion.objects.filter(entry=version.entry_id).aggregate(last=Max("number"))["last"] or 0
    version.number, version.in_force_by, version.in_force_at = last + 1, by, at
    version.save(update_fields=["number", "in_force_by", "in_force_at"])
    after = {"number": version.number, "since": version.effect_date, "source": version.source}
    audit.record("checklist.put_in_force", subject=version, by=by, at=at, after=after)
    return version


def photo_row(acceptance: Acceptance) -> EstateRow:
    """The estate to which photos of this acceptance belong, though a later workbook may lack it."""
    return EstateRow(entry_id=acceptance.entry_id, estate=acceptance.estate)


_LANGS = ("zh", "en")


def _of(lack: law.Lack, lang: str) -> str:
    return sentence(lack.code, lack.values, lang).rstrip("。.")


def _check_applied(rows: Sequence[DeliveryTask], by: Any) -> None:
    if not rows or len({(it.entry_id, it.estate) for it in rows}) != 1 or any(it.kind != Kind.WORK for it in rows):
        raise CannotAccept("请选择同一小区的改造项", "Choose works of one estate")
    if not is_applicant(by, rows):
        raise CannotAccept(
            "由责任单位、施工单位或区改造办申请", "The responsible unit, the contractor or the office applies"
        )
    early = [it for it in rows if it.told not in _DONE]
    if early:
        zh, en = _names(early)
        raise CannotAccept(f"还没有报完：{zh}", f"Not reported done yet: {en}")
    held = AcceptanceWork.objects.filter(task__in=rows).exclude(acceptance__state=law.State.REFUSED)
    if taken := list(held.select_related("acceptance")):
        zh, en = _names(taken)
        raise CannotAccept(f"已在验收中或已验收：{zh}", f"In an acceptance already: {en}")


def _names(rows: Iterable[DeliveryTask | AcceptanceWork]) -> tuple[str, str]:
    """Works by name, in both languages."""
    told = said_of([(it.name, it.name_en or it.name) for it in rows])
    return told["zh"], told["en"]


def _locked(acceptance: Acceptance, seen: int | None) -> Acceptance:
    """The acceptance, held until the deed is done. Raises Overtaken where it is not what was looked at."""
    found = Acceptance.objects.select_for_update().get(pk=acceptance.pk)
    if seen is not None and seen != found.version:
        zh, en = found.told.names
        raise overtaken(_last_change(found), f"已修改，验收现在是“{zh}”", f"changed it, and it is “{en}” now")
    return found


def _last_change(found: Acceptance) -> Any:
    """The row of an acceptance that was written last."""
    rows = [
        found.events.select_related("by").first(),
        found.rectifications.select_related("by").last(),
        found.conditions.select_related("by").last(),
    ]
    return max((row for row in rows if row), key=lambda row: row.at)


def party_unchanged(found: Acceptance, party: Party, seen: int | None) -> None:
    """Raise Overtaken where another person has spoken for the party since somebody looked: `seen` is its last word
    then, 0 for none."""
    last = found.marks.filter(party=party).select_related("by").last()
    if seen is None or seen == (last.pk if last else 0) or last is None:
        return
    raise overtaken(last, "已为本单位填写查验结论", "wrote for your party")


def _allowed(found: Acceptance, deed: law.Deed, by: Any) -> None:
    if not law.may(deed, found.told, by.permissions):
        zh, en = found.told.names
        raise CannotAccept(f"现在是“{zh}”，您不能办理这一项", f"It is “{en}”: you may not do this")


def _check_confirming(found: Acceptance, paper: PaperEntry, by: Any) -> None:
    if not paper.is_waiting:
        raise CannotAccept("这份录入已经处理过", "This entry was dealt with already")
    if paper.entered_by_id == by.pk:
        raise CannotAccept("录入人不能复核自己的录入", "Who entered it cannot confirm it")
    if not enters_paper(by, found):
        raise CannotAccept("您不能复核纸质查验表", "You may not confirm lists signed by hand")


def _marked(
    found: Acceptance, party: Party, words: Sequence[Word], by: Any, at: datetime, paper: PaperEntry | None = None
) -> list[AcceptanceMark]:
    items = {item.key: item for item in found.items.all()}
    return [
        AcceptanceMark.objects.create(
            acceptance=found,
            item=items[word.key],
            party=party,
            verdict=word.verdict,
            remark=word.remark.strip()[:300],
            photo=word.photo,
            paper=paper,
            by=by,
            at=at,
        )
        for word in words
    ]


def _failing(words: Sequence[Word]) -> list[str]:
    return [word.key for word in words if word.verdict is law.Verdict.FAIL]


def _item(found: Acceptance, key: str) -> AcceptanceItem:
    item = next((it for it in found.items.all() if it.key == key), None)
    if item is None:
        raise CannotAccept("验收清单里没有这一项", "The checklist has no such item")
    return item


def _raised(found: Acceptance, *fields: str) -> None:
    found.version += 1
    found.save(update_fields=["version", *fields])


def _event(
    found: Acceptance, action: str, before: str, by: Any, at: datetime, day: date, reason: str
) -> AcceptanceEvent:
    return AcceptanceEvent.objects.create(
        acceptance=found, action=action, before=before, after=found.state, by=by, at=at, day=day,
        reason=reason.strip()[:500],
    )  # fmt: skip
