"""What contracts, gates and digs tell on the pages of a task and of an estate, and what waits for whom."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from yipanqi.domain.delivery.gate import At, Lack
from yipanqi.domain.delivery.stage import DeliveryStage
from yipanqi.domain.delivery.tree import Kind
from yipanqi.domain.stage import Stage
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Section, Waiting, place_of

from .actions.gates import may_hand_in
from .gating import held_by, lacks_of, papers_for, said
from .law_forms import ExceptionForm, PaperForm, WhyForm
from .models import ContractRow, DeliveryTask, DigTurn, GateException, Reopening, StagePaper
from .models.acceptance import source_said


def task_sections(user: Any, task: DeliveryTask, day: date) -> list[Section]:
    """The gates of a task: what they ask, what is there, what was excepted."""
    if task.kind == Kind.ESTATE:
        return []
    lacks = [(at, lacks_of(task, at, day)) for at in At]
    papers = StagePaper.objects.filter(entry_id=task.entry_id, estate=task.estate).select_related(
        "task", "by", "withdrawn_by", "file"
    )
    exceptions = list(task.exceptions.select_related("by", "decided_by"))
    granted = {(it.gate, key) for it in exceptions if it.is_granted for key in it.keys}
    gates = [
        {
            "name": say("开始前", "To start") if at is At.START else say("结束前", "To end"),
            "lines": _lines(at, found, granted),
        }
        for at, found in lacks
    ]
    shut = [at for at, found in lacks if any(it.shuts and (at.value, it.key) not in granted for it in found)]
    may = may_hand_in(user, task)
    values = {
        "gates": gates,
        "has_lacks": any(gate["lines"] for gate in gates),
        "papers": [it for it in papers if it.task.stage == task.stage],
        "elsewhere": [it for it in papers if it.task.stage != task.stage and it.withdrawn_at is None],
        "exceptions": exceptions,
        "may_hand_in": may,
        "may_ask": may and bool(shut) and not any(it.decided_at is None for it in exceptions),
        "may_decide": user.has_perm("delivery.approve"),
        "paper_form": PaperForm(
            papers=papers_for(task.stage_told or DeliveryStage.SCHEME, held_by(task)) if may else (),
            initial={"dated": day},
        ),
        "why_form": WhyForm(),
        "ask_form": ExceptionForm(initial={"gate": shut[0].value if shut else At.START.value}),
    }
    return [Section(key="papers", place=0, template="delivery/_papers.html", values=values)]


def _lines(at: At, lacks: list[Lack], granted: set[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "text": say(*said(lack)),
            "is_excepted": (is_excepted := (at.value, lack.key) in granted),
            "need": say("已批准例外", "excepted") if is_excepted else say(*lack.need.names),
            "source": source_said(lack.source),
        }
        for lack in lacks
    ]


def estate_sections(user: Any, entry: Any, estate: str) -> Iterator[Section]:
    """The contracts of an estate; what was excepted at its gates, and where its closed ground was opened."""
    contracts = ContractRow.objects.visible_to(user).kept().filter(entry=entry, lots__estate=estate)
    rows = list(contracts.select_related("second_party").distinct())
    if rows:
        yield Section.of(Stage.CONTRACT, "delivery/_contracts_of.html", contracts=rows)
    exceptions = GateException.objects.filter(task__entry=entry, task__estate=estate).exclude(is_granted=False)
    reopened = Reopening.objects.filter(entry=entry, estate=estate)
    turns = DigTurn.objects.filter(task__entry=entry, task__estate=estate, plan__cancelled_at=None)
    values = {
        "exceptions": list(exceptions.select_related("task", "by", "decided_by")),
        "reopenings": list(reopened.select_related("by", "decided_by")),
        "turns": list(turns.select_related("plan", "task")),
    }
    if any(values.values()):
        place = place_of(Stage.CONTRACT) + 10
        yield Section(key="exceptions", place=place, template="delivery/_excepted_of.html", values=values)


def laws_waiting(user: Any, entry: Any) -> Iterator[Waiting]:
    """Exceptions and openings of closed ground that somebody else than this person asked for, to be decided."""
    if entry is None or not user.has_perm("delivery.approve"):
        return
    exceptions = GateException.objects.visible_to(user).filter(task__entry=entry).waiting().exclude(by=user)
    if count := exceptions.order_by().count():
        text = say(f"{count} 个闸门例外待批准", f"{count} exceptions at gates wait to be decided")
        yield Waiting(text=text, url=reverse("delivery:exceptions"))
    reopened = Reopening.objects.visible_to(user).filter(entry=entry).waiting().exclude(by=user)
    if count := reopened.order_by().count():
        text = say(f"{count} 处封闭路面开挖待批准", f"{count} openings of closed ground wait to be decided")
        yield Waiting(text=text, url=reverse("delivery:reopenings"))
