"""What of a scheme is different from another, in sentences: what a reader of a changed copy has to know."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from yipanqi.domain.supervision.scheme import Formula, Indicator, Names, Scheme
from yipanqi.domain.supervision.scheme_stored import SOURCES
from yipanqi.domain.supervision.scheme_told import formula_told, grade_told, plain

_LANGUAGES = ("zh", "en")


def changes_told(old: Scheme, new: Scheme) -> list[Names]:
    """Each difference in Chinese and in English: of the whole first, then indicator by indicator."""
    return [*_of_whole(old, new), *_of_lines(old, new)]


def _of_whole(old: Scheme, new: Scheme) -> Iterator[Names]:
    if old.full != new.full:
        yield _changed(("满分", "full score"), (plain(old.full),) * 2, (plain(new.full),) * 2)
    if old.cycle != new.cycle:
        yield _changed(("周期", "cycle"), old.cycle.names, new.cycle.names)
    if tuple(old.grades) != tuple(new.grades):
        yield _changed(("等次", "grades"), _grades(old), _grades(new))
    if set(old.kinds) != set(new.kinds):
        yield "适用单位有变化", "it is for other units"
    if tuple(old.barring) != tuple(new.barring):
        yield "一票否决事项有变化", "other events bar a unit"
    rules = ("is_scaled", "few_tasks", "least_units", "least_estates")
    if any(getattr(old, it) != getattr(new, it) for it in rules):
        yield "折算、加倍或排名的规则有变化", "scaling, doubling or ranking follow other rules"


def _grades(it: Scheme) -> Names:
    zh, en = ("；".join(grade_told(one, lang) for one in it.grades) or "—" for lang in _LANGUAGES)
    return zh, en


def _of_lines(old: Scheme, new: Scheme) -> Iterator[Names]:
    before, after = ({it.key: it for it in one.indicators} for one in (old, new))
    for key, it in after.items():
        if key not in before:
            zh, en = it.names
            points = "" if it.formula is Formula.BONUS else plain(it.weight)
            told = (f"，{points} 分" if points else "", f", {points} points" if points else "")
            yield f"新增“{zh}”{told[0]}：{formula_told(it, 'zh')}", f"new: “{en}”{told[1]}: {formula_told(it, 'en')}"
        else:
            yield from _of_line(before[key], it)
    for key, it in before.items():
        if key not in after:
            yield f"去掉“{it.names[0]}”", f"left out: “{it.names[1]}”"
    both = [key for key in before if key in after]
    if both != [key for key in after if key in before]:
        yield "指标的顺序有变化", "indicators stand in another order"


def _of_line(old: Indicator, new: Indicator) -> Iterator[Names]:
    zh, en = new.names
    if old.names != new.names:
        yield f"“{old.names[0]}”改称“{zh}”", f"“{old.names[1]}” is now called “{en}”"
    if old.weight != new.weight:
        yield _changed((f"“{zh}”分值", f"points of “{en}”"), (plain(old.weight),) * 2, (plain(new.weight),) * 2)
    how = [(formula_told(it, "zh"), formula_told(it, "en")) for it in (_weighed(old, new.weight), new)]
    if how[0] != how[1]:
        yield _changed((f"“{zh}”计分", f"how “{en}” counts"), *how)
    where = [SOURCES[it.source] if it.source else it.scorer.names for it in (old, new)]
    if where[0] != where[1]:
        yield _changed((f"“{zh}”数据、评分", f"where the value of “{en}” comes from"), *where)
    if old.absent != new.absent:
        yield _changed(
            (f"“{zh}”没有此类任务时", f"“{en}” where there is no such task"), old.absent.names, new.absent.names
        )
    if (old.evidence, old.group) != (new.evidence, new.group):
        yield f"“{zh}”的依据材料或分组有变化", f"“{en}” has other evidence, or stands in another group"


def _weighed(it: Indicator, weight: Fraction) -> Indicator:
    """With another weight, which is told by itself; as it is where it cannot have that."""
    try:
        return replace(it, weight=weight)
    except ValueError:
        return it


def _changed(what: Names, old: Names, new: Names) -> Names:
    return f"{what[0]}：{old[0]} → {new[0]}", f"{what[1]}: {old[1]} → {new[1]}"
