"""What-if: a programme with other grants, crews, sites, targets, weights and pins than its version has."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from yipanqi.domain.measure import MeasureClass
from yipanqi.domain.money import FEN_PER_WAN, from_wan
from yipanqi.domain.planning.rolling import CannotPin, pinned, settled
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences.spoken import CLASSES, TRADES, estate_name, fund_name, region_name, word
from yipanqi.web.page.say import Cannot, say

Levers = Mapping[str, Any]
"""grants: fund → calendar year → 10⁴ yuan; crews: trade → per cent; sites: region → more or fewer at once;
targets: place in the list → at least; weights: class → weight; pins: estate → quarter label; must: estates that are in
the plan whatever they bring; withheld: estates that are left out."""
MUST, WITHHELD = "must", "withheld"


class CannotDerive(Cannot):
    """The programme has nothing like what should be changed, or cannot be so."""


def derived(programme: Programme, levers: Levers) -> Programme:
    """The programme with the levers moved; the programme itself where none is."""
    try:
        made = replace(
            programme,
            funds=tuple(_fund(programme, fund, levers) for fund in programme.funds),
            crews=tuple(_crew(crew, levers) for crew in programme.crews),
            site_limits=tuple(_sites(limit, levers) for limit in programme.site_limits),
            targets=tuple(_target(at, target, levers) for at, target in enumerate(programme.targets)),
            policy=replace(programme.policy, class_weights=_weights(programme, levers)),
        )
        pins = {estate: programme.calendar.quarter(label) for estate, label in levers.get("pins", {}).items()}
        return settled(pinned(made, pins), levers.get(MUST, ()), levers.get(WITHHELD, ())) if levers else programme
    except CannotPin as error:
        raise CannotDerive(f"小区不能这样安排：{error}", f"An estate cannot be settled so: {error}") from None
    except ValueError as error:
        raise CannotDerive(f"调整不成立：{error}", f"This change cannot be: {error}") from None


def told(programme: Programme, levers: Levers) -> list[list[str]]:
    """Each lever that is moved, in a sentence, [Chinese, English]: from what to what, and by which part."""
    return [list(pair) for kind in _TOLD for pair in kind(programme, levers)]


def _told_grants(programme: Programme, levers: Levers) -> Iterator[tuple[str, str]]:
    for fund, years in levers.get("grants", {}).items():
        for year, wan in years.items():
            was = programme.fund_by_id[fund].appropriations[int(year) - programme.calendar.first_year] or 0
            now = from_wan(Decimal(wan))
            zh, en = fund_name(programme, fund), fund_name(programme, fund, "en")
            more, more_en = by_part(was, now)
            yield (
                f"{zh} {year} 年{more}（{_wan(was)} → {_wan(now)} 万元）",
                f"{en} {year}: {more_en} ({_wan(was)} → {_wan(now)} × 10⁴ yuan)",
            )


def _told_crews(programme: Programme, levers: Levers) -> Iterator[tuple[str, str]]:
    for trade, percent in levers.get("crews", {}).items():
        zh, en = (word(TRADES, trade, lang) for lang in ("zh", "en"))
        more, more_en = by_part(100, Decimal(percent))
        yield f"{zh}队伍能力{more}（为原来的 {percent}%）", f"crews for {en}: {more_en} ({percent}% of what they are)"


def _told_sites(programme: Programme, levers: Levers) -> Iterator[tuple[str, str]]:
    limits = {limit.region: limit for limit in programme.site_limits}
    for region, more in levers.get("sites", {}).items():
        name, caps = region_name(programme, region), limits[region].caps
        was = caps[0] if caps else 0
        zh = f"{name}同时施工小区数{'增加' if more > 0 else '减少'} {abs(more)} 个（{was} → {max(0, was + more)}）"
        en = f"{name}: {abs(more)} {'more' if more > 0 else 'fewer'} estates at once ({was} → {max(0, was + more)})"
        yield zh, en


def _told_targets(programme: Programme, levers: Levers) -> Iterator[tuple[str, str]]:
    for at, least in levers.get("targets", {}).items():
        target = programme.targets[int(at)]
        name, year = region_name(programme, target.region), programme.calendar.first_year + target.year
        zh, en = {"households": ("户", "households"), "estates": ("个小区", "estates")}[target.kind.value]
        more, more_en = by_part(target.at_least, least)
        yield (
            f"{name}截至 {year} 年的目标{more}（{target.at_least:,} → {least:,} {zh}）",
            f"{name}, target by {year}: {more_en} ({target.at_least:,} → {least:,} {en})",
        )


def _told_weights(programme: Programme, levers: Levers) -> Iterator[tuple[str, str]]:
    for kind, weight in levers.get("weights", {}).items():
        zh, en = (word(CLASSES, kind, lang) for lang in ("zh", "en"))
        was = programme.policy.class_weights[MeasureClass(kind)]
        more, more_en = by_part(was, Decimal(weight))
        yield f"{zh}权重{more}（{was} → {weight}）", f"weight of {en} works: {more_en} ({was} → {weight})"


def _told_estates(programme: Programme, levers: Levers) -> Iterator[tuple[str, str]]:
    for estate, label in levers.get("pins", {}).items():
        name = estate_name(programme, estate)
        yield f"{name}固定在 {label} 开工", f"{name} starts in {label}"
    for estate in levers.get(MUST, ()):
        name = estate_name(programme, estate)
        yield f"{name}必须列入", f"{name} is in the plan whatever it brings"
    for estate in levers.get(WITHHELD, ()):
        name = estate_name(programme, estate)
        yield f"{name}不列入", f"{name} is left out"


_TOLD: tuple[Callable[[Programme, Levers], Iterator[tuple[str, str]]], ...] = (
    _told_grants, _told_crews, _told_sites, _told_targets, _told_weights, _told_estates,
)  # fmt: skip


def by_part(was: Decimal | int, now: Decimal | int) -> tuple[str, str]:
    """By which part a figure changes, in words: 减少 10%, 10% less."""
    if not was:
        return "新增", "new"
    part = abs(Decimal(now) - Decimal(was)) / Decimal(was) * 100
    shown = f"{part.quantize(Decimal('0.1')).normalize():f}%"
    return (f"增加 {shown}", f"{shown} more") if now > was else (f"减少 {shown}", f"{shown} less")


def _wan(fen: int) -> str:
    """10⁴ yuan without needless zeros: 12,000 or 12,000.5."""
    return f"{wan(fen).normalize():,f}"


def estate_of(programme: Programme, who: str) -> str:
    """The code of an estate named by its code or its name; raises CannotDerive where there is none."""
    if who in programme.estate_by_id:
        return who
    found = [estate.id for estate in programme.estates if estate.name == who]
    if len(found) != 1:
        zh, en = f"有 {len(found)} 个小区叫{who}，请填编号", f"{len(found)} estates are called {who}: give the code"
        raise CannotDerive(zh, en) if found else CannotDerive(f"没有这个小区：{who}", f"No estate is called {who}")
    return found[0]


def heading(code: str) -> str:
    """What a part of the levers is called."""
    return say(
        *{
            "grants": ("资金额度（万元）", "Appropriations (10⁴ yuan)"),
            "crews": ("施工队伍（原能力的百分比）", "Crews (per cent of what they are)"),
            "sites": ("同时施工小区数（增减）", "Estates under construction at once (more or fewer)"),
            "targets": ("年度目标（至少）", "Targets (at least)"),
            "weights": ("类别权重", "Weights of the classes"),
            "estates": ("小区", "Estates"),
        }[code]
    )


def _fund(programme: Programme, fund: Any, levers: Levers) -> Any:
    years = levers.get("grants", {}).get(fund.id)
    if not years or not fund.is_limited:
        return fund
    first = programme.calendar.first_year
    new = {int(year) - first: from_wan(Decimal(wan)) for year, wan in years.items()}
    return replace(fund, appropriations=tuple(new.get(at, grant) for at, grant in enumerate(fund.appropriations)))


def _crew(crew: Any, levers: Levers) -> Any:
    percent = levers.get("crews", {}).get(crew.trade)
    if percent is None:
        return crew
    return replace(crew, weeks=tuple(weeks * Decimal(percent) / 100 for weeks in crew.weeks))


def _sites(limit: Any, levers: Levers) -> Any:
    more = levers.get("sites", {}).get(limit.region)
    return limit if more is None else replace(limit, caps=tuple(max(0, cap + more) for cap in limit.caps))


def _target(at: int, target: Any, levers: Levers) -> Any:
    least = levers.get("targets", {}).get(str(at))
    return target if least is None else replace(target, at_least=least)


def _weights(programme: Programme, levers: Levers) -> Mapping[MeasureClass, Decimal]:
    moved = {MeasureClass(kind): Decimal(weight) for kind, weight in levers.get("weights", {}).items()}
    return {**programme.policy.class_weights, **moved}


def wan(grant: int | None) -> Decimal:
    """A grant in 10⁴ yuan, exact."""
    return Decimal(grant or 0) / FEN_PER_WAN
