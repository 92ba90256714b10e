"""Numbers of persons: identity numbers, mobiles, landlines, cards; plain, or taken apart by blanks, hyphens, lines or
cells. A view is one of the two readings of a text; labels are always read in the first."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from yipanqi.domain.disclosure.privacy import checks
from yipanqi.domain.disclosure.privacy.around import (
    BANK,
    GAP,
    GAPS,
    GROUP,
    OTHER,
    PERSON,
    PHONE,
    alone,
    before,
    in_code,
    in_hash,
    is_joined,
    is_other,
)
from yipanqi.domain.disclosure.privacy.mark import Level, MarkKind
from yipanqi.domain.disclosure.privacy.plain import Plain


class Found(NamedTuple):
    """A finding with its places in the readings; no level: that of its kind. Doubtful: its digits may as well be parts
    of two numbers side by side, and what else is found there goes before it."""

    kind: MarkKind
    start: int
    end: int
    level: Level | None = None
    doubtful: bool = False


_NEXT = rf"(?:{GAP}[0-9])"
_ID = re.compile(
    rf"(?<![0-9])(?=[1-9])(?=((?:[1-9]){_NEXT}{{5}}{GAP}(?:1{GAP}[89]|2{GAP}0){_NEXT}{{9}}{GAP}[0-9XxХх×叉])(?![0-9]))"
)
_OLD_ID = re.compile(r"(?<![0-9A-Za-z.])[1-8][0-9]{14}(?![0-9A-Za-z]|\.[0-9])")
_ABROAD = re.compile(rf"(?:0{GAP}0{GAP}|\+{GAP})?8{GAP}6{GAP}(?=1)")
_MOBILE = re.compile(
    rf"(?<![0-9])(?=[01+8])(?=((?:(?:0{GAP}0{GAP}|\+{GAP})?8{GAP}6{GAP})?1{GAP}[3-9]{_NEXT}{{9}})(?![0-9]))"
)
_WHOLE = re.compile("1[3-9][0-9]{9}")
_ABROAD_WHOLE = re.compile("(?:00)?861[3-9][0-9]{9}")  # a mobile, not the rest of a card
_CARD = re.compile(
    rf"(?<![0-9])(?=6[ .\-·]{{0,2}}[02]|6\t[02]\t[0-9]\t|(?:2[2-7]|3[457]|4[0-9]|5[1-5]|9[0145689])[0-9]{{2}}|[49][0-9]{{2}}(?:\r?\n|\t)[0-9]{{9}}|[2-59](?:[ .\-][0-9]){{14}}|10[0-9])(?=[0-9]{_NEXT}{{14}})"
)
_STEP = re.compile(rf"([0-9]+){GAP}")
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){9,24}(?![0-9A-Za-z])")
_LANDLINE = re.compile(
    rf"(?<![0-9])(?=[0(+8])(?=(\(?(?:(?:0{GAP}0{GAP}|\+{GAP})?8{GAP}6{GAP}0?|0){GAP}(?:1{GAP}0|2{GAP}[0-57-9]|[3-9]{_NEXT}{{2}})"
    rf"{GAP}[2-8]{_NEXT}{{6,7}}(?:[ ]?(?:-|转|ext\.?)[ ]?[0-9]{{1,5}})?)(?![0-9]))"
)
_LOCAL = re.compile(
    r"(?:电话|座机|热线|固话|传真|来电|致电|拨打|tel|fax|phone)[^0-9\n。；;]{0,8}([2-8][0-9]{2,3}[ -]?[0-9]{4})(?![0-9])"
    r"((?:[、/,或 ]{1,2}[2-8][0-9]{2,3}[ -]?[0-9]{4}(?![0-9]))*)",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(r"局|委员会|公司|中心|街道办|政府|集团|学校|医院|研究院|对公|保证金|财政|专户|单位")
_FIGURES = re.compile(r"合计|小计|总计|面积|金额|户数|栋数|万元|平方米|㎡|数量|投资|完成|计划|亩|单价|工程量")
_MOBILE_SHAPES = frozenset({(3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (5, 6), (3, 3, 5), (3, 3, 3, 2), (3, 2, 2, 2, 2)})
_SUM = r"(?:[0-9]{1,8}|[0-9]+\.[0-9]+)"  # a longer row of digits is no sum of a table but a number beside this one
_CELL_BEFORE, _CELL_AFTER = (
    re.compile(rf"(?:^|[\t\n,、])(?![0-9][\t,、]){_SUM}[\t,、]\Z"),
    re.compile(rf"[\t,、]{_SUM}(?:[\t\n,、]|\Z)"),
)
_FIGURE = re.compile(r"(?:^|(?<=\t))[0-9][0-9.,]*(?=\t|\r?$)")
_QQ = re.compile(r"(?:QQ|扣扣|企鹅)群?(?:号码?|是|为|[:\s(\-]){0,4}\Z", re.IGNORECASE)
_BREAKS = frozenset("\t\r\n")
_BY_STRONG = frozenset("\t\r\n,、。")


def numbers(plain: Plain) -> Iterator[Found]:
    """Every number of a person in both readings; what both have is told twice."""
    yield from _in_view(plain, plain.text)
    if plain.digits != plain.text:
        yield from _in_view(plain, plain.digits)


def _in_view(plain: Plain, view: str) -> Iterator[Found]:
    yield from _identities(plain, view)
    yield from _mobiles(plain, view)
    yield from _cards(plain, view)
    yield from _landlines(plain, view)


def _identities(plain: Plain, view: str) -> Iterator[Found]:
    for start, end in _spans(_ID, plain, view):
        number = GAPS.sub("", view[start:end]).translate({ord(sign): "X" for sign in "xХх×叉"})
        if not checks.is_person(number):
            continue
        labelled = bool(PERSON.search(before(plain.text, start)))
        parted = GAPS.search(view, start, end) is not None
        if not labelled and _kinds_of_gaps(view, start, end) > 1:
            continue
        if checks.checks_out(number):
            if labelled or not ((parted and is_joined(view, start, end)) or in_hash(view, start, end)):
                yield Found(MarkKind.ID, start, end, Level.BLOCK)
        elif labelled or not (parted or in_code(view, start, end) or _is_not_one(plain.text, start, end)):
            yield Found(MarkKind.ID, start, end, Level.ASK)
    for match in _OLD_ID.finditer(view):
        start, end = match.span()
        if checks.is_old_person(match.group()) and not _is_not_one(plain.text, start, end):
            labelled = bool(PERSON.search(before(plain.text, start)))
            yield Found(MarkKind.ID, start, end, Level.BLOCK if labelled else Level.ASK)


def _is_not_one(text: str, start: int, end: int) -> bool:
    return is_other(text, start, end) or is_joined(text, start, end)


def _spans(pattern: re.Pattern[str], plain: Plain, view: str) -> Iterator[tuple[int, int]]:
    """Where it matches; in the second reading only what has a numeral in it, for the first has told the rest."""
    for match in pattern.finditer(view):
        start, end = match.span(1)
        if view is plain.text or match.group(1) != plain.text[start:end]:
            yield start, end


def _mobiles(plain: Plain, view: str) -> Iterator[Found]:
    for start, end in _spans(_MOBILE, plain, view):
        abroad = _ABROAD.match(view, start)
        first = abroad.end() if abroad else start
        groups = GROUP.findall(view, first, end)
        if len(groups) == 1:
            level = _whole_mobile(plain.text, view, start, end)
        else:
            level = _parted_mobile(plain.text, view, (start, first, end), groups)
        if level:
            yield Found(MarkKind.MOBILE, start, end, level)


def _whole_mobile(text: str, view: str, start: int, end: int) -> Level | None:
    if PHONE.search(before(text, start)):
        return Level.BLOCK
    if is_other(text, start, end) or is_joined(view, start, end):
        return None
    if in_code(view, start, end):
        return None if re.search(r"[0-9A-Za-z]{12}\Z", before(view, start)) else Level.ASK
    return Level.BLOCK


def _parted_mobile(text: str, view: str, places: tuple[int, int, int], groups: list[str]) -> Level | None:
    start, first, end = places
    gaps = set("".join(GAPS.findall(view, first, end)))
    labelled = bool(PHONE.search(before(text, start))) or (start < first and view[start] in "+0")
    if in_code(view, start, end) or (_is_of_days_or_hosts(groups, gaps) and not labelled):
        return None
    if labelled and len(groups) <= 11:
        return Level.BLOCK
    if is_joined(view, start, end) or is_other(text, start, end):
        return None
    shape = tuple(len(group) for group in groups)
    if len({sign if sign not in "\r\n" else "\n" for sign in gaps}) > 1 or (gaps == {"."} and len(groups) == 2):
        return None
    if gaps & _BY_STRONG and (_in_figures(text, view, start, end) or _is_figure_row(view, start, end)):
        return None
    if shape in {(3, 4, 4), (7, 4)} or (shape == (3, 8) and gaps <= {" ", "-"}) or set(shape) == {1}:
        return Level.BLOCK
    if (len(groups) == 2 and gaps & _BREAKS) or alone(view, start, end, over_lines="\n" in gaps):
        return Level.BLOCK if shape in _MOBILE_SHAPES or len(groups) == 2 else Level.ASK
    return None


def _in_figures(text: str, view: str, start: int, end: int) -> bool:
    """Whether the number stands in a line of figures: words of sums, or figures in the cells beside it."""
    if _FIGURES.search(_line(text, start)):
        return True
    return bool(_CELL_BEFORE.search(before(view, start)) and _CELL_AFTER.match(view, end))


def _is_of_days_or_hosts(groups: list[str], gaps: set[str]) -> bool:
    years = [group for group in groups[:2] if len(group) == 4 and group[:2] in {"18", "19", "20"}]
    if len(years) == 2 or (years and len(groups) >= 3 and len(groups[1]) <= 2 and len(groups[2]) <= 2):
        return True
    return gaps == {"."} and len(groups) == 4 and all(int(group) < 256 for group in groups)


def _is_figure_row(view: str, start: int, end: int) -> bool:
    """Whether a number that is parted by cells or lines stands in a row of many other figures."""
    if not _BREAKS.intersection(view[start:end]):
        return False
    own = len(GROUP.findall(view, start, end))
    return len(_FIGURE.findall(_line(view, start))) - own >= 5


def _line(text: str, place: int) -> str:
    begin = text.rfind("\n", max(0, place - 200), place) + 1
    stop = text.find("\n", place, place + 200)
    return text[max(begin, place - 200) : stop if stop >= 0 else place + 200]


def _cards(plain: Plain, view: str) -> Iterator[Found]:
    for match in _CARD.finditer(view):
        start = match.start()
        if view is not plain.text and view[start : start + 24] == plain.text[start : start + 24]:
            continue
        ends = _ends_of_cards(view, start)
        for end in sorted(ends, key=lambda end: _order_of_ends(view, start, end)):
            level = _card(plain.text, view, start, end)
            if level:
                yield Found(MarkKind.CARD, start, end, level, _is_doubtful(plain.text, view, start, end))
                break
    if view is plain.text:
        yield from _accounts(plain.text)


def _ends_of_cards(view: str, start: int) -> list[int]:
    """Where a number ends that begins here and can be a card's: by its first digits, and by its check digit or 62."""
    ends = list(_ends(view, start))
    if not ends:
        return []
    whole = GAPS.sub("", view[start : ends[-1][0]])
    return [
        end
        for end, length in ends
        if checks.is_issued(whole[:length]) and (whole.startswith("62") or checks.luhn(whole[:length]))
    ]


