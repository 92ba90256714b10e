"""What programmes tell the pages that span stages: the survey's findings, the estates' facts, uploads that wait."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import QueryDict
from django.urls import reverse

from yipanqi.domain.money import FEN_PER_WAN, wan_text
from yipanqi.domain.planning.told import told_alone
from yipanqi.domain.stage import Stage
from yipanqi.web.page import board
from yipanqi.web.page.board import BoardRow
from yipanqi.web.page.mapping import Look
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import (
    Brief,
    Card,
    Deed,
    Figure,
    Filter,
    Headline,
    Line,
    ListColumn,
    Mode,
    OfEstate,
    Panel,
    Section,
    Telling,
    Waiting,
)
from yipanqi.workbook.own_fields import sheet_in
from yipanqi.workbook.records import names_in

from . import cards, history, missing, own_columns, survey
from .columns import COLUMNS, standing_state
from .forms import PhotoForm, texts_of
from .models import EstateRow, ImportBatch, Photo
from .models.entries import told_once
from .photo_camera import camera_said
from .photo_matches import alike
from .words import INCLUDED, READY, STANDINGS

LOOKS = {  # state → its words, shape, colour and rank
    "way": ("施工中", "Under way", "square", "jade", 4),
    "eligible": ("符合条件", "Eligible", "circle", "open", 2),
    "late": ("放宽纳入", "Late-built", "diamond", "open-amber", 1),
    "excluded": ("不纳入", "Excluded", "square", "open-grey", 0),
}


class Programmes(Telling):
    """The survey and the registry."""

    style = "programmes.css"

    def waiting(self) -> Iterator[Waiting]:
        """One's own uploads that are read and would change something; several that were refused in one line."""
        waiting = ImportBatch.objects.filter(by=self.user, state=READY).exclude(difference={})
        waiting = waiting.defer("content", "findings", "difference")
        refused = list(ImportBatch.objects.to_correct(self.user).defer("content", "findings", "difference"))
        for batch in (*waiting[:5], *(refused if len(refused) == 1 else ())):
            name, state = batch.file_name, batch.state_said
            text = say(f"工作簿《{name}》{state}", f"Workbook “{name}”: {state}")
            yield Waiting(text=text, url=batch.get_absolute_url())
        if len(refused) > 1:
            count = len(refused)
            text = say(f"{count} 个工作簿有错误，未导入", f"{count} workbooks have errors and were not imported")
            yield Waiting(text=text, url=f"{reverse('programmes:imports')}#refused")

    def figures(self) -> Iterator[Figure]:
        """What may be renovated, what it needs and what it would cost, and the money there is."""
        if self.entry is None:
            return
        if self.rows is None:
            sums = told_once("figures", self.entry, self.user, lambda: _sums(self._visible()))
        else:
            sums = _sums(self.rows)
        if not sums["all"]:
            return
        listed = f"{reverse('estates:registry')}?standing={INCLUDED}"
        eligible, households = f"{sums['eligible']:,} / {sums['all']:,}", f"{sums['households'] or 0:,}"
        yield Figure(
            key="estates", figure=eligible, name=say("符合条件的小区 / 全部小区", "eligible of all estates"), url=listed
        )
        by_size, by_cost = f"{listed}&sort=-households", f"{listed}&sort=-cost"
        words = say("符合条件小区的户数", "households of eligible estates")
        yield Figure(key="households", figure=households, name=words, url=by_size)
        words = say("符合条件小区全部需要的造价", "cost of all that eligible estates need")
        yield Figure(key="cost", figure=_yi(sums["cost"] or 0), name=words, url=by_cost)
        if self.rows is None and self.user.has_perm("programmes.export") and self.user.scope().is_whole:
            yield self._funds()

    def _funds(self) -> Figure:
        funds = reverse("programmes:sheet", args=[self.entry.pk, "funds"])
        words = say("资金额度", "appropriations")
        if any(not fund.is_limited for fund in self.entry.frame().funds):
            words = say("资金额度（+：有的来源不设上限）", "appropriations (+: some sources have no ceiling)")
        return Figure(key="funds", figure=self._granted(), name=words, url=funds)

    def _visible(self) -> QuerySet:
        return EstateRow.objects.visible_to(self.user).filter(entry=self.entry)

    def panels(self) -> Iterator[Panel]:
        """What the estates lack that somebody may fill in."""
        if self.entry is None or not self.user.has_perm("programmes.edit"):
            return
        counts = missing.counts(self.entry, self.user)
        if not counts["all"]:
            if not self._visible().exists():
                yield _without_area()
            return
        lines = [
            Line(text=say(zh.format(counts[code]), en.format(counts[code])), url=missing.url_of(code))
            for code, (zh, en) in missing.SAID.items()
            if counts[code]
        ]
        whole = reverse("programmes:lacks", args=[self.entry.pk])
        yield Panel(
            key="missing",
            title=say("还缺什么", "What is missing"),
            lines=lines,
            note="" if lines else say("摸底、表决、照片、位置都已齐全。", "Survey, votes, photos, places: complete."),
            more=[Line(text=say("缺什么最影响方案", "What changes the plan most"), url=whole)],
        )

    def _granted(self) -> str:
        funds = self.entry.frame().funds
        whole = sum(grant or 0 for fund in funds for grant in fund.appropriations)
        return _yi(whole) + (" +" if any(not fund.is_limited for fund in funds) else "")

    def modes(self, asked: QueryDict) -> Iterator[Mode]:
        """What the survey found."""
        legend = ("none", "need1", "need2", "need3")
        yield Mode(key="needs", name=say("需求", "Needs"), legend=legend, line=_needs, is_usual=True)

    def columns(self) -> tuple[ListColumn, ...]:
        """The facts of an estate, the district's own behind them."""
        return (*COLUMNS, *own_columns.columns(self.entry))

    def of_measure(self, measure: str, estates: Collection[str]) -> Iterator[str]:
        """How many of the estates need it, and what that costs."""
        programme = self.entry.programme()
        needs = [need for need in programme.needs if need.measure == measure and need.estate in estates]
        known = [found for need in needs if (found := survey.estimated(programme, need))]
        said = wan_text(sum(told_alone(found.cost) for found in known))
        yield say(f"需要 {len(needs):,} 项，造价 {said} 万元", f"{len(needs):,} needed, for {said} × 10⁴ yuan")

    def filters(self) -> Iterator[Filter]:
        """By what estates lack, and by the district's own fields."""
        yield missing.asked(self.entry)
        yield from own_columns.filters(self.entry, self.user)

    def looks(self) -> Iterator[Look]:
        """By standing, or under way."""
        for code, (zh, en, shape, tone, rank) in LOOKS.items():
            yield Look(code=code, said=say(zh, en), shape=shape, tone=tone, rank=rank)

    def state(self, row: EstateRow) -> str:
        """By standing, or under way."""
        return "way" if row.is_under_way else row.standing

    def of(self, row: EstateRow) -> "OfSurvey":
        """The survey of one estate."""
        return OfSurvey(self.user, row)


