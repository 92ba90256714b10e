"""The levers of a scenario as a form asks for them: a figure and a slider each, and estates settled one by one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from yipanqi.domain.measure import MeasureClass
from yipanqi.domain.money import from_wan, in_wan
from yipanqi.domain.planning.scenario import CannotDerive, Scenario, coded_said, derived, estate_of, plain
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences.spoken import CLASSES, TRADES, fund_name, region_name, word
from yipanqi.web.page.say import language, say

_MORE = 3  # empty rows for estates
_MOST = 60  # rows for estates
_DOUBLE = 200  # per cent: where sliders end
_MUST, _WITHHELD = "must", "withheld"
HEADINGS = {
    "grants": ("资金额度（万元）", "Appropriations (10⁴ yuan)"),
    "crews": ("施工队伍（原能力的百分比）", "Crews (per cent of what they are)"),
    "sites": ("同时施工小区数（增减）", "Estates under construction at once (more or fewer)"),
    "targets": ("年度目标（至少）", "Targets (at least)"),
    "weights": ("类别权重", "Weights of the classes"),
}


@dataclass(frozen=True, kw_only=True)
class Lever:
    """A figure that a scenario may change; its slider moves in per cent of today's figure, or in the figure itself."""

    code: str  # its heading
    key: Any
    name: str  # of its field
    label: str
    today: Decimal
    now: Decimal  # as the scenario has it that the form begins with
    places: int  # decimals of what a slider may say
    ends: tuple[int, int]  # of the slider
    is_part: bool  # the slider says per cent of today

    def slide(self, value: Decimal) -> int:
        """Where the slider stands for a figure."""
        at = value * 100 / self.today if self.is_part else value
        return min(max(int(at.to_integral_value(ROUND_HALF_UP)), self.ends[0]), self.ends[1])

    def value(self, slide: int) -> Decimal:
        """The figure that a slider says."""
        step = Decimal(1).scaleb(-self.places)
        return (self.today * slide / 100).quantize(step, ROUND_HALF_UP) if self.is_part else Decimal(slide)

    @property
    def scale_said(self) -> str:
        """What the slider counts."""
        return say("占现值的百分比", "in per cent of today") if self.is_part else say("增减", "more or fewer")

    @property
    def is_whole(self) -> bool:
        """Is it counted in whole numbers?"""
        return self.code in ("sites", "targets")

    @property
    def has_slider(self) -> bool:
        """Nothing has no parts."""
        return not self.is_part or self.today > 0


@dataclass(frozen=True, kw_only=True)
class LeverRow:
    """A lever as the page shows it."""

    lever: Lever
    value: str
    slide: int
    errors: list[str]

    @property
    def is_moved(self) -> bool:
        """Does it differ from today's figure, or is it at fault?"""
        return bool(self.errors) or self.value != plain(self.lever.today)

    @property
    def figure(self) -> Decimal:
        """Its value as a number; today's where it is none."""
        try:
            return Decimal(self.value)
        except ArithmeticError:
            return self.lever.today

    @property
    def today(self) -> str:
        """Today's figure."""
        return f"{self.lever.today.normalize():,f}"

    @property
    def part(self) -> str:
        """What the slider says, in words."""
        if self.lever.code == "sites":
            return f"{self.slide:+d}" if self.slide else say("不变", "as it is")
        return f"{self.slide}%"


