"""Documents for the scanner's bench: invented by a seed, each with every mark that was put in, its place and disguise.

Nothing here comes from the scanner: lists of names, prefixes, templates and the arithmetic of numbers are this
module's own. Templates and given names are in parts: "open", by which the scanner was made; "held" and "blind", looked
at when it stood, and then mended by; "last", written after the last change. All persons, numbers and places in it are invented (示例数据)."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import privacy_templates as words


@dataclass(frozen=True)
class Truth:
    """A mark that was put in."""

    kind: str
    disguise: str
    start: int
    end: int


@dataclass
class Document:
    """A text with what is in it."""

    kind: str
    text: str = ""
    truths: list[Truth] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.text += piece

    def put(self, kind: str, disguise: str, value: str) -> None:
        self.truths.append(Truth(kind, disguise, len(self.text), len(self.text) + len(value)))
        self.text += value


def documents(half: str, count: int, seed: int) -> Iterator[Document]:
    """So many documents of a part ("open", "held", "blind" or "last")."""
    for number in range(count):
        yield Writer(half, random.Random(f"{half}-{seed}-{number}")).document(number)


# ---- numbers, each from its own standard ----------------------------------------------------------------------------


def identity(chance: random.Random) -> str:
    """GB 11643-1999, with its check."""
    day = date(1930, 1, 1) + timedelta(days=chance.randrange(31000))
    body = chance.choice(words.REGIONS) + day.strftime("%Y%m%d") + f"{chance.randrange(1, 1000):03d}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body))
    check = (12 - total % 11) % 11
    return body + ("X" if check == 10 else str(check))


def old_identity(chance: random.Random) -> str:
    day = date(1930, 1, 1) + timedelta(days=chance.randrange(25000))
    return chance.choice(words.REGIONS) + day.strftime("%y%m%d") + f"{chance.randrange(1, 1000):03d}"


def mobile(chance: random.Random) -> str:
    return chance.choice(words.MOBILE_PREFIXES) + f"{chance.randrange(10**8):08d}"


def card(chance: random.Random) -> str:
    """ISO 7812: issuer, account, check by Luhn."""
    prefix, length = chance.choice(words.CARD_PREFIXES)
    body = prefix + "".join(chance.choice("0123456789") for _ in range(length - len(prefix) - 1))
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled
    return body + str(-total % 10)


def landline(chance: random.Random) -> str:
    area, length = chance.choice([("027", 8), ("010", 8), ("021", 8), ("0712", 7), ("0755", 8), ("0713", 7)])
    return f"{area}-{chance.choice('2345678')}{chance.randrange(10 ** (length - 1)):0{length - 1}d}"


def mail(chance: random.Random) -> str:
    local = chance.choice(words.MAIL_NAMES) + chance.choice(
        ["", str(chance.randrange(1000)), f"_{chance.randrange(99)}", ".hb"]
    )
    return f"{local}@{chance.choice(words.MAIL_HOSTS)}"


def plate(chance: random.Random) -> str:
    tail = "".join(
        chance.choice("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ" if place in {0, 3} else "0123456789") for place in range(5)
    )
    energy = chance.random() < 0.3
    return (
        chance.choice("鄂鄂鄂湘豫京沪粤")
        + chance.choice("ABCDEFKS")
        + chance.choice(["", "·"])
        + ("D" + tail if energy else tail)
    )


def permit(chance: random.Random) -> str:
    """A passport, or a pass to Hong Kong, Macao or home."""
    series = chance.choice(["E", "G", "EA", "EJ", "C", "H", "M", "CA"])
    return series + "".join(chance.choice("0123456789") for _ in range(9 - len(series)))


def wechat(chance: random.Random) -> str:
    return chance.choice(
        [
            "wxid_" + "".join(chance.choice("abcdefgh0123456789") for _ in range(12)),
            chance.choice(words.MAIL_NAMES).replace(".", "_") + str(chance.randrange(1000, 99999)),
        ]
    )


def qq(chance: random.Random) -> str:
    return str(chance.randrange(10**5, 10**10))


def point(chance: random.Random) -> str:
    return f"{114 + chance.random() / 3:.6f}{chance.choice([',', '，', ', '])}{30.5 + chance.random() / 5:.6f}"


def credit(chance: random.Random) -> str:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = chance.choice(["91", "12", "51"]) + "420103" + "".join(chance.choice(signs) for _ in range(9))
    total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + signs[-total % 31]


# ---- disguises ------------------------------------------------------------------------------------------------------

WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
NUMERALS = [
    str.maketrans("0123456789", "〇一二三四五六七八九"),
    str.maketrans("0123456789", "零一二三四五六七八九"),
    str.maketrans("0123456789", "零幺二三四五六七八九"),
    str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖"),
    str.maketrans("0123456789", "0一2三4五6七8九"),
]
ZERO = ["\u200b", "\u200c", "\u200d", "\ufeff", "\u2060"]


def _cut(value: str, by: str, sizes: list[int]) -> str:
    pieces, place = [], 0
    for size in sizes:
        pieces.append(value[place : place + size])
        place += size
    if place < len(value):
        pieces.append(value[place:])
    return by.join(piece for piece in pieces if piece)


def disguised(value: str, kind: str, how: str, chance: random.Random) -> str:
    """The value in a disguise."""
    sizes = words.SIZES.get((kind, len(value)), [4] * 8)
    middle = chance.randrange(3, max(4, len(value) - 3))
    ways: dict[str, Callable[[], str]] = {
        "plain": lambda: value,
        "full-width": lambda: value.translate(WIDE),
        "numerals": lambda: value.translate(chance.choice(NUMERALS)),
        "blanks": lambda: _cut(value, chance.choice([" ", "  ", "\u3000", "\u00a0"]), sizes),
        "blank at each": lambda: " ".join(value),
        "hyphens": lambda: _cut(value, chance.choice(["-", "—", "－"]), sizes),
        "dots": lambda: _cut(value, chance.choice([".", "·"]), sizes),
        "line break": lambda: value[:middle] + chance.choice(["\n", "\r\n"]) + value[middle:],
        "zero-width": lambda: _cut(value, chance.choice(ZERO), [middle]),
        "zero-width at each": lambda: chance.choice(ZERO).join(value),
        "+86": lambda: chance.choice(["+86", "+86 ", "0086", "0086-", "+86-", "86-", "（+86）"]) + value,
        "cells": lambda: _cut(value, "\t", sizes if chance.random() < 0.6 else [middle]),
        "lower-case x": lambda: value.replace("X", chance.choice(["x", "ｘ", "×"])),
        "wide and blanks": lambda: _cut(value.translate(WIDE), " ", sizes),
    }
    return ways[how]()


NUMBER_WAYS = [
    "plain",
    "plain",
    "full-width",
    "numerals",
    "blanks",
    "blank at each",
    "hyphens",
    "dots",
    "line break",
    "zero-width",
    "zero-width at each",
    "cells",
    "wide and blanks",
]
WAYS = {
    "mobile": [*NUMBER_WAYS, "+86", "+86"],
    "card": NUMBER_WAYS,
    "id": [*NUMBER_WAYS, "lower-case x"],
    "landline": ["plain", "plain", "full-width", "numerals", "zero-width"],
}
MAKERS = {
    "id": identity,
    "old id": old_identity,
    "mobile": mobile,
    "card": card,
    "landline": landline,
    "mail": mail,
    "plate": plate,
    "permit": permit,
    "wechat": wechat,
    "qq": qq,
    "coordinates": point,
}


class Writer:
    """Writes one document of a half."""

    def __init__(self, half: str, chance: random.Random) -> None:
        self.half, self.chance = half, chance
        self.names: list[str] = []

    def document(self, number: int) -> Document:
        kind = ("plan", "bulletin", "notice", "reply", "list", "chat", "chat", "list")[number % 8]
        made = Document(kind)
        made.add(self.filled_plainly(self.chance.choice(words.TITLES)) + "\n")
        if kind == "list":
            self.table(made)
        for _ in range(self.chance.randrange(4, 9)):
            self.sentence(made, self.pick("CHAT" if kind == "chat" else "PROSE"))
            if self.chance.random() < 0.6:
                self.sentence(made, self.pick("CLEAN"))
        if self.chance.random() < 0.25:
            self.figures(made)
        return made

    def pick(self, pool: str) -> str:
        """A template of this half."""
        if self.half in {"blind", "last"}:
            return self.chance.choice(getattr(words, f"{self.half.upper()}_{pool}"))
        half = [line for place, line in enumerate(getattr(words, pool)) if (place % 2 == 0) == (self.half == "open")]
        return self.chance.choice(half)

    def filled_plainly(self, line: str) -> str:
        made = Document("")
        self.sentence(made, line, end="")
        return made.text

    def sentence(self, made: Document, line: str, end: str = "\n") -> None:
        """A template's slots filled: {name}, {mobile}, … are marks; {-money}, … look like marks and are none."""
        rest = line
        while "{" in rest:
            piece, _, rest = rest.partition("{")
            slot, _, rest = rest.partition("}")
            made.add(piece)
            self.slot(made, slot, is_table="\t" in line)
        made.add(rest + end)

    def slot(self, made: Document, slot: str, *, is_table: bool = False) -> None:
        if slot.startswith("-"):
            made.add(self.near_miss(slot[1:]))
        elif slot in {"name", "name alone"}:
            self.name(made, slot)
        elif slot == "room":
            made.put("room", *self.room(is_table=is_table))
        elif slot == "mask":
            made.put("mask", "mask", self.mask())
        else:
            self.number(made, slot)

    def number(self, made: Document, kind: str) -> None:
        value = MAKERS[kind](self.chance)
        if kind == "mail":
            made.put(kind, *self.hidden_mail(value))
            return
        how = self.chance.choice(WAYS.get(kind, ["plain"]))
        if how == "lower-case x":
            while "X" not in value:
                value = identity(self.chance)
        made.put(
            "id" if kind == "old id" else kind,
            "15 digits" if kind == "old id" else how,
            disguised(value, kind, how, self.chance),
        )

    def hidden_mail(self, value: str) -> tuple[str, str]:
        local, _, host = value.partition("@")
        way = self.chance.choice(
            ["plain", "plain", "full-width", "blanks", "at in words", "zero-width", "line break", "cells"]
        )
        at = {
            "plain": "@",
            "full-width": "＠",
            "blanks": " @ ",
            "at in words": self.chance.choice(["(at)", "[at]", "（at）", " at "]),
            "zero-width": "\u200b@\u200b",
            "line break": "@\n",
            "cells": "\t@",
        }[way]
        text = value.translate(WIDE) if way == "full-width" else local + at + host
        return way, text.replace(".", " . ") if way == "blanks" and self.chance.random() < 0.5 else text

    def person(self) -> str:
        given = {"open": words.GIVEN_OPEN, "held": words.GIVEN_HELD}.get(self.half, words.BLIND_GIVEN)
        surname = (
            self.chance.choice(words.DOUBLE_SURNAMES)
            if self.chance.random() < 0.04
            else self.chance.choice(words.SURNAMES)
        )
        return surname + self.chance.choice(given)

    def name(self, made: Document, kind: str) -> None:
        value = self.person()
        way = self.chance.choice(["plain"] * 6 + ["zero-width", "blank", "line break"])
        if kind == "name alone" or (len(value) > 3 and way in {"blank", "line break"}):
            way = "plain"
        by = {
            "plain": "",
            "zero-width": "\u200b",
            "blank": self.chance.choice([" ", "\u3000", "  "]),
            "line break": "\n",
        }[way]
        cut = 2 if value[:2] in words.DOUBLE_SURNAMES else 1
        if way == "blank" and len(value) == 3:
            way, by = "plain", ""  # only names of two characters are set with a blank
        made.put(kind, way, value[:cut] + by + value[cut:])

    def room(self, *, is_table: bool) -> tuple[str, str]:
        building, unit = self.chance.randrange(1, 30), self.chance.randrange(1, 6)
        room = self.chance.randrange(1, 8) * 100 + self.chance.randrange(1, 5)
        plain = f"{building}栋{unit}单元{room}室"
        numeral = str.maketrans("0123456789", "零一二三四五六七八九")
        tens = "" if building < 10 else "十" if building < 20 else "二十"
        spoken = (tens + ("" if building % 10 == 0 else str(building % 10).translate(numeral))) or "十"
        ways = {
            "栋单元室": plain,
            "号楼单元室": f"{building}号楼{unit}单元{room}室",
            "without 室": f"{building}栋{unit}单元{room}",
            "short": f"{building}栋{room}",
            "幢": f"{building}幢{room}室",
            "hyphens": f"{building}-{unit}-{room}",
            "numerals": f"{spoken}栋{str(unit).translate(numeral)}单元{str(room).translate(numeral)}室",
            "full-width": plain.translate(WIDE),
            "blanks": f"{building} 栋 {unit} 单元 {room} 室",
            "zero-width": f"{building}栋{unit}单元\u200b{room}室",
            "座": f"{self.chance.choice('ABC')}座{room}",
            "#": f"{building}#{unit}单元{room}",
            "floor and side": f"{building}栋{unit}单元{room // 100}楼{self.chance.choice(['东户', '左边', '西户', '右手'])}",
            "room alone": f"{room}室",
        }
        if is_table:
            ways["cells"] = f"{building}栋\t{unit}单元\t{room}"
        way = self.chance.choice(sorted(ways))
        return way, ways[way]

    def mask(self) -> str:
        number = mobile(self.chance)
        own = identity(self.chance)
        bank = card(self.chance)
        return self.chance.choice(
            [
                f"{number[:3]}****{number[-4:]}",
                f"{own[:6]}********{own[-4:]}",
                f"{bank[:4]}********{bank[-4:]}",
                f"{number[:3]}xxxx{number[-4:]}",
                f"{own[:3]}***********{own[-4:]}",
                f"{number[:3]}＊＊＊＊{number[-4:]}",
            ]
        )

    def table(self, made: Document) -> None:
        head, row = self.pick("TABLES").split("|")
        made.add(head + "\n")
        for number in range(1, self.chance.randrange(3, 8)):
            self.sentence(made, row.replace("№", str(number)))
        made.add("\n")

    def figures(self, made: Document) -> None:
        """A table of nothing but figures."""
        made.add("小区\t楼栋数\t户数\t建筑面积\t计划投资\t完成投资\n")
        for _ in range(self.chance.randrange(3, 9)):
            estate = self.near_miss("estate")
            row = [
                str(self.chance.randrange(1, 40)),
                str(self.chance.randrange(100, 2000)),
                str(self.chance.randrange(10**4, 10**6)),
                f"{self.chance.randrange(10**3, 10**5)}.{self.chance.randrange(100):02d}",
                str(self.chance.randrange(100, 10**5)),
            ]
            made.add("\t".join([estate, *row]) + "\n")

    def near_miss(self, kind: str) -> str:
        """What looks like a mark and is none."""
        chance = self.chance
        digits = lambda count: "".join(chance.choice("0123456789") for _ in range(count))  # noqa: E731
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(1200))
        made: dict[str, Callable[[], str]] = {
            "official": self.person,
            "post": lambda: chance.choice(words.POSTS),
            "estate": lambda: chance.choice(words.ESTATES),
            "street": lambda: chance.choice(words.STREETS),
            "firm": lambda: chance.choice(words.FIRMS),
            "money": lambda: chance.choice(
                [
                    f"{chance.randrange(10**10, 2 * 10**10)}元",
                    f"{chance.randrange(1, 999)},{digits(3)},{digits(3)}.00元",
                    f"{chance.randrange(100, 99999)}.{digits(2)}万元",
                    f"1{chance.choice('3579')}{digits(9)}.00元",
                    f"￥1{chance.choice('3589')}{digits(9)}",
                ]
            ),
            "document": lambda: f"江改办〔{day.year}〕{chance.randrange(1, 400)}号",
            "index": lambda: chance.choice(
                [
                    f"000014349/{day.year}-{digits(5)}",
                    f"01527918X-{day.year}-{digits(6)}",
                    f"A0300-010000-{day.year}-{digits(6)}",
                    f"640200102/{day.year}-{digits(6)}",
                    f"JH-131-{day.year}-{digits(4)}",
                    f"420103{digits(15)}",
                ]
            ),
            "task": lambda: chance.choice(
                [
                    f"T{day.year}-{digits(4)}",
                    f"JH-{digits(2)}-{digits(1)}-{digits(3)}",
                    f"RW{day.year}{digits(6)}",
                    f"D{day.year}{digits(4)}",
                ]
            ),
            "hash": lambda: "".join(chance.choice("0123456789abcdef") for _ in range(64)),
            "uuid": lambda: "-".join(
                "".join(chance.choice("0123456789abcdef") for _ in range(size)) for size in (8, 4, 4, 4, 12)
            ),
            "date": lambda: chance.choice(
                [
                    day.strftime("%Y-%m-%d"),
                    f"{day.year}年{day.month}月{day.day}日",
                    day.strftime("%Y.%m.%d"),
                    day.strftime("%Y/%m/%d %H:%M"),
                ]
            ),
            "stamp": lambda: chance.choice(
                [f"17{digits(11)}", day.strftime("%Y%m%d") + digits(6), day.strftime("%Y%m%d%H%M%S") + digits(4)]
            ),
            "area": lambda: chance.choice(
                [
                    f"{chance.randrange(1000, 99999)}.{digits(2)}平方米",
                    f"{chance.randrange(10**4, 10**6)}㎡",
                    f"{chance.randrange(1, 99)}.{digits(4)}万平方米",
                ]
            ),
            "project": lambda: f"{day.year}-420103-47-03-{digits(6)}",
            "order": lambda: day.strftime("%Y%m%d") + digits(chance.choice([8, 10, 12])),
            "work order": lambda: f"1{chance.choice('35789')}{digits(9)}",
            "standard": lambda: chance.choice(
                [
                    "GB/T 33480-2016",
                    "JGJ/T 429-2018",
                    "GB 50300-2013",
                    "CJJ 28-2014",
                    "DB42/T 1756-2021",
                    "GB 55030-2022",
                ]
            ),
            "tax": lambda: "420103" + digits(9),
            "imei": lambda: "86" + digits(13),
            "barcode": lambda: "69" + digits(11),
            "host": lambda: f"192.168.{chance.randrange(1, 255)}.{chance.randrange(10, 255)}",
            "version": lambda: f"V{chance.randrange(9)}.{chance.randrange(20)}.{chance.randrange(200)}",
            "household": lambda: f"{chance.randrange(20, 900)}户",
            "building": lambda: chance.choice(
                [
                    f"{chance.randrange(1, 40)}号楼",
                    f"{chance.randrange(1, 40)}栋",
                    f"{chance.randrange(1, 9)}栋{chance.randrange(1, 5)}单元",
                ]
            ),
            "office": lambda: chance.choice(words.OFFICE_ROOMS),
            "hotline": lambda: chance.choice(["12345", "400-820-8820", "95598", "96510", "110", "12319"]),
            "credit": lambda: credit(chance),
            "icp": lambda: chance.choice(["鄂ICP备2028001234号-1", "鄂B2-20080123", "鄂公网安备 42010302000123号"]),
            "public mail": lambda: chance.choice(["jhqfgj@wuhan.gov.cn", "xxgk@jianghan.gov.cn"]),
            "account": lambda: chance.choice(["江汉发布", "武汉住建"]),
            "covered": lambda: chance.choice(words.SURNAMES) + chance.choice(["某", "某某", "女士", "先生"]),
            "small mask": lambda: f"*******{digits(4)}",
            "percent": lambda: f"{chance.randrange(10, 99)}.{digits(2)}%",
            "number": lambda: str(chance.randrange(2, 300)),
        }
        return made[kind]()
