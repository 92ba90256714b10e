"""What stands around a number: labels that say what it is, and signs that it is part of something longer."""

import re

GAP = r"[ \t\r\n\-_.·,、/|~()。]{0,4}"  # what may stand between the digits of one number
GAPS = re.compile(r"[ \t\r\n\-_.·,、/|~()。]+")
GROUP = re.compile(r"[0-9]+")
WAN = r"万[元人户平吨亩㎡]"  # so many ten thousand of something: a sum or a count
_END = r"(?:号码|号|是|为|都是|如下|同号|[:：\s(（「“\"'=#.]){0,4}\Z"
PHONE = re.compile(
    r"(?:电话|手机|联系方式|座机|固话|热线|传真|号码|联系|致电|拨打|来电|打给|微信|短信|call|tel|phone|mob(?:ile)?|cell|fax"
    r"|wechat|wx|vx)(?:[^0-9一-龥]|号|码|是|为|用|我|他|她|的|新|换|成|了|您|可|请|加|给|打|留){0,8}\Z",
    re.IGNORECASE,
)
PERSON = re.compile(r"(?:身份证|证件|公民身份|身份|身份号|ID\s?(?:card|no)?|sfz)[^0-9。；;]{0,10}\Z", re.IGNORECASE)
BANK = re.compile(
    r"(?:卡号|银行卡|储蓄卡|信用卡|借记卡|社保卡|一卡通|账号|帐号|账户|帐户|存折|开户|工行|农行|建行|中行|交行|招行|邮储|银行"
    r"|支付宝|打卡|收款|[一-龥]卡|card)[^0-9。；;]{0,12}\Z",
    re.IGNORECASE,
)
OTHER = re.compile(  # it is said to be something else
    r"(?:编号|索引号|文号|序号|序列号|流水号|单号|代码|编码|批次|批号|条码|条形码|二维码|哈希|校验[码和值]?|sha-?\d*|md5|crc\d*|档案|档号|备案"
    r"|许可证|注册|税号|纳税人识别|识别码|识别号|发票|金额|面积|造价|价款|总价|合计|共计|小计|投资|预算|[¥￥$]|人民币|版本|imei|设备号|任务|合同|工单|订单|项目"
    r"|标准|图号|图集|批准|证书|标识|版次|案号|坐标|经度|纬度|时间戳|no|ver|isbn|issn|snr?)" + _END,
    re.IGNORECASE,
)
_UNIT = re.compile(rf"[ ]?(?:\.[0-9]{{1,4}})?[ ]?(?:[元亿㎡米吨株户%‰吋]|{WAN}|平方|m2|m²|公里|人次|人民币|立方)")
_WORDS = frozenset(
    "tel phone mobile mob cell call wx vx v q qq wechat weixin id no idno sfz card fax ph and or".split()
)
_TOKEN_LEFT = re.compile(r"[0-9A-Za-z]*\Z")
_TOKEN_RIGHT = re.compile(r"[0-9A-Za-z]*")
_SIGNS_LEFT = re.compile(r"([A-Za-z0-9]+)[-_.·]\Z|([A-Za-z0-9]*[A-Za-z])/\Z")
_SIGNS_RIGHT = re.compile(r"[-_.·]([A-Za-z0-9]+)|/([A-Za-z][A-Za-z0-9]*)")
_OWN = re.compile(r"1[3-9][0-9]{9}|[2-8][0-9]{6,7}|0[0-9]{9,11}|[1-9][0-9]{14,17}[0-9Xx]?")


def before(text: str, start: int, length: int = 24) -> str:
    """The end of what stands before a place."""
    return text[max(0, start - length) : start]


def is_other(text: str, start: int, end: int) -> bool:
    """Whether a label or a unit says that the number is something else, or a decimal part follows."""
    if _UNIT.match(text, end):
        return True
    if re.match(r"\.[0-9]", text[end : end + 2]) or re.search(r"[0-9][.]\Z", before(text, start, 2)):
        return True
    return bool(OTHER.search(before(text, start)))


def in_code(text: str, start: int, end: int) -> bool:
    """Whether letters touch the number as they do in codes and hashes, but not as in tel138… or …wx."""
    left = _TOKEN_LEFT.search(text, max(0, start - 40), start)
    right = _TOKEN_RIGHT.match(text, end, end + 40)
    sides = (left.group() if left else "", right.group() if right else "")
    return any(side and side.lower() not in _WORDS for side in sides)


def in_hash(text: str, start: int, end: int) -> bool:
    """Whether the number is a part of a long row of letters and digits."""
    left, right = _TOKEN_LEFT.search(text, max(0, start - 40), start), _TOKEN_RIGHT.match(text, end, end + 40)
    return sum(len(side.group()) for side in (left, right) if side) > 9


def is_joined(text: str, start: int, end: int) -> bool:
    """Whether a hyphen, stroke or dot joins the number to more signs, as in JH-138-2028-0012; a second number of a
    person behind a stroke does not count."""
    left, right = _SIGNS_LEFT.search(before(text, start)), _SIGNS_RIGHT.match(text, end, end + 24)
    return any(found and not _is_own(found.group(1) or found.group(2)) for found in (left, right))


def _is_own(sign: str) -> bool:
    return (len(sign) == 1 and sign.isdigit()) or sign.lower() in _WORDS or bool(_OWN.fullmatch(sign))


def alone(view: str, start: int, end: int, *, over_lines: bool) -> bool:
    """Whether no further digits stand beside the number with only blanks or separators between."""
    signs = r"[ \t\-_.·,/|~" + (r"\r\n" if over_lines else "") + "]"
    return not re.search(rf"[0-9]{signs}{{1,3}}\Z", before(view, start, 4)) and not re.match(
        rf"{signs}{{1,3}}[0-9]", view[end : end + 4]
    )