class LeversForm(forms.Form):
    """The levers, each asked as a figure and as a slider: whichever of the two was moved counts, the figure first."""

    def __init__(self, *args: Any, programme: Programme, scenario: Scenario, **more: Any) -> None:
        super().__init__(*args, **more)
        self.programme = programme
        self.levers = list(_levers(programme, derived(programme, scenario)))
        self.begun = _settled(scenario)
        for lever in self.levers:
            for name in (lever.name, f"{lever.name}-shown"):
                self.fields[name] = forms.DecimalField(
                    label=lever.label, required=False, max_digits=16, decimal_places=6, initial=plain(lever.now)
                )
            low, high = lever.ends
            self.fields[f"{lever.name}-slide"] = forms.IntegerField(required=False, min_value=low, max_value=high)
        calendar = programme.calendar
        choices = [
            ("", "—"),
            (_MUST, say("必须列入", "must be in")),
            (_WITHHELD, say("不列入", "left out")),
            *((q, say(f"{q} 开工", f"starts {q}")) for q in map(calendar.label, range(calendar.quarters))),
        ]
        for at in range(self._rows()):
            estate, how = self.begun[at] if at < len(self.begun) else ("", "")
            name = programme.estate_by_id[estate].name if estate in programme.estate_by_id else estate
            self.fields[f"estate-{at}"] = forms.CharField(
                label=say("小区", "Estate"), required=False, max_length=120, initial=name
            )
            self.fields[f"settled-{at}"] = forms.ChoiceField(
                label=say("安排", "Settled"), required=False, choices=choices, initial=how
            )

    def _rows(self) -> int:
        """As many rows as are filled, and some more."""
        filled = len(self.begun)
        if self.is_bound:
            filled = sum(bool(self.data.get(f"estate-{at}", "").strip()) for at in range(_MOST))
        return min(filled + _MORE, _MOST)

    def clean(self) -> dict[str, Any]:
        """Each lever's figure, from the field or the slider; the estates by their codes."""
        asked = super().clean()
        for lever in self.levers:
            value = asked[lever.name] = self._figure(lever, asked)
            if value is not None and value < 0 and lever.code != "sites":
                self.add_error(lever.name, say("不能小于零", "It cannot be below zero"))
            if value is not None and lever.is_whole and value != value.to_integral_value():
                self.add_error(lever.name, say("须为整数", "It must be whole"))
        asked["settled"] = self._estates(asked)
        return asked

    def _figure(self, lever: Lever, asked: Mapping[str, Any]) -> Decimal | None:
        value, slide = asked.get(lever.name), asked.get(f"{lever.name}-slide")
        shown = asked.get(f"{lever.name}-shown")
        shown = lever.now if shown is None else shown
        if slide is None or value != shown or slide == lever.slide(shown) or not lever.has_slider:
            return value
        return lever.value(slide)

    def _estates(self, asked: Mapping[str, Any]) -> dict[str, str]:
        """Estate → how it is settled; faults stand at their fields."""
        found: dict[str, str] = {}
        for at in range(self._rows()):
            who, how = (asked.get(f"estate-{at}") or "").strip(), asked.get(f"settled-{at}")
            if not who or not how:
                continue
            try:
                estate = estate_of(self.programme, who)
            except CannotDerive as refusal:
                self.add_error(f"estate-{at}", coded_said(self.programme, refusal, language()))
                continue
            if found.setdefault(estate, how) != how:
                self.add_error(f"estate-{at}", say("同一小区有两种安排", "One estate is settled in two ways"))
        return found

    def scenario(self) -> Scenario:
        """The levers that differ from the version's own figures."""
        moved: dict[str, dict[Any, Any]] = {code: {} for code in HEADINGS}
        for lever in self.levers:
            value = self.cleaned_data.get(lever.name)
            if value is None or value == lever.today:
                continue
            if lever.code == "grants":
                fund, year = lever.key
                moved["grants"].setdefault(fund, {})[year] = from_wan(value)
            else:
                moved[lever.code][lever.key] = int(value) if lever.is_whole else value
        settled = self.cleaned_data["settled"].items()
        return Scenario(
            pins={estate: how for estate, how in settled if how not in (_MUST, _WITHHELD)},
            must=tuple(estate for estate, how in settled if how == _MUST),
            withheld=tuple(estate for estate, how in settled if how == _WITHHELD),
            **moved,
        )

    def groups(self) -> list[tuple[str, list[LeverRow], bool]]:
        """The levers' rows under their headings, and whether they stand open: money does, and what is moved."""
        found: dict[str, list[LeverRow]] = {}
        for lever in self.levers:
            found.setdefault(lever.code, []).append(self._row(lever))
        return [
            (say(*HEADINGS[code]), rows, code == "grants" or any(row.is_moved for row in rows))
            for code, rows in found.items()
        ]

    def sections(self) -> list[tuple[str, list[tuple[str, list[LeverRow], bool]]]]:
        """The same for the page: money source by source, each with its sum; the first of them stands open."""
        found = []
        for (code, heading), (_, rows, is_open) in zip(self._headings(), self.groups(), strict=True):
            parts = [(say(f"{len(rows)} 项", f"{len(rows)} figures"), rows, is_open)]
            if code == "grants":
                funds = {row.lever.key[0]: [it for it in rows if it.lever.key[0] == row.lever.key[0]] for row in rows}
                parts = [
                    (self._sum_said(fund, own), own, at == 0 or any(row.is_moved for row in own))
                    for at, (fund, own) in enumerate(funds.items())
                ]
            found.append((heading, parts))
        return found

    def _headings(self) -> list[tuple[str, str]]:
        """Code and words of each heading that there are levers for, in their order."""
        return [(code, say(*HEADINGS[code])) for code in dict.fromkeys(lever.code for lever in self.levers)]

    def _sum_said(self, fund: str, rows: list[LeverRow]) -> str:
        """A source with what it grants in all years; and what it is today where the scenario has it otherwise."""
        name, today = fund_name(self.programme, fund, language()), sum(row.lever.today for row in rows)
        now = sum((row.figure for row in rows), Decimal(0))
        total = say(f"合计 {now:,.2f}", f"{now:,.2f} in all")
        was = say(f"（现 {today:,.2f}）", f" (today {today:,.2f})") if now != today else ""
        return f"{name} · {total}{was}"

    def _row(self, lever: Lever) -> LeverRow:
        errors, value = list(self[lever.name].errors), lever.now
        if self.is_bound and not errors:
            value = self.cleaned_data.get(lever.name, value)
        shown = self.data.get(lever.name, "") if errors else plain(value) if value is not None else ""
        slide = lever.slide(lever.today if value is None else value) if lever.has_slider else 0
        return LeverRow(lever=lever, value=shown, slide=slide, errors=errors)

    def estates(self) -> list[tuple[Any, Any]]:
        """The rows for estates: who, and how it is settled."""
        return [(self[f"estate-{at}"], self[f"settled-{at}"]) for at in range(self._rows())]

    def plain(self) -> list[Any]:
        """The fields that are no levers."""
        return [self[name] for name in self.base_fields]