def _kinds_of_gaps(view: str, start: int, end: int) -> int:
    return len(set("".join(GAPS.findall(view, start, end))) - {"\r"})


def _order_of_ends(view: str, start: int, end: int) -> tuple[bool, bool, int]:
    """What stands in one piece first: what follows in the next cell is then a number of its own."""
    kinds = _kinds_of_gaps(view, start, end)
    return kinds > 1, kinds > 0 and not _is_in_one_line(view, start, end), -end


def _is_in_one_line(view: str, start: int, end: int) -> bool:
    return _BREAKS.isdisjoint(view[start:end])


def _is_doubtful(text: str, view: str, start: int, end: int) -> bool:
    """Whether it has two kinds of gaps, or runs over cells or lines and little but a check digit speaks for one card: a
    prefix of the world's schemes, a whole mobile among three groups, or it begins with what is said to be a QQ."""
    if _kinds_of_gaps(view, start, end) > 1:
        return True
    if _is_in_one_line(view, start, end):
        return False
    groups = GROUP.findall(view, start, end)
    has_mobile = len(groups) > 2 and any(_WHOLE.fullmatch(it) for it in groups)
    return has_mobile or not checks.is_of_bank("".join(groups)) or bool(_QQ.search(before(text, start, 12)))


def _card(text: str, view: str, start: int, end: int) -> Level | None:
    number = GAPS.sub("", view[start:end])
    if not checks.is_issued(number):
        return None
    labelled = bool(BANK.search(before(text, start, 30)))
    if not checks.luhn(number):
        return Level.ASK if labelled and number.startswith("62") else None
    if labelled:
        return Level.BLOCK
    if in_hash(view, start, end) or is_joined(view, start, end) or OTHER.search(before(text, start)):
        return None
    shape = [len(group) for group in GROUP.findall(view, start, end)]
    if len(shape) == 1 or set(shape[:-1]) == {4} or set(shape) == {1}:
        return Level.BLOCK
    gaps = set("".join(GAPS.findall(view, start, end)))
    is_known = shape[0] == 6 and max(shape) >= 9 and checks.is_of_bank(number)  # no sum has so many digits
    is_mobile = len(shape) == 2 and not is_known and _ABROAD_WHOLE.fullmatch(number, shape[0])
    is_figure = not is_known and _FIGURES.search(_line(text, start))
    if is_mobile or is_figure or len(gaps - {"\r"}) > 1:
        return None
    is_broken = len(shape) == 2 and _is_broken(number, shape, gaps)
    return Level.BLOCK if is_broken or alone(view, start, end, over_lines="\n" in gaps) else None


