"""What disclosure tells the pages that span stages."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from yipanqi.domain.disclosure.state import State
from yipanqi.domain.stage import Stage
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Brief, Entry, Line, OfEstate, Panel, Section, Telling, Waiting, place_of
from yipanqi.web.page.today import today
from yipanqi.web.plans.shown import entry_of

from .duty_lights import DutyLights, lights_of
from .models import PublicationVersion
from .models.publications import OPEN, WRITES

_SHOWN, _OF_ESTATE = 6, 20


class OfDisclosure(OfEstate):
    """The publications about an estate."""

    def __init__(self, user: Any, row: Any) -> None:
        self.user, self.row = user, row
        self.found = list(_about(user, row)) if user.has_perm("disclosure.view") else []

    def briefs(self) -> Iterator[Brief]:
        """How many are public."""
        out = sum(it.told is State.PUBLISHED for it in self.found)
        if out:
            yield Brief(
                key="publications", name=say("公开", "Public"), text=say(f"{out} 件公开件", f"{out} publications")
            )

    def sections(self) -> Iterator[Section]:
        """The list of them; nothing before anything was drafted."""
        if self.found:
            day = today()
            lines = [{"version": it, "validity": it.validity_said(day) if it.published_at else ""} for it in self.found]
            place = place_of(Stage.TASK) + 70
            values = {"publications": lines}
            yield Section(key="publications", place=place, template="disclosure/_of_estate.html", values=values)


def _about(user: Any, row: Any) -> Any:
    """The versions about it that count for this person, the newest first."""
    rows = PublicationVersion.objects.filter(publication__entry=row.entry_id, estates__estate=row.estate)
    writes = any(user.has_perm(it) for it in WRITES)
    rows = rows.filter(state__in=[*OPEN, State.PUBLISHED] if writes else [State.PUBLISHED])
    return rows.light().select_related("publication").order_by("-pk")[:_OF_ESTATE]


class Disclosure(Telling):
    """Publications, and what is due."""

    rail = (
        Entry(
            url_name="disclosure:index",
            zh="信息公开",
            en="Disclosure",
            place=33,
            permission="disclosure.view",
            under="/disclosure/",
        ),
    )
    style = "disclosure.css"

    @cached_property
    def own_entry(self) -> Any:
        """The programme; for who sees no programmes that of the plan in force."""
        return self.entry or entry_of(self.user)

    @cached_property
    def going(self) -> dict[str, tuple[int, int, int]]:
        """How many versions stand where on their way, how many of their findings wait for a second person, how many of
        one's own were sent back: one question, and none for who neither drafts nor signs."""
        if self.own_entry is None or not any(self.user.has_perm(it) for it in WRITES):
            return {}
        rows = PublicationVersion.objects.filter(publication__entry=self.own_entry, state__in=OPEN)
        told = (
            rows.order_by()
            .values_list("state")
            .annotate(
                count=Count("pk", distinct=True),
                asked=Count("overrides", filter=Q(overrides__second=None), distinct=True),
                own=Count("overrides", filter=Q(overrides__second=None, overrides__by=self.user.pk), distinct=True),
                back=Count("pk", filter=Q(checked_at__isnull=False, by=self.user.pk), distinct=True),
            )
        )
        return {state: (count, asked - own, back) for state, count, asked, own, back in told}

    @cached_property
    def lights(self) -> DutyLights | None:
        """How many duties to publish are late or near; none for who sees no publications, or before they were looked
        at."""
        if self.own_entry is None or not self.user.has_perm("disclosure.view"):
            return None
        return lights_of(self.own_entry, today())

    def waiting(self) -> Iterator[Waiting]:
        """What is to be published by now, signed off, published, put right, or let pass."""
        may_sign, may_draft = (self.user.has_perm(it) for it in ("disclosure.sign", "disclosure.draft"))
        if may_draft and self.lights is not None:
            yield from self.lights.waiting()
        if not self.going:
            return
        here = reverse("disclosure:index")
        if may_sign and (count := self._of(State.CHECKED)):
            yield Waiting(
                text=say(f"{count} 件公开件待审签", f"Publications to sign off: {count}"), url=f"{here}?state=checked"
            )
        if may_draft and (count := self._of(State.SIGNED)):
            yield Waiting(
                text=say(f"{count} 件公开件待发布", f"Publications to publish: {count}"), url=f"{here}?state=signed"
            )
        if may_draft and (count := self.going.get(State.DRAFTED, (0, 0, 0))[2]):
            text = say(f"{count} 件公开件被退回修改", f"Publications sent back to you: {count}")
            yield Waiting(text=text, url=f"{here}?state=drafted")
        if asked := sum(it for _, it, _ in self.going.values()):
            text = say(f"{asked} 处疑点待同意放行", f"Findings to be let pass: {asked}")
            yield Waiting(text=text, url=f"{here}?state=drafted")

    def _of(self, state: State) -> int:
        return self.going.get(state, (0, 0, 0))[0]

    def panels(self) -> Iterator[Panel]:
        """The lights of what is due; for who drafts or signs what is on its way, the nearest to the public first."""
        lights = self.lights.lines() if self.lights is not None else []
        lines = [*lights, *self._on_their_way()]
        if not lines:
            return
        more = [
            Line(text=say("应公开事项", "What is due"), url=reverse("disclosure:duties")),
            Line(text=say("全部公开件", "All publications"), url=reverse("disclosure:index")),
        ]
        yield Panel(key="publications", title=say("信息公开", "Disclosure"), lines=lines, more=more)

    def _on_their_way(self) -> list[Line]:
        if not self.going:
            return []
        rows = PublicationVersion.objects.filter(publication__entry=self.own_entry, state__in=OPEN)
        last = {state: at for at, state in enumerate((State.SIGNED, State.CHECKED, State.DRAFTED))}
        found = sorted(rows.light().select_related("publication").order_by("-pk")[:50], key=lambda it: last[it.told])
        return [Line(text=f"{it.state_said} · {it.title_said}", url=it.get_absolute_url()) for it in found[:_SHOWN]]

    def of(self, row: Any) -> OfEstate:
        """What is told of an estate."""
        return OfDisclosure(self.user, row)
