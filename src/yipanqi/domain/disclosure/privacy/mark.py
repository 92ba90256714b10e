"""What is found: a mark with its kind, its level, its place in the text as it was given, and itself with most of it
covered."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from yipanqi.domain.disclosure.privacy.plain import compact

Pair = tuple[str, str]


class Level(StrEnum):
    """What a finding does: stops sign-off, asks two people, or is only told."""

    BLOCK = "block"
    ASK = "ask"
    ALLOW = "allow"


class MarkKind(StrEnum):
    """What was found."""

    ID = "id"
    MOBILE = "mobile"
    LANDLINE = "landline"
    CARD = "card"
    MAIL = "mail"
    PLATE = "plate"
    PERMIT = "permit"
    CREDIT = "credit"
    ROOM = "room"
    ADDRESS = "address"
    NAME = "name"
    WECHAT = "wechat"
    QQ = "qq"
    COORDINATES = "coordinates"
    MASK = "mask"
    SECRET = "secret"
    INTERNAL = "internal"
    NOT_PUBLIC = "not_public"
    DRAFT = "draft"


KINDS: Mapping[MarkKind, Pair] = {
    MarkKind.ID: ("身份证号", "Identity number"),
    MarkKind.MOBILE: ("手机号", "Mobile number"),
    MarkKind.LANDLINE: ("固定电话", "Landline"),
    MarkKind.CARD: ("银行卡号或账号", "Bank card or account"),
    MarkKind.MAIL: ("电子邮箱", "E-mail address"),
    MarkKind.PLATE: ("车牌号", "Number plate"),
    MarkKind.PERMIT: ("护照、通行证等证件号", "Passport or permit"),
    MarkKind.CREDIT: ("统一社会信用代码", "Social credit code"),
    MarkKind.ROOM: ("楼栋房号", "Building, unit or room"),
    MarkKind.ADDRESS: ("门牌地址", "Street address"),
    MarkKind.NAME: ("姓名", "Name"),
    MarkKind.WECHAT: ("微信号", "WeChat id"),
    MarkKind.QQ: ("QQ号", "QQ number"),
    MarkKind.COORDINATES: ("坐标", "Coordinates"),
    MarkKind.MASK: ("遮掩不全", "Covered too little"),
    MarkKind.SECRET: ("密级标志", "Mark of secrecy"),
    MarkKind.INTERNAL: ("内部材料标志", "Mark of an internal paper"),
    MarkKind.NOT_PUBLIC: ("不予公开标志", "Mark of a paper not to be published"),
    MarkKind.DRAFT: ("未定稿标志", "Mark of a draft"),
}

LEVELS: Mapping[Level, Pair] = {
    Level.BLOCK: ("不得发布", "May not be published"),
    Level.ASK: ("须两人确认", "Two people confirm"),
    Level.ALLOW: ("提示", "Told only"),
}

OF_WORDS = frozenset({MarkKind.SECRET, MarkKind.INTERNAL, MarkKind.NOT_PUBLIC, MarkKind.DRAFT})  # these hide nothing
_NUMERAL = re.compile("[0-9０-９一二三四五六七八九十百零〇○两幺壹贰叁肆伍陆柒捌玖拾]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding; `start` and `end` are places in the text that was given, `masked` is fit to be shown and kept."""

    kind: MarkKind
    level: Level
    start: int
    end: int
    masked: str

    def fingerprint(self, text: str, key: bytes) -> str:
        """By which the same value is known again without being kept: keyed, and blind to blanks and separators."""
        value = f"{self.kind}:{compact(text[self.start : self.end])}"
        return hmac.digest(key, value.encode(), hashlib.sha256).hex()


def masked(kind: MarkKind, value: str) -> str:
    """The value so covered that no more than four digits and no given name can be read."""
    value = " ".join(value.split())
    if kind in OF_WORDS:
        return value
    if kind is MarkKind.NAME:
        return value[:1] + "*" * (len(value) - 1)
    if kind in {MarkKind.ROOM, MarkKind.ADDRESS}:
        return _NUMERAL.sub("*", value)
    if kind is MarkKind.MAIL and "@" in value:
        return value[:1] + "***" + value[value.index("@") :]
    kept = 2 if len(value) >= 8 else 1
    return value[:kept] + "*" * max(3, len(value) - 2 * kept) + value[-kept:]