def _is_broken(number: str, shape: list[int], gaps: set[str]) -> bool:
    """Whether two groups can be one card: the first has a known prefix whole, or the second is nearly all of it."""
    if number.startswith("62") and shape[0] >= 4:
        return max(shape) >= (7 if gaps & _BREAKS else 9)
    is_long = max(shape) >= 9 or shape == [8, 8]
    return number[:2] in {"62", "60", "43", "45", "95"} and is_long and bool(gaps & _BREAKS)


def _accounts(text: str) -> Iterator[Found]:
    """Account numbers that no prefix gives away: only where a label says so; those of offices are told only."""
    for match in _ACCOUNT.finditer(text):
        length = sum(sign.isdigit() for sign in match.group())
        if length < 12 or not re.search(r"(?:卡号|[账帐]号|存折号?)[:：\s]{0,3}\Z", before(text, match.start(), 10)):
            continue
        is_office = _OFFICIAL.search(before(text, match.start(), 60))
        yield Found(MarkKind.CARD, *match.span(), Level.ALLOW if is_office else Level.ASK)


def _ends(view: str, start: int) -> Iterator[tuple[int, int]]:
    """Where groups of digits end that begin here, fifteen to nineteen digits away, and how many these are."""
    place, digits = start, 0
    while digits < 19:
        step = _STEP.match(view, place)
        if not step:
            return
        digits += step.end(1) - place
        if 15 <= digits <= 19:
            yield step.end(1), digits
        place = step.end()


