"""The chain of an estate: ten stages from the residents' wish to the warranty, with state and what comes next."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from yipanqi.domain.stage import Stage
from yipanqi.web.page.say import listed, say
from yipanqi.web.page.telling import Card, Section, place_of

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


@dataclass(frozen=True, kw_only=True)
class Link:
    """A card as the page shows it."""

    key: str
    name: str
    state: str
    lines: tuple[str, ...]
    url: str


def links(told: Iterable[Card]) -> list[Link]:
    """The ten cards; a stage that tells nothing yet says what comes next, and who does it."""
    known = {card.key: card for card in told}
    return [_link(key, known.get(key)) for key in Stage]


def to_come(found: Iterable[Link], told: Collection[str]) -> Iterator[Section]:
    """The stages without a section of their own, those that follow each other together."""
    for is_told, run in groupby(found, key=lambda link: link.key in told):
        group = list(run)
        if not is_told:
            values = {"group": group, "heading": listed(link.name for link in group)}
            first = Stage(group[0].key)
            yield Section(key=f"{first}-on", place=place_of(first), template="estates/_stages.html", values=values)


def _link(key: Stage, card: Card | None) -> Link:
    next_zh, next_en, who_zh, who_en = NEXT[key]
    name = say(*key.names)
    if card is None:
        lines = (say(next_zh, next_en), say(who_zh, who_en))
        return Link(key=key, name=name, state="none", lines=lines, url=f"#{key}")
    return Link(key=key, name=name, state=card.state, lines=card.lines, url=card.url or f"#{key}")
