"""Joint acceptance: its list, applying, the page of one, and what each party does on site or on paper."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yipanqi.domain.delivery import acceptance as law
from yipanqi.domain.delivery.party import Party
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.state import SETTLED
from yipanqi.domain.delivery.state import State as TaskState
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.sentences import sentence
from yipanqi.web.accounts.models import Organisation
from yipanqi.web.accounts.roles import COMMUNITY, SUBDISTRICT, UTILITY
from yipanqi.web.page.answer import done, query_without
from yipanqi.web.page.kept_file import opened
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, language, say
from yipanqi.web.page.today import today
from yipanqi.web.programmes.actions import keep_photo
from yipanqi.web.programmes.actions.photos import photo_path
from yipanqi.web.programmes.models import Photo
from yipanqi.workbook.checklists import handover_items

from ..acceptance_forms import (
    ApplyForm,
    ConditionForm,
    JudgeForm,
    MoveForm,
    OfferForm,
    OrderForm,
    PaperForm,
    PapersForm,
    PutRightForm,
    QuantitiesForm,
    ReasonForm,
)
from ..actions import Overtaken
from ..actions import acceptance as actions
from ..models import (
    Acceptance,
    AcceptanceCondition,
    AcceptanceItem,
    AcceptanceMark,
    AcceptanceRectification,
    AcceptanceWork,
    DeliveryTask,
    PaperEntry,
)
from ..standing import enters_paper, is_applicant, measures_of, puts_right, speaks_for
from .frame import entry_here, page

_PAGE = 50
_DONE = (TaskState.REPORTED, TaskState.CHECKED, TaskState.CLOSED)


@require_safe
@permission_required("delivery.view")
def acceptances(request: HttpRequest) -> HttpResponse:
    """All acceptances that one sees; the estates whose works wait to be applied for."""
    entry = entry_here(request)
    rows = Acceptance.objects.visible_to(request.user).filter(entry=entry).told()
    state = request.GET.get("state", "")
    shown = rows.filter(state=state) if state in set(law.State) else rows
    known = dict(rows.order_by().values_list("state").annotate(count=Count("*")))
    counts = [(it, say(*it.names), known.get(it, 0)) for it in law.State]
    values = {
        "shown": Paginator(shown, _PAGE).get_page(request.GET.get("page")),
        "counts": [(it.value, name, count) for it, name, count in counts if count],
        "state": state,
        "ready": _ready(request, entry),
        "query": query_without(request, "page"),
    }
    return page(request, "acceptances.html", entry, **values)


def _ready(request: HttpRequest, entry: Any) -> list[dict[str, Any]]:
    """Estates with works that are reported done and in no acceptance, for who may apply."""
    estates: dict[str, dict[str, Any]] = {}
    for estate, name in _waiting(request, entry).values_list("estate", "estate_name")[:500]:
        one = estates.setdefault(estate, {"code": estate, "name": name, "count": 0})
        one["count"] += 1
    return list(estates.values())


def _waiting(request: HttpRequest, entry: Any) -> Any:
    if not (request.user.has_perm(law.MANAGE) or request.user.has_perm(law.WORK)):
        return DeliveryTask.objects.none()
    taken = AcceptanceWork.objects.exclude(acceptance__state=law.State.REFUSED).filter(acceptance__entry=entry)
    rows = DeliveryTask.objects.visible_to(request.user).leaves().filter(entry=entry, kind=Kind.WORK, state__in=_DONE)
    if not request.user.has_perm(law.MANAGE):
        rows = rows.mine(request.user)
    over = DeliveryTask.objects.filter(entry=entry, stage=DeliveryStage.ACCEPTANCE, state__in=SETTLED)
    return rows.exclude(pk__in=taken.values("task_id")).exclude(estate__in=over.values("estate")).told()


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("delivery.work")
def apply(request: HttpRequest) -> HttpResponse:
    """Apply for the acceptance of an estate's works."""
    entry, estate = entry_here(request), request.GET.get("estate", "")[:200]
    tasks = list(_waiting(request, entry).filter(estate=estate).order_by("place"))
    tasks = [task for task in tasks if is_applicant(request.user, [task])]
    if not tasks:
        raise Http404
    form = ApplyForm(request.POST if request.method == "POST" else None, tasks=tasks)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.apply_for(
                tasks=form.chosen(),
                reported=form.reported(),
                note=form.cleaned_data["note"],
                by=request.user,
                at=timezone.now(),
                day=today(),
            )
        except actions.CannotAccept as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("已申请联合验收", "Joint acceptance applied for"))
            return redirect(made)
    values = {"form": form, "estate_name": tasks[0].estate_name, "status": 422 if form.errors else 200}
    return page(request, "acceptance_new.html", entry, **values)


