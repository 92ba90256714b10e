"""实施规则: what the district decided about delivery, from which day on, and on what ground; adding a later value."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yipanqi.domain.delivery.setting import in_force
from yipanqi.web.page.file_asked import file_asked
from yipanqi.web.page.permission import NotPermitted, permission_required
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import Table, text
from yipanqi.web.page.today import today

from .. import actions
from ..models import DeliverySetting
from ..models.acceptance import source_said
from ..models.settings import settings_of
from ..rule_forms import RuleForm, value_said
from ..rulebook import described, page_of, shipped
from .frame import entry_here, exported, page


@require_safe
@permission_required("delivery.view")
def rules(request: HttpRequest) -> HttpResponse:
    """All rules as they are in force, and what will count later; as a file too."""
    entry, day = entry_here(request), today()
    known = settings_of(entry) if entry is not None else shipped()
    later = {it.key: it for it in sorted(known, key=lambda it: it.since, reverse=True) if it.since > day}
    found = []
    for key in dict.fromkeys(it.key for it in shipped()):
        now, next_one = in_force(known, key, day), later.get(key)
        field, own = described(key, now.value), page_of(key)
        found.append(
            {
                "key": key,
                "url": reverse(own.url_name) if own else reverse("delivery:rule", args=[key]),
                "name": say(*field.names),
                "value": value_said(field, now.value),
                "source": own.source_said(now.source) if own else source_said(now.source),
                "since": _since(now.since),
                "later": value_said(field, next_one.value) if next_one else "",
                "later_since": next_one.since if next_one else None,
            }
        )
    if kind := file_asked(request.GET):
        return exported(request, entry, _table(found), kind, "rules")
    return page(request, "rules.html", entry, rules=found)


def _since(day: Any) -> Any:
    """The day; none of what counts from the beginning."""
    return None if day == shipped()[0].since else day


def _table(found: list[dict[str, Any]]) -> Table:
    heads = (("编码", "Key"), ("规则", "Rule"), ("现行值", "In force"), ("依据", "Source"), ("自", "From"))
    rows = [
        [text(it["key"]), text(it["name"]), text(it["value"]), text(it["source"]), text(_day_said(it["since"]))]
        for it in found
    ]
    return Table(title=say("实施规则", "Rules of delivery"), columns=[(say(*it), False) for it in heads], rows=rows)


def _day_said(day: Any) -> str:
    return say("默认", "from the beginning") if day is None else day.isoformat()


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("delivery.view")
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule: its values, each from its day on; who manages tasks adds a later one."""
    entry, day = entry_here(request), today()
    if key not in {it.key for it in shipped()}:
        raise Http404
    if own := page_of(key):
        return redirect(own.url_name)
    can_set = request.user.has_perm("delivery.manage")
    if request.method == "POST" and not can_set:
        raise NotPermitted("delivery.manage")
    known = settings_of(entry) if entry is not None else shipped()
    now = in_force(known, key, day)
    field = described(key, now.value)
    form = RuleForm(request.POST if request.method == "POST" else None, field=field, value=now.value, day=day)
    if request.method == "POST" and entry is not None and form.is_valid():
        asked = form.cleaned_data
        about = {"value": asked["kept"], "source": asked["source"], "since": asked["since"]}
        try:
            actions.add_setting(entry=entry, key=key, by=request.user, at=timezone.now(), day=day, **about)
        except actions.CannotSet as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, say("已保存，从生效日期起使用", "Saved; it counts from its day on"))
            return redirect("delivery:rule", key)
    rows = DeliverySetting.objects.filter(entry=entry, key=key).select_related("by")
    return page(
        request,
        "rule.html",
        entry,
        here="delivery:rules",
        name=say(*field.names),
        note=say(*field.note),
        key=key,
        history=[
            (row, value_said(field, row.value), source_said(row.source), _standing(row, now, day)) for row in rows
        ],
        shipped=[(source_said(it.source), value_said(field, it.value)) for it in shipped() if it.key == key],
        in_force=value_said(field, now.value),
        form=form if can_set and entry is not None else None,
        status=422 if form.errors else 200,
    )


def _standing(row: DeliverySetting, now: Any, day: Any) -> str:
    if row.since > day:
        return say("待生效", "to come")
    return say("现行", "in force") if row.since == now.since else say("曾用", "former")