def _settled(scenario: Scenario) -> list[tuple[str, str]]:
    """Estates that the scenario settles, and how."""
    ways = [(scenario.must, _MUST), (scenario.withheld, _WITHHELD)]
    return [*scenario.pins.items(), *((estate, how) for estates, how in ways for estate in estates)]


def _levers(programme: Programme, now: Programme) -> Iterator[Lever]:
    """Every lever of a programme, with today's figure and that of the scenario."""
    lang, first_year = language(), programme.calendar.first_year
    percent = {"ends": (0, _DOUBLE), "is_part": True}
    for fund in programme.funds:
        for at, grant in enumerate(fund.appropriations if fund.is_limited else ()):
            year, after = first_year + at, now.fund_by_id[fund.id].appropriations[at]
            yield Lever(
                code="grants", key=(fund.id, year), name=f"grant-{fund.id}-{year}", places=2, **percent,
                label=f"{fund_name(programme, fund.id, lang)} {year}", today=in_wan(grant or 0), now=in_wan(after or 0),
            )  # fmt: skip
    for trade in dict.fromkeys(crew.trade for crew in programme.crews):
        pairs = zip(programme.crews, now.crews, strict=True)
        before, after = next((a.weeks, b.weeks) for a, b in pairs if a.trade == trade)
        part = (sum(after) * 100 / sum(before)).quantize(Decimal("0.01")) if sum(before) else Decimal(100)
        yield Lever(
            code="crews", key=trade, name=f"crew-{trade}", label=word(TRADES, trade, lang), places=0, **percent,
            today=Decimal(100), now=part,
        )  # fmt: skip
    for limit, after in zip(programme.site_limits, now.site_limits, strict=True):
        more = max((b - a for a, b in zip(limit.caps, after.caps, strict=True)), key=abs, default=0)
        yield Lever(
            code="sites", key=limit.region, name=f"site-{limit.region}", label=region_name(programme, limit.region),
            today=Decimal(0), now=Decimal(more), places=0, ends=(-10, 10), is_part=False,
        )  # fmt: skip
    for at, (target, after) in enumerate(zip(programme.targets, now.targets, strict=True)):
        unit = say(*{"households": ("户", "households"), "estates": ("小区", "estates")}[target.kind.value])
        label = f"{region_name(programme, target.region)} {first_year + target.year} ({unit})"
        yield Lever(
            code="targets", key=at, name=f"target-{at}", label=label, places=0, **percent,
            today=Decimal(target.at_least), now=Decimal(after.at_least),
        )  # fmt: skip
    for kind, weight in programme.policy.class_weights.items():
        yield Lever(
            code="weights", key=MeasureClass(kind), name=f"weight-{kind.value}", label=word(CLASSES, kind.value, lang),
            places=3, today=weight, now=now.policy.class_weights[kind], **percent,
        )  # fmt: skip
