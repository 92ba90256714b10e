"""What is written with letters: mail, plates, passports and permits, credit codes, WeChat and QQ; and coordinates."""

import re
from collections.abc import Iterator

from yipanqi.domain.disclosure.privacy import checks
from yipanqi.domain.disclosure.privacy.around import before
from yipanqi.domain.disclosure.privacy.mark import Level, MarkKind
from yipanqi.domain.disclosure.privacy.numbers import Found
from yipanqi.domain.disclosure.privacy.plain import Plain

_ENDINGS = (
    "com|cn|net|org|gov|edu|mil|info|biz|io|me|cc|tv|hk|tw|mo|top|xyz|vip|club|site|online|tech|shop|ltd|store|pro|mobi"
    "|asia|name|wang|ren|中国|公司|us|uk|jp|de|fr|ru|kr|sg|au|ca|eu|int|app|dev|email|work|link"
)
_DOT = r"(?:[ \t\r\n]{0,2}[.。·][ \t\r\n]{0,2}|[ ]?[(\[]?点[)\]]?[ ]?|[ ]?[(\[]dot[)\]][ ]?|[ ]dot[ ])"
_PROVIDERS = r"(?:163|126|139|189|qq|vip\.qq|foxmail|sina|sohu|gmail|hotmail|outlook|yeah|aliyun|21cn|tom|icloud)"
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9](?:[A-Za-z0-9_%+-]|\.(?=[A-Za-z0-9_%+-])|[ ]\.[ ](?=[A-Za-z0-9])){0,63})"
    r"(?:[ \t\r\n]{0,2}@[ \t\r\n]{0,2}|[ ]?[(\[{]\s?(?:at|AT|艾特|@)\s?[)\]}][ ]?|[ ]at[ ](?=[A-Za-z0-9.\-]{1,24}[ ]?(?:\.|dot|点)[ ]?(?:com|cn|net)(?!/))|[ ]?艾特[ ]?)"
    rf"((?:[A-Za-z0-9][A-Za-z0-9-]{{0,40}}{_DOT}){{1,4}}(?:{_ENDINGS})(?![A-Za-z0-9])|{_PROVIDERS}{_DOT}(?:com|cn|net))",
    re.IGNORECASE,
)
_OTHER_SIGN = re.compile(
    rf"(?<![A-Za-z0-9._%+-])([A-Za-z0-9][A-Za-z0-9._%+-]{{2,40}})[ ]?[#$&*][ ]?{_PROVIDERS}{_DOT}(?:com|cn|net)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_OFFICE_MAIL = re.compile(r"gov\s?[.。]\s?cn\Z|(?<![a-z])gov\s?[.。]", re.IGNORECASE)

_PLATE = re.compile(
    r"(?<![A-Za-z0-9])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][ \-]?[A-Za-z]"
    r"[ \t·.\-]{0,2}((?:[A-Za-z0-9][ \t\-]{0,2}){4,5}[A-Za-z0-9警学挂港澳领])(?![A-Za-z0-9-])"
)
_CAR = re.compile(r"(?:车牌号?码?|车辆|号牌|车号)[^A-Za-z0-9。；]{0,3}\Z")
_WJ = re.compile(
    r"(?<![A-Za-z])WJ[ ]?[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼0-9][ ·]?[0-9]{4}[0-9A-Z](?![0-9])"
)

_PERMIT_LABEL = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|港澳|台湾|往来|军官证|士兵证|证件|居留|签注|passport|permit)[^0-9A-Za-z。；;\n]{0,12}\Z",
    re.IGNORECASE,
)
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9\-_/])(?:[EGegDSPHdsph][0-9]{8}|[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7}|1[45][0-9]{7})(?![A-Za-z0-9\-_/])"
)
_PASSES = re.compile(
    r"(?<![A-Za-z0-9\-_/])(?:[CWTLcwtl][0-9]{8}|[Cc][A-HJ-NP-Za-hj-np-z][0-9]{7}|[HMhm](?:[0-9]{10}|[0-9]{8})|[0-9]{8})(?![A-Za-z0-9\-_/])"
)
_ARMY = re.compile(r"[军海空南北沈兰成济广武政参后装火战联东西中][一-龥]?字第?[ ]?[0-9]{6,8}[ ]?号?")
_TITLE_DEED = re.compile(
    r"(?:房[屋产]?[所有]{0,3}权证|不动产权|房权证|房产证|土地证|国用)(?:[一-龥()〔〕\[\]0-9]{0,12}第|[证书编号码]{0,4}[:： ]{0,2}[一-龥]{0,6})[ ]?"
    r"[0-9]{6,12}[ ]?号?"
)

_CREDIT = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{18}(?![0-9A-Za-z]))[0-9A-Za-z]{18}")
_WECHAT = re.compile(
    r"(?:微信号?|薇信|威信|徽信|卫星号|[Vv]信|加[我]?[Vv]|[Vv][Xx]|[Ww][Xx]|[Ww]e[ ]?[Cc]hat|weixin)(?:号码?|ID|id|是|为|：|:|加|也是|同号|搜|\s|\(|-){0,5}"
    r"([A-Za-z][-_A-Za-z0-9]{5,19})(?![A-Za-z0-9@]|\.[a-z])",
)
_WXID = re.compile(r"(?<![A-Za-z0-9])wxid_[A-Za-z0-9]{8,20}")
_QQ = re.compile(
    r"(?:QQ|Qq|qq|扣扣|企鹅|叩叩|球球|蔻蔻)(?:群)?(?:号码?|是|为|：|:|加|也是|\s|\(|-){0,5}"
    r"((?<![0-9])(?:[1-9][0-9]{4,11}|[1-9](?:[ -][0-9]){4,11}|[1-9][0-9]{2,3}(?:[ -][0-9]{2,4}){1,3}))(?![0-9@])"
)
_PUBLIC_ACCOUNT = re.compile(r"公众号?|服务号|订阅号|小程序|视频号|官方|政务|企业")

