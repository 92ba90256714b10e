"""What the survey tells the chain of an estate: the cards of wish, vote, works and photos."""

from collections.abc import Iterator, Sequence

from yipanqi.domain.measure import Need
from yipanqi.domain.money import wan_text
from yipanqi.domain.programme import Programme
from yipanqi.domain.sentences.spoken import date_text
from yipanqi.domain.stage import Stage
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Card

from .models import EstateRow, Photo


def cards(row: EstateRow, programme: Programme, photos: Sequence[Photo]) -> Iterator[Card]:
    """A card of each of these stages that has begun."""
    needs = programme.needs_by_estate.get(row.estate, ())
    found = (_wish(needs), _vote(programme, needs), _works(row), _photos(photos))
    yield from (card for card in found if card is not None)


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


def _works(row: EstateRow) -> Card | None:
    if not row.needs_count:
        return None
    cost = say(f"{wan_text(row.cost)} 万元", f"¥{wan_text(row.cost)} × 10⁴")
    return Card(key=Stage.WORKS, state="need", lines=(needed(row), cost))


def needed(row: EstateRow) -> str:
    """How many works the survey found needed."""
    return say(f"需要 {row.needs_count} 项", f"{row.needs_count} needed")


def _photos(photos: Sequence[Photo]) -> Card | None:
    if not photos:
        return None
    last = max((photo.taken_date for photo in photos if photo.taken_date), default=None)
    count = len(photos)
    said = say(f"最近 {date_text(last)}", f"last {date_text(last, 'en')}") if last else ""
    return Card(key=Stage.PHOTOS, state="way", lines=(say(f"{count} 张", f"{count} photos"), said))
