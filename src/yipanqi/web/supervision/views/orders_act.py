"""Doing a deed of the table to an order; refused, the page tells why and keeps what was written."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from yipanqi.domain.supervision.order import OrderAction
from yipanqi.web.delivery.actions import Overtaken
from yipanqi.web.delivery.actions.files import keep_file
from yipanqi.web.page.permission import permission_required
from yipanqi.web.page.say import Cannot, say
from yipanqi.web.page.today import today
from yipanqi.web.programmes.actions import keep_photo
from yipanqi.web.programmes.models import EstateRow, Photo, ProgrammeEntry

from ..actions import orders as actions
from ..actions.orders import Evidence
from ..models import FileKind, Order
from ..orders_forms import ActForm
from .orders import order_here, page_of

_DEEDS = {
    OrderAction.ISSUE: actions.issue,
    OrderAction.SIGN: actions.sign,
    OrderAction.REPORT: actions.report,
    OrderAction.REPLY: actions.reply,
    OrderAction.TAKE: actions.take_to_check,
    OrderAction.PUBLISH: actions.publish,
    OrderAction.CLOSE: actions.check_ok,
    OrderAction.GIVE_BACK: actions.give_back,
    OrderAction.ASK_REASSIGN: actions.reassign_asked,
    OrderAction.REASSIGN: actions.reassign,
    OrderAction.ASK_EXTENSION: actions.extend_asked,
    OrderAction.EXTEND: actions.extend,
    OrderAction.DECLINE: actions.decline,
    OrderAction.HOLD: actions.hold,
    OrderAction.RESUME: actions.resume,
    OrderAction.WITHDRAW: actions.withdraw,
    OrderAction.REOPEN: actions.reopen,
}
_ANSWERS = (OrderAction.REPLY, OrderAction.REPORT)


@require_POST
@permission_required("supervision.view")
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do it. Somebody else was faster: 409, who it was is told, and the text stays."""
    found = order_here(request, pk)
    action = next((it for it in _DEEDS if it == request.POST.get("action")), None)
    if action is None:
        messages.error(request, say("没有这种办理", "There is no such deed"))
        return page_of(request, found, status=422)
    form = ActForm(request.POST, request.FILES, order=found, action=action)
    if not form.is_valid():
        return page_of(request, found, form, status=422)
    told, at = dict(form.told), timezone.now()
    try:
        if action in _ANSWERS:
            actions.check_seen(found, form.cleaned_data["seen"])  # before files are kept
            told["files"] = list(kept(request, found.entry, _estate(found), form.uploads, at))
        done = _DEEDS[action](order=found, by=request.user, at=at, day=today(), seen=form.cleaned_data["seen"], **told)
    except (Overtaken, Cannot) as refusal:
        return _refused(request, pk, form, refusal)
    messages.success(request, say(*_DONE[action]).format(code=done.code))
    return redirect(done)


def _refused(request: HttpRequest, pk: int, form: ActForm, refusal: Cannot) -> HttpResponse:
    found = order_here(request, pk)
    status = 409 if isinstance(refusal, Overtaken) else 422
    if form.of_action not in actions.actions_for(request.user, found, today()):
        messages.error(request, str(refusal))
        return page_of(request, found, status=status, written=form.written)
    form.data = form.data.copy()
    form.data["seen"] = found.version
    form.add_error(None, str(refusal))
    if form.uploads:
        form.add_error(None, say("文件和照片请重新选择。", "Choose the files and photos again."))
    return page_of(request, found, form, status=status)


def _estate(found: Order) -> str:
    first = found.estates.first()
    return first.estate if first else ""


def kept(request: HttpRequest, entry: ProgrammeEntry, estate: str, uploads: Any, at: datetime) -> Iterator[Evidence]:
    """Each upload, cleaned and kept. Raises Cannot where one is none of the kinds that are kept."""
    for kind, artefact, upload in uploads:
        if kind == FileKind.PHOTO:
            yield Evidence(kind=kind, photo=_photo(request, entry, estate, upload, at))
            continue
        yield Evidence(kind=kind, artefact=artefact, file=keep_file(upload=upload, by=request.user, at=at))


def _photo(request: HttpRequest, entry: ProgrammeEntry, estate: str, upload: Any, at: datetime) -> Photo:
    row = EstateRow(entry_id=entry.pk, estate=estate)
    caption = say("督办整改后", "Afterwards")
    return keep_photo(row=row, data=upload.read(), caption=caption, taken_date=None, by=request.user, at=at)


_DONE = {
    OrderAction.ISSUE: ("已交办，文号 {code}，已通知牵头单位", "Issued as {code}; the lead unit is told"),
    OrderAction.SIGN: ("已签收", "Signed for"),
    OrderAction.REPORT: ("阶段反馈已提交", "Progress reported"),
    OrderAction.REPLY: ("已反馈，等待督办单位核查", "Answered; the inspecting unit checks it"),
    OrderAction.TAKE: ("已开始核查", "The check has begun"),
    OrderAction.PUBLISH: ("结果已公示", "The result is on notice"),
    OrderAction.CLOSE: ("已销号", "Closed"),
    OrderAction.GIVE_BACK: ("已退回，牵头单位重新反馈", "Given back; the lead unit answers again"),
    OrderAction.ASK_REASSIGN: ("已申请转办", "Another unit was asked for"),
    OrderAction.REASSIGN: ("已转办，已通知新的牵头单位", "Reassigned; the new lead unit is told"),
    OrderAction.ASK_EXTENSION: ("已申请延期", "More time was asked for"),
    OrderAction.EXTEND: ("已同意延期", "Extended"),
    OrderAction.DECLINE: ("已答复：不同意", "Declined"),
    OrderAction.HOLD: ("已挂账，停表", "On hold: the clock stands"),
    OrderAction.RESUME: ("已恢复，时限已顺延", "Resumed; the limit has moved"),
    OrderAction.WITHDRAW: ("已撤回", "Withdrawn"),
    OrderAction.REOPEN: ("已另拟督办单，请核对后交办", "A new draft takes it up again: look at it and issue it"),
}