class OfSurvey(OfEstate):
    """What programmes know of one estate."""

    def __init__(self, user: Any, row: EstateRow) -> None:
        self.user, self.row = user, row

    @cached_property
    def photos(self) -> list[Photo]:
        """Its photos, the oldest first."""
        kept = Photo.objects.filter(entry=self.row.entry, estate=self.row.estate, removed_at=None)
        return list(kept.order_by("taken_date", "at"))

    def cards(self) -> Iterator[Card]:
        """Wish, vote, works and photos."""
        return cards.cards(self.row, self.row.programme, self.photos)

    def briefs(self) -> Iterator[Brief]:
        """Where it is, how old and how large, what it needs."""
        row, own = self.row, self.row.programme.estate_by_id[self.row.estate]
        yield Brief(
            key="subdistrict",
            name=say("街道", "Subdistrict"),
            text=" · ".join(filter(None, (row.subdistrict_name, row.community_name))),
        )
        built = say(f"{row.built_year} 年", str(row.built_year)) if row.built_year else "—"
        yield Brief(key="built", name=say("建成", "Built"), text=built)
        parts = " / ".join("—" if count is None else str(count) for count in (own.buildings, own.stairwells))
        yield Brief(key="buildings", name=say("楼栋 / 单元", "Buildings / stairwells"), text=parts)
        yield Brief(key="households", name=say("户", "Households"), text=f"{row.households:,}")
        area = "—" if row.floor_area is None else f"{row.floor_area:,.0f} ㎡"
        yield Brief(key="floor_area", name=say("建筑面积", "Floor area"), text=area)
        yield Brief(key="needs", name=say("需要", "Needs"), text=say(f"{row.needs_count} 项", str(row.needs_count)))
        cost = say(f"{wan_text(row.cost)} 万元", f"{wan_text(row.cost)} × 10⁴ yuan")
        yield Brief(key="cost", name=say("全部需要的造价", "Cost of all needs"), text=cost)
        yield Brief(key="time", name=say("开工 – 完工", "Start – end"), text=say("未排入", "not planned"))

    def headline(self) -> Headline:
        """Whether it may be renovated."""
        return Headline(said=say(*STANDINGS[self.row.standing]), state=standing_state(self.row))

    def sections(self) -> Iterator[Section]:
        """Standing, wish, vote, works, photos, facts."""
        standing = survey.standing(self.row)
        if standing:
            yield Section(key="plan", place=0, template="programmes/_standing.html", values={"standing": standing})
        yield Section.of(Stage.WISH, "programmes/_wish.html", wishes=survey.wishes(self.row))
        yield Section.of(Stage.VOTE, "programmes/_vote.html", votes=survey.votes(self.row))
        yield survey.works_section(survey.works(self.row))
        yield self._photo_section()
        yield self._facts()

    def history(self) -> list[Deed]:
        """Each edit by itself, what an import did in one line."""
        return history.deeds(self.row, self.row.programme)

    def _photo_section(self) -> Section:
        likenesses = alike(self.photos, self.user)
        photos = [(photo, likenesses.get(photo.pk, ()), camera_said(photo, self.row)) for photo in self.photos]
        template = "programmes/_photos.html"
        return Section.of(Stage.PHOTOS, template, photos=photos, is_any_alike=bool(likenesses), form=PhotoForm())

    def _facts(self) -> Section:
        sheets = self.row.entry.sheets(self.row.estate)
        estates = sheet_in(sheets, "estates")
        facts = texts_of(self.row.record, estates, self.row.programme.calendar, names_in(sheets))
        values = {"facts": facts, "buildings": self.row.programme.buildings}
        return Section(key="facts", place=2000, template="programmes/_facts.html", values=values)


