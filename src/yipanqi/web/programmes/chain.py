"""The chain of an estate: ten stages from the residents' wish to the warranty, with state and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yipanqi.domain.measure import Need
from yipanqi.domain.money import wan_text
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences.spoken import date_text
from yipanqi.domain.stage import Stage
from yipanqi.web.page.say import listed, say

from .models import EstateRow, Photo
from .seam import Card, PlanView

NEXT = {
    Stage.WISH: ("下一步：征询居民意愿", "next: ask the residents", "街道、社区", "subdistrict, community"),
    Stage.VOTE: ("下一步：业主表决", "next: the owners' vote", "社区", "community"),
    Stage.WORKS: ("下一步：摸底调查", "next: the survey", "街道", "subdistrict"),
    Stage.MONEY: ("下一步：编制方案", "next: make a plan", "区改造办", "renovation office"),
    Stage.TASK: ("方案采用后分解", "once a plan is adopted", "区改造办", "renovation office"),
    Stage.CONTRACT: ("下一步：招标", "next: the tender", "建设单位", "client"),
    Stage.PAYMENT: ("签约后按进度支付", "by progress, once signed", "区财政局", "finance bureau"),
    Stage.PHOTOS: ("下一步：上传现状照片", "next: photos of today", "街道", "subdistrict"),
    Stage.ACCEPTANCE: ("完工后联合验收", "jointly, once finished", "区改造办", "renovation office"),
    Stage.WARRANTY: ("验收后自动建立", "set up at acceptance", "施工单位", "contractor"),
}  # what comes next, who does it: in both languages
TO_COME = (  # shown together, before the photos and after
    (Stage.TASK, Stage.CONTRACT, Stage.PAYMENT),
    (Stage.ACCEPTANCE, Stage.WARRANTY),
)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A card as the page shows it."""

    key: str
    name: str
    state: str
    lines: tuple[str, ...]
    url: str


def links(
    row: EstateRow, programme: Programme, plan: PlanView | None, photos: Sequence[Photo], told: Iterable[Card]
) -> list[Link]:
    """The ten cards; what a later stage tells replaces what is known here."""
    needs = programme.needs_by_estate.get(row.estate, ())
    own = [_wish(needs), _vote(programme, needs), _works(row, plan), _money(row, plan), _photos(photos)]
    known = {card.key: card for card in [*own, *told] if card is not None}
    return [_link(stage, known.get(stage)) for stage in Stage]


def to_come(found: Iterable[Link]) -> list[tuple[str, list[Link]]]:
    """The stages that have no section of their own yet, before the photos and after them: their names, and each."""
    by_key = {link.key: link for link in found}
    groups = [[by_key[key] for key in keys] for keys in TO_COME]
    return [(listed(link.name for link in group), group) for group in groups]


def _link(key: Stage, card: Card | None) -> Link:
    next_zh, next_en, who_zh, who_en = NEXT[key]
    name = say(*key.names)
    if card is None:
        lines = (say(next_zh, next_en), say(who_zh, who_en))
        return Link(key=key, name=name, state="none", lines=lines, url=f"#{key}")
    return Link(key=key, name=name, state=card.state, lines=card.lines, url=card.url or f"#{key}")


def _wish(needs: tuple[Need, ...]) -> Card | None:
    asked = [need.support for need in needs if need.support is not None]
    if not asked:
        return None
    lowest, highest = round(float(min(asked)) * 100), round(float(max(asked)) * 100)
    lines = (
        say(f"{len(asked)} 项已征询", f"{len(asked)} works asked"),
        say(f"同意 {lowest}%—{highest}%", f"{lowest}–{highest} % agree"),
    )
    return Card(key=Stage.WISH, state="done" if len(asked) == len(needs) else "way", lines=lines)


def _vote(programme: Programme, needs: tuple[Need, ...]) -> Card | None:
    matters = [need for need in needs if programme.measure_by_id[need.measure].matter is not None]
    if not matters:
        lines = (say("没有须表决的事项", "no matter to vote on"), say("民法典第278条", "Civil Code 278"))
        return Card(key=Stage.VOTE, state="none", lines=lines)
    voted = [need.consent for need in matters if need.consent is not None]
    if not voted:
        return None
    turnout, approval = round(float(voted[0].turnout_heads) * 100), round(float(voted[0].approval_heads) * 100)
    lines = (say(f"参与 {turnout}%", f"turnout {turnout} %"), say(f"同意 {approval}%", f"approval {approval} %"))
    return Card(key=Stage.VOTE, state="done" if len(voted) == len(matters) else "way", lines=lines)


def _works(row: EstateRow, plan: PlanView | None) -> Card | None:
    if not row.needs_count:
        return None
    if plan is None:
        return Card(
            key=Stage.WORKS,
            state="need",
            lines=(say(f"需要 {row.needs_count} 项", f"{row.needs_count} needed"), _wan(row.cost)),
        )
    chosen = sum((row.estate, measure) in plan.plan.choices for measure in row.needs)
    if not chosen:
        lines = (say(f"需要 {row.needs_count} 项", f"{row.needs_count} needed"), say("未排入方案", "not in the plan"))
        return Card(key=Stage.WORKS, state="need", lines=lines)
    left = row.needs_count - chosen
    lines = (say(f"{chosen} 项", f"{chosen} works"), say(f"{left} 项未列入", f"{left} left out") if left else "")
    return Card(key=Stage.WORKS, state="planned", lines=lines)


def _money(row: EstateRow, plan: PlanView | None) -> Card | None:
    if plan is None or row.estate not in plan.plan.starts:
        return None
    by_work = plan.plan.payments_by_work
    paid = [payment for m in plan.programme.measures for payment in by_work.get((row.estate, m.id), ())]
    sources = len({payment.fund for payment in paid})
    lines = (say(f"{sources} 个来源", f"{sources} sources"), _wan(sum(payment.amount for payment in paid)))
    return Card(key=Stage.MONEY, state="planned", lines=lines)


def _photos(photos: Sequence[Photo]) -> Card | None:
    if not photos:
        return None
    last = max((photo.taken_date for photo in photos if photo.taken_date), default=None)
    count = len(photos)
    said = say(f"最近 {date_text(last)}", f"last {date_text(last, 'en')}") if last else ""
    return Card(key=Stage.PHOTOS, state="way", lines=(say(f"{count} 张", f"{count} photos"), said))


def _wan(fen: int) -> str:
    return say(f"{wan_text(fen)} 万元", f"¥{wan_text(fen)} × 10⁴")