_DEGREES = r"(?:7[3-9]|[89][0-9]|1[0-2][0-9]|13[0-5])[ ]?[.。·][ ]?[0-9]{3,15}"
_NORTH = r"(?:1[6-9]|[2-4][0-9]|5[0-3])[ ]?[.。·][ ]?[0-9]{3,15}"
_BETWEEN = r"[°度]?[EeNn东北]?[ \t\n,;，、/|]{0,3}(?:北纬|东经|纬度|经度|lat|lng|lon|[NnEe])?[:：= \t]{0,2}"
_POINT = re.compile(rf"(?<![0-9.])(?:{_DEGREES}{_BETWEEN}{_NORTH}|{_NORTH}{_BETWEEN}{_DEGREES})(?![0-9])")
_MINUTES = r"[0-9]{1,3}[°度][ ]?[0-9]{1,2}[′'分][ ]?[0-9]{1,2}(?:\.[0-9]+)?(?:″|\"|''|秒)?[ ]?[EeNn东北]?"
_POINT_MINUTES = re.compile(rf"(?<![0-9]){_MINUTES}[ ,，、;\t]{{0,3}}(?:北纬|东经|[NnEe])?[ ]?{_MINUTES}")


def codes(plain: Plain) -> Iterator[Found]:
    """Every code of these kinds in the text."""
    yield from _mails(plain.text)
    for view in {plain.text, plain.digits}:
        yield from _plates(view)
        yield from _permits(plain.text, view)
        yield from _handles(plain.text, view)
    yield from _credit_codes(plain.text)
    yield from _points(plain.text)


def _mails(text: str) -> Iterator[Found]:
    if "@" in text or "at" in text or "AT" in text or "艾特" in text:
        for match in _MAIL.finditer(text):
            yield Found(MarkKind.MAIL, *match.span(), Level.ALLOW if _OFFICE_MAIL.search(match.group(2)) else None)
    for match in _OTHER_SIGN.finditer(text):
        yield Found(MarkKind.MAIL, *match.span())


def _plates(view: str) -> Iterator[Found]:
    for match in _PLATE.finditer(view):
        signs = re.sub(r"[ \t\-]", "", match.group(1))
        if sum(sign.islower() for sign in signs) > 2 and " " in match.group():
            continue
        if len(signs) <= 6 and sum(sign.isdigit() for sign in signs) >= (
            0 if _CAR.search(before(view, match.start(), 8)) else 1
        ):
            yield Found(MarkKind.PLATE, *match.span())
    for match in _WJ.finditer(view):
        yield Found(MarkKind.PLATE, *match.span())


def _permits(text: str, view: str) -> Iterator[Found]:
    for match in _PASSPORT.finditer(view):
        labelled = _PERMIT_LABEL.search(before(text, match.start()))
        is_plain = match.group()[0] in "EGeg" and not re.search(
            r"(?:编号|代码|任务|型号|图号|号)[:： ]{0,2}\Z", before(text, match.start(), 6)
        )
        if labelled or is_plain:
            yield Found(MarkKind.PERMIT, *match.span(), Level.BLOCK if labelled else Level.ASK)
    for match in _PASSES.finditer(view):
        if _PERMIT_LABEL.search(before(text, match.start())):
            yield Found(MarkKind.PERMIT, *match.span(), Level.BLOCK)
    for pattern in (_ARMY, _TITLE_DEED):
        for match in pattern.finditer(view):
            yield Found(MarkKind.PERMIT, *match.span(), Level.ASK)


def _credit_codes(text: str) -> Iterator[Found]:
    for match in _CREDIT.finditer(text):
        code = match.group().upper()
        if checks.is_credit_code(code) and not (code.isdigit() and checks.is_person(code)):
            yield Found(MarkKind.CREDIT, *match.span(), Level.ASK if code.startswith("92") else Level.ALLOW)


_ROUND = re.compile(r"\.[0-9]*00(?![0-9]).*\.[0-9]*00\Z", re.DOTALL)  # two sums of a table, not a place


def _handles(text: str, view: str) -> Iterator[Found]:
    for match in _WECHAT.finditer(text if view is text else ""):
        is_id = (
            any(sign.isdigit() or sign in "_-" for sign in match.group(1))
            or match.group()[-len(match.group(1)) - 1] in ":是为"
        )
        if is_id and not match.group(1).isupper() and not _PUBLIC_ACCOUNT.search(before(text, match.start(), 6)):
            yield Found(MarkKind.WECHAT, *match.span(1))
    for match in _WXID.finditer(view):
        yield Found(MarkKind.WECHAT, *match.span())
    for match in _QQ.finditer(view):
        yield Found(MarkKind.QQ, *match.span(1))


def _points(text: str) -> Iterator[Found]:
    for pattern in (_POINT, _POINT_MINUTES):
        for match in pattern.finditer(text):
            if _ROUND.search(match.group()):
                continue
            is_fine = pattern is _POINT_MINUTES or re.search(r"[0-9]{4}", match.group())
            yield Found(MarkKind.COORDINATES, *match.span(), Level.ASK if is_fine else Level.ALLOW)
