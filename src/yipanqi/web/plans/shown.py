"""Which plan the pages that span stages show, and what they need of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from yipanqi.domain.planning.plainly import in_part, plainly
from yipanqi.domain.planning.plan import Plan
from yipanqi.domain.planning.why import why_estate
from yipanqi.domain.programme import Programme
from yipanqi.web.page.tables import link
from yipanqi.web.page.uid_asked import uid_asked
from yipanqi.web.programmes.models import ProgrammeEntry

from . import own_estates
from .models import Adoption, PlanRun, adopted
from .own_estates import Seen
from .part_tables import url_of
from .study import Study, study, summary

_CHOICES = 200  # plans that the board offers to compare with


@dataclass(frozen=True, kw_only=True)
class Papers:
    """A plan's documents in one language: each with its name and address, and where all of them are at once."""

    lang: str  # its own name
    url: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """A plan as the board and the estate page show it."""

    plan: Plan
    programme: Programme  # of the version that the plan was made from
    name: str
    url: str
    key: str = ""  # what the plan is asked for by, to compare with it
    sentence: str = ""  # the plan in one sentence, or what of it is one's own
    run: PlanRun | None = None
    found: Study | None = None
    own: Seen | None = None  # what of it is one's own; nothing: all of it
    rows_url: str = ""  # the estates it starts, one a row
    is_adopted: bool = False
    why: Callable[[str], list[str]] = lambda estate: []  # sentences about an estate, in people's words
    reckoned: Callable[[str], list[str]] = lambda estate: []  # what the planner reckoned about it
    payments_url: Callable[..., str] = lambda **asked: ""  # where the payments are of an estate, measure, fund, year
    papers: Callable[[], list[Papers]] = list


def plan_of(entry: ProgrammeEntry, user: Any) -> PlanView | None:
    """The plan in force; before there is one, the newest that breaks no rule, for who may see it."""
    in_force = adopted(entry) if user.has_perm("plans.view") else None
    run = run_of(entry, user) if in_force is None else in_force.run
    return None if run is None else _view(run, user, is_adopted=in_force is not None)


def entry_of(user: Any) -> ProgrammeEntry | None:
    """The programme of the plan put in force last, for who sees plans and no programmes."""
    if not user.has_perm("plans.view"):
        return None
    seen = Adoption.objects.filter(run__in=PlanRun.objects.visible_to(user).values("pk"))
    newest = seen.select_related("entry__current_version").defer("entry__current_version__content").first()
    return newest.entry if newest else None


def run_of(entry: ProgrammeEntry, user: Any) -> PlanRun | None:
    """The run of the plan that is shown."""
    if not user.has_perm("plans.view"):
        return None
    in_force = adopted(entry)
    if in_force is not None:
        return in_force.run
    return _seen(entry, user).filter(violation_count=0).order_by("-pk").first()


def other_plan_of(entry: ProgrammeEntry, user: Any, name: str) -> PlanView | None:
    """The plan of this uid, to compare with."""
    uid = uid_asked(name)
    found = _seen(entry, user).filter(uid=uid).first() if uid else None
    return _view(found, user) if found else None


def plans_of(entry: ProgrammeEntry, user: Any) -> list[tuple[str, str]]:
    """The plans to choose from, by uid, the newest first."""
    found = _seen(entry, user).order_by("-pk").values_list("uid", "name")
    return [(str(uid), name) for uid, name in found[:_CHOICES]]


def _seen(entry: ProgrammeEntry, user: Any) -> Any:
    return PlanRun.objects.visible_to(user).made().light().filter(entry=entry)


def _view(run: PlanRun, user: Any, *, is_adopted: bool = False) -> PlanView:
    found, pay = study(run), url_of(run, "payments")
    is_told_all = own_estates.sees_whole(user)
    is_whole = user.scope().is_whole and is_told_all
    own = None if is_whole else own_estates.part_of(user, run, found)

    def why(estate: str) -> list[str]:
        known = found.programme.estate_by_id.get(estate)
        if not known:
            return []
        told = (found.facts, found.words, known)
        return [plainly(*told) if is_told_all else in_part(*told, is_whole=True)]

    def reckoned(estate: str) -> list[str]:
        known = found.programme.estate_by_id.get(estate)
        return [why_estate(found.facts, found.words, known)] if known and is_told_all else []

    return PlanView(
        plan=found.plan,
        programme=found.programme,
        name=run.name,
        url=run.get_absolute_url(),
        key=str(run.uid),
        rows_url=link(url_of(run, "why"), standing="started"),
        sentence=summary(run) if own is None else own_estates.part_said(found, own),
        run=run,
        found=found,
        own=own,
        is_adopted=is_adopted,
        why=why,
        reckoned=reckoned,
        payments_url=lambda **asked: link(pay, **asked),
        papers=lambda: _papers(run) if own_estates.sees_whole(user) else [],
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