def _without_area() -> Panel:
    """Why somebody sees no estate, and whom to ask."""
    why = say(
        "看不到小区：您的单位还没有设定所属区域，或计划里没有这个区域的小区。请系统管理员在“单位”中设定区域，"
        "或请区改造办核对小区的街道、社区。",
        "No estate is yours to see: your organisation has no region yet, or the programme has no estate in it. Ask the "
        "system administrator to set the region, or the renovation office to check the estates.",
    )
    more = [Line(text=say("查看单位", "Organisations"), url=reverse("accounts:organisations"))]
    return Panel(key="missing", title=say("我的小区", "My estates"), note=why, more=more)


def _sums(rows: QuerySet) -> dict[str, Any]:
    is_in = ~Q(standing="excluded")
    return rows.order_by().aggregate(
        all=Count("*"),
        eligible=Count("pk", filter=is_in),
        households=Sum("households", filter=is_in),
        cost=Sum("cost", filter=is_in),
    )


def _needs(row: EstateRow) -> BoardRow:
    """The estate's line of the board: the survey's stones."""
    return BoardRow(stones=board.need_stones(row.needs), **plain_line(row))


def plain_line(row: EstateRow) -> dict[str, Any]:
    """What every line of the board holds of an estate."""
    return {
        "url": row.get_absolute_url(),
        "name": row.name,
        "households": row.households,
        "section": row.subdistrict_name,
    }


def _yi(fen: int) -> str:
    """In 10⁸ yuan, as sentences say it."""
    value = Decimal(fen) / FEN_PER_WAN / 10_000
    return (
        say(f"{value:.2f} 亿元", f"¥{value / 10:.2f} bn")
        if value >= 1
        else say(f"{value * 10_000:,.0f} 万元", f"¥{value * 100:,.0f} m")
    )
