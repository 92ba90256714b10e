"""What a district decides about the ladder, colours and the rules that make orders, as it is in force where it says
nothing; read as the laws read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yipanqi.domain.delivery.described import Field, ValueKind
from yipanqi.domain.delivery.setting import Setting, in_force
from yipanqi.domain.supervision import colours, ladder, raising

LADDER, COLOURS, RAISING = "supervision.ladder", "supervision.colours", "supervision.raising"
SHIPPED: tuple[Setting, ...] = (
    Setting(key=LADDER, value=ladder.USUAL.stored, source=ladder.USUAL.source),
    Setting(key=COLOURS, value=colours.BY_TIME.stored, source=colours.BY_TIME.source),
    Setting(key=RAISING, value=raising.USUAL.stored, source=raising.USUAL.rules[0].source),
)
FIELDS: Mapping[str, Field] = {
    LADDER: Field(key=LADDER, names=("催办台阶", "Ladder of an order"), kind=ValueKind.OTHER),
    COLOURS: Field(key=COLOURS, names=("督办单颜色", "Colours of orders"), kind=ValueKind.OTHER),
    RAISING: Field(key=RAISING, names=("自动拟办规则", "Rules that make orders"), kind=ValueKind.OTHER),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRules:
    """What is in force on a day."""

    ladder: ladder.Ladder
    colours: colours.Colours
    raising: raising.Raising


def rules_on(settings: Iterable[Setting], day: date) -> LadderRules:
    """The rules of a day; what is kept and does not hold counts as nothing said."""
    known = tuple(settings)
    value = {key: in_force(known, key, day).value for key in (LADDER, COLOURS, RAISING)}
    try:
        steps = ladder.ladder_of(value[LADDER])
    except ladder.NoLadder:
        steps = ladder.USUAL
    try:
        shown = colours.colours_of(value[COLOURS])
    except colours.NoColours:
        shown = colours.BY_TIME
    try:
        made = raising.raising_of(value[RAISING])
    except raising.NoRule:
        made = raising.USUAL
    return LadderRules(ladder=steps, colours=shown, raising=made)