@require_safe
@permission_required("delivery.view")
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """One acceptance: where it stands, what is missing, who found what, who signed, what comes next."""
    return _page_of(request, acceptance_here(request, pk), {})


def acceptance_here(request: HttpRequest, pk: int) -> Acceptance:
    """The acceptance, if this person may see it; else 404."""
    rows = Acceptance.objects.visible_to(request.user).told().select_related("entry")
    related = ("items", "marks__by", "signatures__by", "signatures__paper__entered_by", "works__task")
    parts = (
        "rectifications__item",
        "conditions__item",
        "paper_entries__entered_by",
        "paper_entries__photo",
        "handovers",
    )
    return get_object_or_404(rows.prefetch_related(*related, *parts), pk=pk)


@require_POST
@permission_required("delivery.view")
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Note which papers were handed in."""
    found = acceptance_here(request, pk)
    form = PapersForm(request.POST, papers=found.papers)
    return _tried(
        request,
        found,
        "papers",
        form,
        lambda asked: actions.set_papers(
            acceptance=found, there=asked["papers"], by=request.user, at=timezone.now(), seen=asked["seen"]
        ),
        say("资料已登记", "Papers noted"),
    )


@require_POST
@permission_required("delivery.view")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a move of the table; refused, the page says what is missing and keeps what was written."""
    found = acceptance_here(request, pk)
    form = MoveForm(request.POST)

    def deed(asked: Any) -> Acceptance:
        return actions.move(
            acceptance=found,
            action=law.Action(asked["action"]),
            reason=asked["reason"],
            by=request.user,
            at=timezone.now(),
            day=today(),
            seen=asked["seen"],
        )

    return _tried(request, found, "move", form, deed, say("已办理", "Done"))


