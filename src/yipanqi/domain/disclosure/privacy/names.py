"""姓名: names of persons, by what stands around them: a label, a form of address, a number or a room beside them, the
column of a table, the roll of the estate. A surname alone is no evidence; who holds a post is told only."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from yipanqi.domain.disclosure.privacy.mark import Level, MarkKind
from yipanqi.domain.disclosure.privacy.numbers import Found
from yipanqi.domain.disclosure.privacy.plain import Plain
from yipanqi.domain.disclosure.privacy.roll import Roll
from yipanqi.domain.disclosure.privacy.surnames import (
    AFTER_PERSON,
    AFTER_POST,
    DOUBLE,
    FOLLOWERS,
    GIVEN,
    NOT_GIVEN,
    NOT_LAST,
    NOT_LAST_GIVEN,
    NOT_NAMES,
    OF_NAMES_ALONE,
    POSTS,
    RESIDENTS,
    SAYING,
    SINGLE,
    WEAK,
)

_SURNAMES, _DOUBLE = frozenset(SINGLE), frozenset(DOUBLE)
_SURNAME = re.compile(f"[{SINGLE}{''.join(sorted({double[0] for double in DOUBLE}))}]")
_LONG = re.compile("|".join(word for word in f"{FOLLOWERS}|{AFTER_PERSON}".split("|") if len(word) > 1))
_FOLLOWER = re.compile(FOLLOWERS)
_LABEL = re.compile(
    rf"(?:{RESIDENTS})((?:[ \t]*\n?[:=(\"“「】\]是为][ \t]*\n?|[ \t]{{1,3}}|\n(?=[^\n]{{2,4}}(?:\n|\Z)))?)"
)
_SAYING = re.compile(rf"(?:{SAYING})[ ]?")
_POST = re.compile(rf"(?:{POSTS})((?:[ \t]*[:(、][ \t]*|[ \t]{{1,2}})?)")
_AFTER_POST = re.compile(AFTER_POST)
_TITLE = re.compile(AFTER_PERSON.removesuffix("|一家|家里|家中|家的|家"))
_LIVES = re.compile(
    r"(?:一家|家)?(?:现|家|居|暂|就|也|都)?住(?![建房宅户保院改])(?:在|于|址|的)?(?=[^。；;\n]{0,30}[0-9一二三四五六七八九])"
)
_MORE = re.compile(r"[、,/ \t]{1,2}|和|与|及")
_SPACED = re.compile(rf"([ \t]{{1,3}}|\r?\n)([一-龥])(?:\1?([一-龥]))?(?=[^一-龥]|\Z|(?:{FOLLOWERS}))")
_SPACED_TWO = re.compile(r"\r?\n([一-龥]{2})")
_SPACED_ONE = re.compile(rf"([ \t]{{1,3}}|\r?\n)([一-龥])(?=[^一-龥]|\Z|(?:{FOLLOWERS}))")
_DOTTED = re.compile(r"[一-龥]{2,6}[·.][一-龥]{2,8}(?:[·.][一-龥]{2,6})?")
_LINK = re.compile(
    r"[\s,，、:;；()\-/|.·\"“”=+*]|先生|女士|老师|师傅|大爷|大妈|阿姨|同志|奶奶|爷爷|婆婆|爹爹|联系(?:电话|方式)?|电话|手机号?码?|身份证号?码?|证件号?码?|公民身份|号码?|微信同?号?|邮箱|车牌号?"
    r"|家住|现住|居住|住址|住|地址|户籍|家庭|门牌|房号|在|于|是|为|的|男|女|汉族|民族|性别|出生|年龄|[0-9]{1,3}岁|[0-9]{2,4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?生?|卡号|银行卡?号?|账号|帐号|[工农建中交招]行"
    r"|储蓄卡|QQ|qq|户主|业主|居民|住户|本人|家里?|我|他|她|新|护照号?|通行证号?|[Tt]el|TEL|vx|VX|wx|武汉市|江汉区|湖北省|说|查一?下|发你?了?|发邮件|吧|啦|账户|预留|绑定|名下|车辆|车牌|contact|email|phone|登记|实名认证|完成|通过"
)
_PLACE = re.compile(
    r"[一-龥0-9]{1,12}?(?:街道|小区|花园|社区|新村|公寓|家园|宿舍|大院|雅苑|里|苑|村|路|街|巷|城|庭|府|院|大道)(?:[0-9]{1,4}号)?"
)
_BEFORE = re.compile(
    rf"(?:{SAYING}|{RESIDENTS}|{POSTS}|[和与及由因的等叫给或同向到至其为对以让将把被了帮替问找请加入人员者户主经代有妈爸])\Z"
)
_NOBODY = frozenset("没人 无人 有人 别人 他人 何人 某人 任人".split())
_SKIP = re.compile(rf"[\t ,，、:(\-/|.的]{{0,4}}\n?[\t (]{{0,2}}(?:{RESIDENTS}|机主|我是|我叫|叫)?[: \t]{{0,2}}")
_FORMS = frozenset(
    "名单 女士 先生 小姐 师傅 老师 同志 某某 大爷 大妈 阿姨 老人 夫妇 家长 代表 经理 主任 书记 局长".split()
)
_OF_PERSON = re.compile(
    f"{AFTER_PERSON}|已交|已领|已缴|已签|提出|收[，,。\n]|反映|反馈|投诉|来电|来信|住|身份证|电话|手机|微信|户"
)
_ONLY_NAMES = re.compile(
    "户主|姓名|户名|申请人|联系人|产权人|承租人|被征收人|收款人|持证人|监护人|持卡人|开户人|签名|签字|楼栋代表"
)
_ROLE = re.compile(f"{RESIDENTS}|{POSTS}|党员|居委|农民")
_RESIDENT_BEFORE = re.compile(rf"(?:{RESIDENTS})\Z")
_ESTATE = re.compile(
    "[一-龥]{0,2}(?:小区|社区|花园|街|路|巷|村|苑|公寓|宿舍|家园|大院|广场|公园|大厦|片区|项目|公司|学校|医院)"
)
_WORD_OF_ESTATE = re.compile(
    "公寓|花园|社区|小区|名居|名邸|名城|名单|名苑|家园|新村|大院|广场|公园|公司|大厦|项目|片区|工程|方案|计划|简报"
)
_PAUSE = re.compile("[。；;]")
_STOPS = "。；;"
_BEGIN = re.compile(r"\n[ \t]*\n")
_CJK = re.compile("[一-龥]")
_GAPS_OF_NAMES = frozenset(" \t\r\n")


class Role(NamedTuple):
    """Where a name stands and as what: somebody who lives there, or who holds a post."""

    start: int
    end: int
    is_post: bool


class Name(NamedTuple):
    """A name that begins at a place: its end, and how well it ends there: 3 by a sign, 2 by a word, 1 it only may."""

    end: int
    strength: int


def names(plain: Plain, beside: Sequence[Found], roll: Roll | None) -> list[Role]:
    """Every name of the text; `beside` are the findings next to which a name is one, in their order. What a label says
    goes before what only stands beside a number."""
    text = plain.text
    kept: list[Role] = []
    taken = bytearray(len(text))
    rolled = _rolled(text, roll) if roll else iter(())
    sources = (_posts(text), _labelled(text), _addressed(text), _next_to(text, beside), rolled)
    for number, source in enumerate(sources):
        for start, end in source:
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\x01" * (end - start)
                kept.append(Role(start, end, number == 0))
    return sorted(kept)


def name_at(text: str, start: int, *, spaced: bool = False, said: int = 0, stop: int | None = None) -> Name | None:
    """The name that begins here and ends before `stop`, if what stands here can be one. `said`: a label says that it is
    one: 1, a label that stands before other words too; 2, one that only names follow."""
    surname = 2 if text[start : start + 2] in _DOUBLE else 1 if text[start : start + 1] in _SURNAMES else 0
    if not surname or _ROLE.match(text, start):
        return None
    best: Name | None = None
    is_usual = True
    for length in (2, 1):
        end = start + surname + length
        given = text[start + surname : end]
        if len(given) < length or (length == 2 and _LONG.match(text, end - 1)) or (stop is not None and end > stop):
            continue
        strength = 3 if end == stop else _strength(text, end, given)
        if not _may_be_given(text, start, surname, given, said=said if strength == 3 else min(said, 1)):
            continue
        if strength > (best.strength if best else 0) or (best and strength == best.strength == 2 and not is_usual):
            best, is_usual = Name(end, strength), set(given) <= GIVEN
    if spaced and (best is None or best.strength < 2):
        return _spaced_name(text, start, surname) or best
    return best


def _may_be_given(text: str, start: int, surname: int, given: str, *, said: int = 0) -> bool:
    if not all("一" <= sign <= "龥" for sign in given) or NOT_GIVEN & set(given) or given in _FORMS:
        return False
    if given[-1] in NOT_LAST_GIVEN:
        return False
    is_named = set(given) <= GIVEN and (said == 2 or (said == 1 and len(given) == 2))
    is_word = text[start : start + 2] in NOT_NAMES or text[start : start + 3] in NOT_NAMES
    if surname == 1 and is_word and not is_named:
        return False
    if given[-1] not in NOT_LAST:
        return True
    return given[-1] in "城庭里" and (given[0] in OF_NAMES_ALONE or not _is_weak(text, start))


def _strength(text: str, end: int, given: str) -> int:
    following = text[end : end + 1]
    if not following or not _CJK.match(following):
        return 3
    if _FOLLOWER.match(text, end):
        return 2
    if _ESTATE.match(text, end) or _WORD_OF_ESTATE.match(text, end - 1):
        return 0
    return 1 if set(given) <= GIVEN and (len(given) == 2 or following not in GIVEN) else 0


def _spaced_name(text: str, start: int, surname: int) -> Name | None:
    for pattern in (_SPACED, _SPACED_ONE):
        match = pattern.match(text, start + surname)
        given = "".join(sign for sign in match.groups()[1:] if sign) if match else ""
        is_word = text[start] + given[:1] in NOT_NAMES and not (len(given) == 2 and _is_begun(text, start))
        if match and set(given) <= GIVEN - NOT_GIVEN and not is_word:
            return Name(match.end(), 3)
    match = _SPACED_TWO.match(text, start + surname)
    if match and set(match.group(1)) <= GIVEN - NOT_GIVEN and text[start] + match.group(1)[0] not in NOT_NAMES:
        return Name(match.end(), 1)
    return None


def _is_likely(text: str, start: int, name: Name) -> bool:
    """Whether the name stands by itself: it ends well, and its parts are usual in names."""
    given = text[start + 1 : name.end] if text[start : start + 2] not in _DOUBLE else text[start + 2 : name.end]
    is_usual = set(given) - {" ", "\t", "\n", "\r"} <= GIVEN
    return name.strength >= 2 and (is_usual or not _is_weak(text, start))


def _labelled(text: str) -> Iterator[tuple[int, int]]:
    for match in _LABEL.finditer(text):
        is_said = bool(match.group(1).strip()) and match.group(1).strip() not in {"是", "为"}
        dotted = _DOTTED.match(text, match.end())
        if is_said and dotted:
            yield dotted.span()
            continue
        said = 2 if is_said or _ONLY_NAMES.match(match.group()) else 1
        yield from _chain(text, match.end(), said)
    for match in _SAYING.finditer(text):
        is_called = match.group()[0] in "@我名叫找"
        name = name_at(text, match.end(), spaced=is_called, said=2 if match.group()[0] == "@" else 0)
        if name and _is_likely(text, match.end(), name) and _is_all_given(text, match.end(), name):
            yield match.end(), name.end


def _is_all_given(text: str, start: int, name: Name) -> bool:
    skip = 2 if text[start : start + 2] in _DOUBLE else 1
    return set(text[start + skip : name.end]) - set(" \t\r\n") <= GIVEN


def _chain(text: str, place: int, said: int) -> Iterator[tuple[int, int]]:
    """The names of a list that begins here."""
    while True:
        name = name_at(text, place, spaced=True, said=said)
        if not name or not ((said == 2 and name.strength >= 1) or _is_likely(text, place, name)):
            return
        yield place, name.end
        more = _MORE.match(text, name.end)
        if not more:
            return
        place = more.end()


def _posts(text: str) -> Iterator[tuple[int, int]]:
    for match in _POST.finditer(text):
        name = name_at(text, match.end(), said=1)
        if name and _is_likely(text, match.end(), name):
            yield match.end(), name.end
    for match in _AFTER_POST.finditer(text):
        start = _name_before(text, match.start())
        if start is not None:
            yield start, match.start()


def _addressed(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_TITLE, _LIVES):
        for match in pattern.finditer(text):
            start = _name_before(text, match.start())
            if start is not None:
                yield start, match.start()


def _name_before(text: str, end: int) -> int | None:
    """Where the name begins that ends here: the longest that is begun by a sign or a word, else the likeliest."""
    likely: list[int] = []
    for length in (4, 3, 2):
        start = end - length
        if start < 0:
            continue
        surname = 2 if text[start : start + 2] in _DOUBLE else 1 if text[start] in _SURNAMES and length < 4 else 0
        given = text[start + surname : end]
        if not surname or not given or len(given) > 2 or not _may_be_given(text, start, surname, given):
            continue
        if not set(given) <= GIVEN:
            continue
        if _is_begun(text, start):
            return start
        if not _is_weak(text, start):
            likely.append(start)
    return likely[0] if likely else None


def _is_begun(text: str, start: int) -> bool:
    if start == 0 or not _CJK.match(text[start - 1]):
        return True
    return text[max(0, start - 2) : start] not in _NOBODY and bool(_BEFORE.search(text[max(0, start - 5) : start]))


def _next_to(text: str, beside: Sequence[Found]) -> Iterator[tuple[int, int]]:
    last = 0
    for found in beside:
        yield from _left_of(text, max(0, found.start - 44, min(last, found.start)), found.start)
        yield from _right_of(text, found)
        last = found.end if found.kind is not MarkKind.ROOM else last
    return


def _left_of(text: str, low: int, start: int) -> Iterator[tuple[int, int]]:
    for stop in _STOPS:
        low = max(low, text.rfind(stop, low, start) + 1)
    breaks = [match.end() for match in _BEGIN.finditer(text, low, start)]
    low = breaks[-1] if breaks else low
    for match in _SURNAME.finditer(text, low, start):
        begin = match.start()
        name = name_at(text, begin, spaced=True, said=1, stop=start)
        if not name or (name.strength < 3 and _is_word(text, begin)):
            continue
        end = name.end
        if end == start and text[end - 1] in "城庭里湾":
            continue
        if end == start and begin != _name_before(text, end) and not _is_begun(text, begin):
            continue
        if _is_linked(text, begin, name, start):
            yield begin, end


def _is_linked(text: str, begin: int, name: Name, start: int) -> bool:
    """Whether a name left of a number or a room belongs to it: by how it begins and ends, and by what is between."""
    unusual = _unusual(text, begin, name)
    if not (_is_begun(text, begin) or name.end == start) and not _is_plain(text, begin, name):
        return False
    is_cell = name.strength == 3 and _is_cell(text, begin, name)
    if unusual > (1 if name.strength >= 2 and not _is_weak(text, begin) else 0) and not is_cell:
        return False
    is_short = name.end - begin < 3 and not _RESIDENT_BEFORE.search(text, max(0, begin - 4), begin)
    if name.strength < 2 and _is_weak(text, begin) and is_short:
        return False
    gap = _LINK.sub("", text[name.end : start])
    rest = len(_PLACE.sub("", gap)) if gap else 0
    is_alone = name.strength == 3 and (begin == 0 or not _CJK.match(text[begin - 1]))
    return rest <= (24 if is_alone else 16)


def _is_plain(text: str, begin: int, name: Name) -> bool:
    """Whether a name in the midst of a sentence is one by itself: a surname that is no word, usual signs, a good end;
    and no place (吴家山), nor the end of one line with the begin of the next."""
    is_good = name.strength >= 2 and not _is_weak(text, begin) and not _unusual(text, begin, name)
    if not _GAPS_OF_NAMES.isdisjoint(text[begin : name.end]):
        return False
    return (
        is_good and text[begin + 1] != "家" and text[name.end - 1] not in "城庭里湾" and not _is_word(text, begin - 1)
    )


def _unusual(text: str, begin: int, name: Name) -> int:
    """How many signs of the given name are seldom in given names."""
    skip = 2 if text[begin : begin + 2] in _DOUBLE else 1
    return sum(sign not in GIVEN for sign in text[begin + skip : name.end] if not sign.isspace())


def _is_weak(text: str, begin: int) -> bool:
    return text[begin] in WEAK and text[begin : begin + 2] not in _DOUBLE


def _is_word(text: str, begin: int) -> bool:
    return text[begin : begin + 2] in NOT_NAMES or text[begin : begin + 3] in NOT_NAMES


def _is_cell(text: str, begin: int, name: Name) -> bool:
    """Whether the name is all that stands in its cell or between its blanks."""
    is_plain = not _is_weak(text, begin) and (begin == 0 or text[begin - 1] in "\t\n ,|:(、")
    return (is_plain and text[name.end : name.end + 1] in {"\t", " ", ",", "|", ":", "(", ""}) or set(
        text[begin : name.end]
    ) & set(" \t\n") != set()


def _right_of(text: str, found: Found) -> Iterator[tuple[int, int]]:
    skip = _SKIP.match(text, found.end)
    next_to = skip.end() if skip else found.end
    stop = _PAUSE.search(text, next_to, found.end + 14)
    for match in _SURNAME.finditer(text, next_to, stop.start() if stop else found.end + 14):
        begin = match.start()
        name = name_at(text, begin, spaced=True, said=1)
        if not name or name.strength < 2 or (name.strength < 3 and _is_word(text, begin)):
            continue
        if (begin > next_to and not _is_begun(text, begin) and not _is_plain(text, begin, name)) or _is_odd(
            text, begin, name
        ):
            continue
        if "\n" in text[found.end : begin] and text[name.end : name.end + 1] not in {"", "\n"}:
            continue
        yield begin, name.end
        return


def _is_odd(text: str, begin: int, name: Name) -> bool:
    """Whether a name right of a number or a room is too doubtful to be one."""
    unusual = _unusual(text, begin, name)
    if _is_weak(text, begin):
        is_long = name.end - begin > 2
        return unusual > 0 or (name.strength < 3 and not is_long and not _OF_PERSON.match(text, name.end))
    return unusual > (1 if name.strength == 3 and name.end - begin > 2 else 0)


def _rolled(text: str, roll: Roll) -> Iterator[tuple[int, int]]:
    for place, sign in enumerate(text):
        if sign not in roll.begins:
            continue
        for length in range(min(roll.longest, 8), 1, -1):
            name = text[place : place + length]
            if len(name) == length and all("一" <= part <= "龥" or part == "·" for part in name) and roll.knows(name):
                yield place, place + length
                break


def surnames_with_titles(text: str) -> Iterator[Found]:
    """王女士, 李先生: a surname alone with a form of address; told, as a covered name is."""
    for match in _TITLE.finditer(text):
        start = match.start() - 1
        if (
            start >= 0
            and text[start] in _SURNAMES
            and (start == 0 or _is_begun(text, start) or text[start] not in WEAK)
        ):
            yield Found(MarkKind.MASK, start, match.end(), Level.ALLOW)
