"""What-if: a programme with other grants, crews, sites, targets, weights and pins than its version has."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from yipanqi.domain.measure import MeasureClass
from yipanqi.domain.money import FEN_PER_WAN, from_wan, wan_text
from yipanqi.domain.programme import Programme
from yipanqi.domain.rolling import CannotPin, pinned
from yipanqi.domain.sentences.spoken import CLASSES, TRADES, estate_name, fund_name, region_name, word
from yipanqi.web.say import Cannot, say

Levers = Mapping[str, Any]
"""grants: fund → calendar year → 10⁴ yuan; crews: trade → per cent; sites: region → more or fewer at once;
targets: place in the list → at least; weights: class → weight; pins: estate → quarter label."""


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
        return pinned(made, pins) if levers else programme
    except CannotPin as error:
        raise CannotDerive(f"不能固定开工时间：{error}", f"A start cannot be kept: {error}") from None
    except ValueError as error:
        raise CannotDerive(f"调整不成立：{error}", f"This change cannot be: {error}") from None


def told(programme: Programme, levers: Levers, lang: str) -> list[str]:
    """Each lever that is moved, in a sentence."""
    return [text if lang == "zh" else english for text, english in _told(programme, levers)]


def _told(programme: Programme, levers: Levers) -> list[tuple[str, str]]:
    found = []
    for fund, years in levers.get("grants", {}).items():
        for year, wan in years.items():
            was = programme.fund_by_id[fund].grants[int(year) - programme.calendar.first_year]
            before, now = wan_text(was or 0), wan_text(from_wan(Decimal(wan)))
            zh, en = fund_name(programme, fund), fund_name(programme, fund, "en")
            found.append((f"{zh} {year} 年额度 {before} → {now} 万元", f"{en} {year}: {before} → {now} × 10⁴ yuan"))
    for trade, percent in levers.get("crews", {}).items():
        zh, en = (word(TRADES, trade, lang) for lang in ("zh", "en"))
        found.append((f"{zh}队伍能力为原来的 {percent}%", f"crews for {en} at {percent}%"))
    for region, more in levers.get("sites", {}).items():
        name = region_name(programme, region)
        found.append((f"{name}同时施工小区数 {more:+d}", f"{name}: {more:+d} estates at once"))
    for at, least in levers.get("targets", {}).items():
        target = programme.targets[int(at)]
        name, year = region_name(programme, target.region), programme.calendar.first_year + target.year
        was = target.at_least
        found.append((f"{name} {year} 年目标 {was} → {least}", f"{name} target of {year}: {was} → {least}"))
    for kind, weight in levers.get("weights", {}).items():
        zh, en = (word(CLASSES, kind, lang) for lang in ("zh", "en"))
        found.append((f"{zh}权重 {weight}", f"weight of {en} works {weight}"))
    for estate, label in levers.get("pins", {}).items():
        name = estate_name(programme, estate)
        found.append((f"{name}固定在 {label} 开工", f"{name} starts in {label}"))
    return found


def pins_in(programme: Programme, text: str) -> dict[str, str]:
    """`estate = quarter`, one a line; the estate by its code or its name."""
    names = {estate.name: estate.id for estate in programme.estates}
    found = {}
    for line in filter(None, (line.strip() for line in text.replace("＝", "=").splitlines())):
        who, sign, when = (part.strip() for part in line.partition("="))
        estate = who if who in programme.estate_by_id else names.get(who)
        if not sign or estate is None:
            raise CannotDerive(f"看不懂这一行：{line}", f"This line names no estate: {line}")
        try:
            found[estate] = programme.calendar.label(programme.calendar.quarter(when))
        except ValueError:
            raise CannotDerive(f"季度写法不对：{when}（应如 2028Q1）", f"Not a quarter: {when} (2028Q1)") from None
    return found


def heading(code: str) -> str:
    """What a part of the levers is called."""
    return say(
        *{
            "grants": ("资金额度（万元）", "Appropriations (10⁴ yuan)"),
            "crews": ("施工队伍（原能力的百分比）", "Crews (per cent of what they are)"),
            "sites": ("同时施工小区数（增减）", "Estates under construction at once (more or fewer)"),
            "targets": ("年度目标（至少）", "Targets (at least)"),
            "weights": ("类别权重", "Weights of the classes"),
        }[code]
    )


def _fund(programme: Programme, fund: Any, levers: Levers) -> Any:
    years = levers.get("grants", {}).get(fund.id)
    if not years or not fund.is_limited:
        return fund
    first = programme.calendar.first_year
    new = {int(year) - first: from_wan(Decimal(wan)) for year, wan in years.items()}
    return replace(fund, grants=tuple(new.get(at, grant) for at, grant in enumerate(fund.grants)))


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


def grant_wan(grant: int | None) -> str:
    """A grant in 10⁴ yuan as a form shows it."""
    return "" if grant is None else f"{(Decimal(grant) / FEN_PER_WAN).normalize():f}"