def _landlines(plain: Plain, view: str) -> Iterator[Found]:
    for start, end in _spans(_LANDLINE, plain, view):
        if _is_landline(plain.text, view, start, end):
            yield Found(MarkKind.LANDLINE, start, end)
    for match in _LOCAL.finditer(view):
        yield Found(MarkKind.LANDLINE, *match.span(1))
        for more in re.finditer(r"[2-8][0-9]{2,3}[ -]?[0-9]{4}", match.group(2)):
            yield Found(MarkKind.LANDLINE, match.start(2) + more.start(), match.start(2) + more.end())


def _is_landline(text: str, view: str, start: int, end: int) -> bool:
    main = re.split("转|ext", view[start:end])[0]
    digits = re.sub(r"^(?:0086|86)0?", "0", "".join(GROUP.findall(main)))
    if digits[:2] in {"01", "02"} and len(digits) < 11:
        return False
    if in_code(view, start, end) or is_joined(view, start, end):
        return False
    labelled = bool(PHONE.search(before(text, start)))
    groups = GROUP.findall(main)
    gaps = set("".join(GAPS.findall(main)))
    if labelled:
        return True
    if is_other(text, start, end) or not alone(view, start, end, over_lines="\n" in gaps):
        return False
    shape = tuple(len(group) for group in groups)
    if len(groups) == 1 or set(shape) == {1}:
        return True
    if shape[-1] <= 5 and sum(shape) > 12:  # an extension
        shape = shape[:-1]
    return (shape[0] in {2, 3, 4} and shape[1:] in {(7,), (8,), (3, 4), (4, 4)}) or "+" in main