@require_POST
@permission_required("delivery.view")
def quantities(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the accepted quantities."""
    found = acceptance_here(request, pk)
    form = QuantitiesForm(request.POST, works=found.works.all())
    return _tried(
        request,
        found,
        "quantities",
        form,
        lambda asked: actions.set_quantities(
            acceptance=found, accepted=form.accepted(), by=request.user, at=timezone.now(), seen=asked["seen"]
        ),
        say("验收数量已保存", "Accepted quantities saved"),
    )


@require_POST
@permission_required("delivery.view")
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what is to be put right."""
    found = acceptance_here(request, pk)
    form = OrderForm(request.POST, items=_choices(found))

    def deed(asked: Any) -> Any:
        told = {name: asked[name] for name in ("item", "found", "who", "due_date", "seen")}
        return actions.order(acceptance=found, by=request.user, at=timezone.now(), day=today(), **told)

    return _tried(request, found, "order", form, deed, say("整改事项已写入", "Written down"))


@require_POST
@permission_required("delivery.view")
def condition(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a condition."""
    found = acceptance_here(request, pk)
    form = ConditionForm(request.POST, about=_about(found))

    def deed(asked: Any) -> Any:
        return actions.add_condition(
            acceptance=found,
            text=asked["text"],
            due_date=asked["due_date"],
            item=form.item,
            party=form.party,
            by=request.user,
            at=timezone.now(),
            day=today(),
            seen=asked["seen"],
        )

    return _tried(request, found, "condition", form, deed, say("条件已写入", "Condition written down"))


@require_POST
@permission_required("delivery.view")
def met(request: HttpRequest, pk: int, condition_id: int) -> HttpResponse:
    """Say that a condition is met."""
    found = acceptance_here(request, pk)
    one = get_object_or_404(AcceptanceCondition, pk=condition_id, acceptance=found)
    deed = partial(actions.meet_condition, condition=one, by=request.user, at=timezone.now(), day=today())
    return done(request, deed, say("条件已落实", "The condition is met"), back=f"{found.get_absolute_url()}#conditions")


@require_POST
@permission_required("delivery.view")
def put_right(request: HttpRequest, pk: int, rectification_id: int) -> HttpResponse:
    """Report that something was put right, with a photo."""
    found = acceptance_here(request, pk)
    one = get_object_or_404(AcceptanceRectification, pk=rectification_id, acceptance=found)
    form = PutRightForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page_of(request, found, {f"put-right-{one.pk}": form}, 422)
    try:
        if found.told is not law.State.RECTIFYING or not puts_right(request.user, found, one.item.measure):
            raise actions.CannotAccept("现在不能填报整改，或不由您填报", "Not now, or not yours to report")
        photo = _kept(request, found, form.cleaned_data["photo"], one.found)
        actions.put_right(
            rectification=one,
            note=form.cleaned_data["note"],
            photo=photo,
            by=request.user,
            at=timezone.now(),
            day=today(),
        )
    except Cannot as refusal:
        form.add_error(None, str(refusal))
        return _page_of(request, acceptance_here(request, pk), {f"put-right-{one.pk}": form}, 422)
    messages.success(request, say("已填报整改完成", "Reported as put right"))
    return redirect(f"{found.get_absolute_url()}#rectifications")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("delivery.sign")
def judge(request: HttpRequest, pk: int, party: str) -> HttpResponse:
    """A party's own items, made for a phone on site: verdict, remark, photo; then it signs."""
    found, whose = acceptance_here(request, pk), _party(party)
    own = speaks_for(request.user, found).get(whose, frozenset())
    if not own:
        raise Http404
    items = [item for item in found.items.all() if item.key in own]
    given, last = _given(found, whose)
    if request.method != "POST":
        form = JudgeForm(items=items, given=given, initial={"seen": last})
        return _judge_page(request, found, whose, form)
    form = JudgeForm(request.POST, request.FILES, items=items, given=given)
    if not form.is_valid():
        return _judge_page(request, found, whose, form, 422)
    try:
        _judged(request, found, whose, form)
    except Cannot as refusal:
        found = acceptance_here(request, pk)
        form.refused(str(refusal), _given(found, whose)[1])
        return _judge_page(request, found, whose, form, 409 if isinstance(refusal, Overtaken) else 422)
    if "sign" in request.POST:
        messages.success(request, say("已查验并签字", "Judged and signed"))
        return redirect(f"{found.get_absolute_url()}#parties")
    messages.success(request, say("已保存，签字后生效", "Saved; it counts once signed"))
    return redirect(request.path)


def _judged(request: HttpRequest, found: Acceptance, party: Party, form: JudgeForm) -> None:
    """Keep what is new, and sign where that was asked for."""
    seen, at = form.cleaned_data["seen"], timezone.now()
    if not law.may(law.Deed.MARK, found.told, request.user.permissions):
        raise actions.CannotAccept("现在不在现场查验阶段", "This is not the time of the visit on site")
    actions.party_unchanged(found, party, seen)  # before a photo is kept: it is taken once
    words = [
        actions.Word(key=item.key, verdict=verdict, remark=remark, photo=_kept(request, found, photo, item.item))
        for item, verdict, remark, photo in form.said()
    ]
    if words:
        made = actions.judge(acceptance=found, party=party, words=words, by=request.user, at=at, seen=seen)
        seen = made[-1].pk
    if "sign" in request.POST:
        actions.sign(acceptance=found, party=party, by=request.user, at=timezone.now(), day=today(), seen=seen)


def _judge_page(
    request: HttpRequest, found: Acceptance, party: Party, form: JudgeForm, status: int = 200
) -> HttpResponse:
    values = {
        "acceptance": found,
        "party": party,
        "party_said": say(*party.names),
        "form": form,
        "groups": _groups(found, list(form.rows())),
        "is_signed": law.is_signed(found.case, party),
        "may": law.may(law.Deed.MARK, found.told, request.user.permissions),
        "status": status,
    }
    return page(request, "acceptance_judge.html", found.entry, **values)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("delivery.sign")
def paper(request: HttpRequest, pk: int, party: str) -> HttpResponse:
    """Enter a list that a party signed by hand; somebody else confirms it."""
    found, whose = acceptance_here(request, pk), _party(party)
    items = [item for item in found.items.all() if whose in item.of_parties]
    if not items or not enters_paper(request.user, found):
        raise Http404
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperForm(*posted, items=items, given={})
    if request.method == "POST" and form.is_valid():
        try:
            _entered(request, found, whose, form)
        except Cannot as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("已录入，等待另一人复核", "Entered; another person is to confirm it"))
            return redirect(f"{found.get_absolute_url()}#parties")
    values = {
        "acceptance": found,
        "party_said": say(*whose.names),
        "party": whose,
        "form": form,
        "groups": _groups(found, list(form.rows())),
        "status": 422 if form.errors else 200,
    }
    return page(request, "acceptance_paper.html", found.entry, **values)


def _entered(request: HttpRequest, found: Acceptance, party: Party, form: PaperForm) -> None:
    asked = form.cleaned_data
    said = list(form.said())
    if len(said) < len(form.items):
        raise actions.CannotAccept("请录入本方的全部项目", "Enter all of this party's items")
    words = [
        actions.Word(key=item.key, verdict=verdict, remark=remark, photo=_kept(request, found, photo, item.item))
        for item, verdict, remark, photo in said
    ]
    actions.enter_paper(
        acceptance=found,
        party=party,
        organisation_name=asked["organisation_name"],
        signer=asked["signer"],
        signed_on=asked["signed_on"],
        words=words,
        photo=_kept(request, found, asked["sheet"], say(*party.names)),
        by=request.user,
        at=timezone.now(),
        day=today(),
    )


@require_POST
@permission_required("delivery.sign")
def paper_confirm(request: HttpRequest, pk: int, paper_id: int) -> HttpResponse:
    """Confirm what another person entered."""
    found = acceptance_here(request, pk)
    entered = get_object_or_404(PaperEntry, pk=paper_id, acceptance=found)
    deed = partial(actions.confirm_paper, paper=entered, by=request.user, at=timezone.now())
    return done(request, deed, say("已复核，签字生效", "Confirmed; the signature counts"), back=_parties(found))


@require_POST
@permission_required("delivery.sign")
def paper_return(request: HttpRequest, pk: int, paper_id: int) -> HttpResponse:
    """Give an entry back."""
    found = acceptance_here(request, pk)
    entered = get_object_or_404(PaperEntry, pk=paper_id, acceptance=found)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    deed = partial(actions.return_paper, paper=entered, by=request.user, at=timezone.now(), reason=reason)
    return done(request, deed, say("已退回", "Given back"), back=_parties(found))


@require_safe
@permission_required("delivery.view")
def photo(request: HttpRequest, pk: int, uid: str) -> HttpResponse:
    """A photo of this acceptance, for whoever sees it."""
    found = acceptance_here(request, pk)
    known = {it.photo_id for rows in (found.marks, found.rectifications) for it in rows.all()}
    known |= {pk for it in found.paper_entries.all() for pk in it.photos}
    kept = get_object_or_404(Photo, uid=uid, removed_at=None, pk__in=known - {None})
    response = FileResponse(opened(photo_path(kept), kept.sha256), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{kept.file_name}"'
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _party(code: str) -> Party:
    if code not in set(Party):
        raise Http404
    return Party(code)


def _parties(found: Acceptance) -> str:
    return f"{found.get_absolute_url()}#parties"


def _kept(request: HttpRequest, found: Acceptance, file: Any, caption: str) -> Photo | None:
    """The photo, cleaned and kept with the estate's."""
    if not file:
        return None
    return keep_photo(
        row=actions.photo_row(found),
        data=file.read(),
        caption=f"{found.number} {caption}",
        taken_date=None,
        by=request.user,
        at=timezone.now(),
    )


def _given(found: Acceptance, party: Party) -> tuple[dict[int, AcceptanceMark], int]:
    """A party's standing words by item, and its last word."""
    rows = [mark for mark in found.marks.all() if mark.party == party]
    return {mark.item_id: mark for mark in rows}, rows[-1].pk if rows else 0


def _groups(found: Acceptance, rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Items under the names of their works."""
    names = {work.measure: work.name_said for work in found.works.all()}
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["item"].measure, []).append(row)
    return [(names.get(measure, measure), group) for measure, group in groups.items()]


def _choices(found: Acceptance) -> list[tuple[str, str]]:
    """The items to choose from, the failing ones first."""
    names = {work.measure: work.name_said for work in found.works.all()}
    failing = set(law.failures(found.case))
    items = sorted(found.items.all(), key=lambda it: (it.key not in failing, it.place))
    mark = say("（不合格）", " (fails)")
    return [
        (it.key, f"{names.get(it.measure, it.measure)} · {it.said[0]}{mark if it.key in failing else ''}")
        for it in items
    ]


def _about(found: Acceptance) -> list[tuple[str, str]]:
    """What a condition may be about: a failing item, a party that has not signed."""
    failing, names = set(law.failures(found.case)), dict(_choices(found))
    items = [(f"item:{key}", names[key]) for key in names if key in failing]
    unsigned = say("{}补签", "{} to sign")
    return items + [(f"party:{it.value}", unsigned.format(say(*it.names))) for it in law.missing(found.case)]


def _tried(
    request: HttpRequest, found: Acceptance, name: str, form: Any, deed: Callable[[Any], Any], words: str
) -> HttpResponse:
    """Do it and go back; refused, the page says why, and keeps what was written."""
    if not form.is_valid():
        return _page_of(request, found, {name: form}, 422)
    try:
        deed(form.cleaned_data)
    except (actions.CannotAccept, Overtaken) as refusal:
        found = acceptance_here(request, found.pk)
        form.refused(str(refusal), found.version)
        return _page_of(request, found, {name: form}, 409 if isinstance(refusal, Overtaken) else 422)
    messages.success(request, words)
    return redirect(found)


def _page_of(request: HttpRequest, found: Acceptance, sent: dict[str, Any], status: int = 200) -> HttpResponse:
    case, user, seen = found.case, request.user, {"seen": found.version}
    may = partial(law.may, state=found.told, permissions=user.permissions)
    day, moves = today(), _moves(found, user, sent.get("move"))
    values = {
        "acceptance": found,
        "day": day,
        "moves": moves,
        "errors": refusals(sent["move"], moves) if "move" in sent else _refused(sent.values()),
        "papers": [(say(*law.PAPERS.get(code, (code, code))), there) for code, there in found.papers.items()],
        "papers_form": sent.get("papers")
        or (
            PapersForm(papers=found.papers, initial={**seen, "papers": [c for c, it in found.papers.items() if it]})
            if may(law.Deed.PAPERS) and is_applicant(user, [work.task for work in found.works.all()])
            else None
        ),
        "works": found.works.all(),
        "quantities_form": sent.get("quantities")
        or (QuantitiesForm(works=found.works.all(), initial=seen) if may(law.Deed.QUANTITY) else None),
        "parties": _party_lines(found, user),
        "waiting": [(it, _entered_said(found, it)) for it in found.paper_entries.all() if it.is_waiting],
        "can_enter": enters_paper(user, found),
        "items": _item_lines(found),
        "failing": law.failures(case),
        "rectifications": _rectification_lines(found, user, day, sent),
        "order_form": sent.get("order")
        or (OrderForm(items=_choices(found), initial=seen) if may(law.Deed.ORDER) else None),
        "conditions": found.conditions.all(),
        "condition_form": sent.get("condition")
        or (ConditionForm(about=_about(found), initial=seen) if may(law.Deed.CONDITION) else None),
        "can_meet": may(law.Deed.MET),
        "return_form": ReasonForm(),
        "handovers": found.handovers.all(),
        "offer_form": sent.get("offer") or _offer_form(found, user),
        "has_letter": bool(case.rectifications),
        "events": found.events.select_related("by")[:100],
        "sent": set(sent),
        "status": status,
    }
    return page(request, "acceptance.html", found.entry, **values)


def refusals(sent: Any, offered: list[dict[str, Any]]) -> list[str]:
    """Why it was refused; where the move is no longer offered, what was written stands here, so that it is not lost."""
    reason = str(sent.data.get("reason", "")).strip()
    is_lost = reason and not any(one["is_open"] for one in offered)
    kept = say(f"您填写的理由：{reason}", f"You wrote: {reason}")
    return [*_refused([sent]), *([kept] if is_lost else [])]


def _refused(forms: Any) -> list[str]:
    return [str(error) for form in forms for error in form.non_field_errors()]


def _moves(found: Acceptance, user: Any, sent: MoveForm | None) -> list[dict[str, Any]]:
    """What this person may try, each with what is missing for it."""
    told = []
    for action, cell in law.moves(found.told, user.permissions).items():
        is_sent = sent is not None and sent.data.get("action") == action
        form = sent if is_sent else MoveForm(initial={"action": action, "seen": found.version}, auto_id=f"{action}-%s")
        lacks = law.lacks(found.case, action, reason="—")
        told.append(
            {
                "action": action,
                "name": say(*action.names),
                "form": form,
                "is_open": is_sent,
                "needs_reason": cell.needs_reason,
                "lacks": [sentence(lack.code, lack.values, language()) for lack in lacks],
            }
        )
    return sorted(told, key=lambda it: (it["needs_reason"], bool(it["lacks"])))


def _party_lines(found: Acceptance, user: Any) -> list[dict[str, Any]]:
    """Each party: how many of its items it judged, how many fail, who signed; what this person may do for it."""
    case, speaks = found.case, speaks_for(user, found)
    given = law.standing(case)
    can_judge = law.may(law.Deed.MARK, found.told, user.permissions)
    lines = []
    for party in law.parties(case):
        own = law.own_items(case, party)
        told = [given.get((item.key, party)) for item in own]
        signed = [it for it in found.signatures.all() if it.party == party]
        signatures = list({(it.organisation_name, it.signer): it for it in signed}.values())  # the last one of each
        lines.append(
            {
                "party": party,
                "name": say(*party.names),
                "count": len(own),
                "judged": sum(mark is not None for mark in told),
                "failing": sum(mark is not None and mark.verdict is law.Verdict.FAIL for mark in told),
                "is_signed": law.is_signed(case, party),
                "signatures": signatures,
                "can_judge": can_judge and party in speaks,
            }
        )
    return lines


def _entered_said(found: Acceptance, paper: PaperEntry) -> list[tuple[str, str, str, str]]:
    """What was entered from a paper: the item, the verdict and its tone, the remark."""
    names, tones = dict(_choices(found)), {law.Verdict.PASS: "done", law.Verdict.FAIL: "late"}
    return [
        (names.get(key, key), say(*law.Verdict(verdict).names), tones.get(law.Verdict(verdict), ""), remark)
        for key, verdict, remark, _ in paper.marks
    ]


def _item_lines(found: Acceptance) -> list[tuple[str, list[dict[str, Any]], bool]]:
    """Each item with what its parties said, and the photos that show it, under its work; does one of them fail?"""
    marks: dict[tuple[int, str], AcceptanceMark] = {}
    photos: dict[int, list[Photo]] = {}
    shown = Photo.objects.in_bulk({mark.photo_id for mark in found.marks.all() if mark.photo_id})
    for mark in found.marks.all():
        marks[mark.item_id, mark.party] = mark
        if mark.photo_id:
            photos.setdefault(mark.item_id, []).append(shown[mark.photo_id])
    rows = [_item_line(item, marks, photos) for item in found.items.all()]
    failing = set(law.failures(found.case))
    return [(name, own, any(it["item"].key in failing for it in own)) for name, own in _groups(found, rows)]


def _item_line(
    item: AcceptanceItem, marks: dict[tuple[int, str], AcceptanceMark], photos: dict[int, list[Photo]]
) -> dict[str, Any]:
    told = [
        {"name": say(*party.names), "mark": marks.get((item.pk, party.value)), "party": party}
        for party in item.of_parties
    ]
    what, how, limit = item.said
    return {"item": item, "what": what, "how": how, "limit": limit, "told": told, "photos": photos.get(item.pk, [])}


def _rectification_lines(found: Acceptance, user: Any, day: Any, sent: dict[str, Any]) -> list[dict[str, Any]]:
    names = dict(_choices(found))
    is_time = law.may(law.Deed.RECTIFIED, found.told, user.permissions)
    own = measures_of(user, found) if is_time else set()
    shown = Photo.objects.in_bulk({one.photo_id for one in found.rectifications.all() if one.photo_id})
    lines = []
    for one in found.rectifications.all():
        may = is_time and one.done_date is None and (one.item.measure in own or user.has_perm(law.MANAGE))
        form = sent.get(f"put-right-{one.pk}") or (PutRightForm(auto_id=f"right-{one.pk}-%s") if may else None)
        lines.append(
            {
                "one": one,
                "name": names.get(one.item.key, one.item.item),
                "form": form,
                "is_late": one.is_late(day),
                "photo": shown.get(one.photo_id),
            }
        )
    return lines


def offered_parties(found: Acceptance) -> list[Party]:
    """Who gets something of these works."""
    measures = {work.measure for work in found.works.all()}
    receivers = {it.receiver for it in handover_items() if it.measure in measures}
    return [party for party in Party if party in receivers]


def receivers(user: Any) -> list[Organisation]:
    """The organisations that may receive: utilities, subdistricts, communities that one sees."""
    seen = Organisation.objects.visible_to(user).filter(is_active=True, kind__in=(UTILITY, SUBDISTRICT, COMMUNITY))
    return list(seen.in_tree())


def _offer_form(found: Acceptance, user: Any) -> OfferForm | None:
    if not (found.told.is_passed and user.has_perm(law.MANAGE)):
        return None
    return OfferForm(parties=offered_parties(found), organisations=receivers(user))
