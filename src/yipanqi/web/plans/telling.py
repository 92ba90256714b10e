"""What plans tell the pages of programmes: the plan in force, another one to compare with, what waits for somebody."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from yipanqi.domain.planning.why import why_estate
from yipanqi.web.page.say import say
from yipanqi.web.page.tables import link
from yipanqi.web.programmes.models import ProgrammeEntry
from yipanqi.web.programmes.seam import Papers, PlanView, Waiting, seam

from .models import PlanRun, Proposal, adopted
from .parts import url_of
from .study import study, summary
from .words import DECLINED

_CHOICES = 200  # plans that the board offers to compare with


def plan_of(entry: ProgrammeEntry, user: Any) -> PlanView | None:
    """The plan in force; before there is one, the newest that breaks no rule, for who may see it."""
    if not user.has_perm("plans.view"):
        return None
    in_force = adopted(entry)
    if in_force is not None:
        return _view(in_force.run, is_adopted=True)
    made = _seen(entry, user).filter(violation_count=0).order_by("-pk").first()
    return _view(made) if made else None


def other_plan_of(entry: ProgrammeEntry, user: Any, name: str) -> PlanView | None:
    """The plan of this uid, to compare with."""
    try:
        found = _seen(entry, user).filter(uid=name).first()
    except ValidationError:  # no uid at all
        return None
    return _view(found) if found else None


def plans_of(entry: ProgrammeEntry, user: Any) -> list[tuple[str, str]]:
    """The plans to choose from, by uid, the newest first."""
    found = _seen(entry, user).order_by("-pk").values_list("uid", "name")
    return [(str(uid), name) for uid, name in found[:_CHOICES]]


def waiting(entry: ProgrammeEntry | None, user: Any) -> Iterator[Waiting]:
    """Plans that somebody else proposed and this person may adopt; one's own proposals that were declined."""
    if entry is None:
        return
    if user.has_perm("plans.adopt"):
        asked = Proposal.objects.waiting().filter(run__entry=entry).exclude(by=user)
        for proposal in asked.select_related("run").defer("run__outcome")[:5]:
            text = say(f"方案“{proposal.run}”等待批准", f"The plan “{proposal.run}” waits to be adopted")
            yield Waiting(text=text, url=proposal.run.get_absolute_url())
    if user.has_perm("plans.propose"):
        yield from _sent_back(entry, user)


def _sent_back(entry: ProgrammeEntry, user: Any) -> Iterator[Waiting]:
    """Declined proposals, until one proposes again."""
    mine = Proposal.objects.filter(run__entry=entry, by=user).select_related("run", "end__by").defer("run__outcome")
    for proposal in mine[:5]:
        end = getattr(proposal, "end", None)
        if end is None or end.kind != DECLINED:
            return
        name, who, why = proposal.run, end.by, end.note
        text = say(f"方案“{name}”被{who}退回：{why}", f"{who} declined the plan “{name}”: {why}")
        yield Waiting(text=text, url=proposal.run.get_absolute_url())


def _seen(entry: ProgrammeEntry, user: Any) -> Any:
    return PlanRun.objects.visible_to(user).made().light().filter(entry=entry)


def _view(run: PlanRun, *, is_adopted: bool = False) -> PlanView:
    found, pay = study(run), url_of(run, "payments")

    def why(estate: str) -> list[str]:
        known = found.programme.estate_by_id.get(estate)
        return [why_estate(found.facts, found.words, known)] if known else []

    return PlanView(
        plan=found.plan,
        programme=found.programme,
        name=run.name,
        url=run.get_absolute_url(),
        key=str(run.uid),
        rows_url=link(url_of(run, "why"), standing="started"),
        sentence=summary(run),
        is_adopted=is_adopted,
        why=why,
        payments_url=lambda **asked: link(pay, **asked),
        papers=lambda: _papers(run),
    )


def _papers(run: PlanRun) -> list[Papers]:
    """The documents that are written, language by language."""

    def url(lang: str, number: int) -> str:
        return reverse("plans:document", args=[run.uid, lang, number])

    return [
        Papers(
            lang={"zh": "中文"}.get(kept.lang, "English"),
            url=url(kept.lang, 0),
            files=tuple((name, url(kept.lang, number)) for number, name in enumerate(kept.names, 1)),
        )
        for kept in run.documents.all()
    ]


seam.plan_of, seam.other_plan_of, seam.plans_of = plan_of, other_plan_of, plans_of
seam.waiting.append(waiting)
