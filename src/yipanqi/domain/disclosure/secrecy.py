"""保密审查's first look: marks of secrecy, of internal papers, of what is not to be published, and of drafts.

What is found tells only that a word stands there. Nothing found is no review: the three reviews are people's."""

import re
from collections.abc import Iterator

from yipanqi.domain.disclosure.privacy import Level, Mark, MarkKind
from yipanqi.domain.disclosure.privacy.plain import Plain, plain

_B = r"[ \t]*"  # stamps are set with blanks between their characters
_GRADE = rf"(?:绝{_B}密|机{_B}密|秘{_B}密)"
_STARS = r"[★☆*＊]"
_TERM = r"(?:[0-9一二三四五六七八九十]{1,3}[ ]?(?:年|个月)|长期|启封前|解密前)?"
_PLAIN_WORD = r"(?<!国家)(?<!商业)(?<!工作)(?<!技术)(?<!保守)(?<!通信)(?<!军事)(?<!个人)"

# kind, level, pattern: what blocks is a stamp or a line of its own; a word in a sentence asks
_RULES: tuple[tuple[MarkKind, Level, re.Pattern[str]], ...] = (
    (MarkKind.SECRET, Level.BLOCK, re.compile(rf"{_GRADE}{_B}{_STARS}{_B}{_TERM}")),
    (MarkKind.SECRET, Level.BLOCK, re.compile(rf"(?m)^[ \t]*{_GRADE}(?:{_B}{_TERM})?[ \t]*$")),
    (
        MarkKind.SECRET,
        Level.BLOCK,
        re.compile(rf"(?:密{_B}级|定密|涉密等级){_B}[:：]?{_B}(?:{_GRADE}|内{_B}部|[1-3一二三]级)"),
    ),
    (
        MarkKind.SECRET,
        Level.BLOCK,
        re.compile(r"保密期限[ \t]*[:：]?[ \t]*(?:[0-9一二三四五六七八九十]+[ ]?年|长期|至)"),
    ),
    (MarkKind.SECRET, Level.ASK, re.compile(rf"绝密|{_PLAIN_WORD}(?:机密|秘密)|涉密|工作秘密")),
    (MarkKind.SECRET, Level.ASK, re.compile(r"(?<![A-Za-z])(?:TOP SECRET|SECRET|CONFIDENTIAL)(?![A-Za-z])")),
    (
        MarkKind.INTERNAL,
        Level.BLOCK,
        re.compile(rf"(?m)^[ \t(（【\[]*内{_B}部(?:{_B}(?:资料|文件|材料|使用|参考|刊物|掌握|传阅))?[ \t)）】\]]*$"),
    ),
    (
        MarkKind.INTERNAL,
        Level.BLOCK,
        re.compile(r"内部(?:资料|文件|材料|刊物)?[ ]?[,，、;；·]?[ ]?(?:注意保存|请勿外传|不得外传|严禁外传|妥善保管)"),
    ),
    (
        MarkKind.INTERNAL,
        Level.BLOCK,
        re.compile(r"(?:不得|严禁|禁止|请勿|切勿)(?:对外|擅自)?(?:外传|外泄|扩散|传播|转发|翻印|复制)"),
    ),
    (
        MarkKind.INTERNAL,
        Level.ASK,
        re.compile(
            r"内部(?:资料|文件|材料|使用|掌握|参考|传阅|通报|发行)|仅供(?:内部|领导|参阅)|不宜(?:对外|公开)|(?:对外)?保密"
        ),
    ),
    (
        MarkKind.INTERNAL,
        Level.ASK,
        re.compile(r"(?<![A-Za-z])(?:INTERNAL USE ONLY|INTERNAL|FOR OFFICIAL USE ONLY)(?![A-Za-z])"),
    ),
    (MarkKind.NOT_PUBLIC, Level.BLOCK, re.compile(rf"此件{_B}(?:不{_B}予?{_B}公{_B}开|依{_B}申{_B}请{_B}公{_B}开)")),
    (
        MarkKind.NOT_PUBLIC,
        Level.BLOCK,
        re.compile(r"公开(?:方式|属性|类别|选项|性质)[ \t]*[:：]?[ \t]*(?:不予公开|不公开|依申请公开|免予公开)"),
    ),
    (MarkKind.NOT_PUBLIC, Level.ASK, re.compile(r"不予公开|不公开|免予公开|暂不公开|依申请公开")),
    (
        MarkKind.DRAFT,
        Level.BLOCK,
        re.compile(r"(?m)^[ \t(（【\[]*(?:草[ \t]*稿|讨论稿|送审稿|初稿|代拟稿|修改稿|报批稿)[ \t)）】\]]*$"),
    ),
    (
        MarkKind.DRAFT,
        Level.ASK,
        re.compile(
            r"征求意见稿|讨论稿|送审稿|草稿|初稿|代拟稿|修改稿|报批稿|审议稿|拟稿|过程稿|[(（](?:草案|稿|草)[)）]|待定稿|未定稿"
        ),
    ),
    (
        MarkKind.DRAFT,
        Level.ASK,
        re.compile(r"(?<![A-Za-z])DRAFT(?![A-Za-z])|TODO|(?<![A-Za-zXx])X{2,}(?:年|月|日|号|元|区|街道)|×{2,}"),
    ),
)
# What is said of secrecy in a law, an office's name or a duty is no mark
_SAID = re.compile(
    r"保密(?:审查|法|义务|工作|局|委|制度|协议|规定|责任|条例|教育|管理)|保守国家秘密|国家秘密|商业秘密|个人隐私|不公开(?:不|的范围|理由)"
    r"|不予公开(?:的?范围|的?情形|理由|外|的除外)|依申请公开(?:指南|流程|渠道|数量|工作|办理|受理|平台|情况|栏目|的)|(?:主动|依)申请公开信息"
)


def marks(text: str) -> list[Mark]:
    """The marks of a text in their order: where two rules meet, the harder one."""
    read = plain(text)
    taken = bytearray(len(read.text))
    for said in _SAID.finditer(read.text):
        taken[said.start() : said.end()] = b"\x01" * (said.end() - said.start())
    return sorted(_found(read, taken), key=lambda mark: mark.start)


def _found(read: Plain, taken: bytearray) -> Iterator[Mark]:
    for kind, level, pattern in _RULES:
        for match in pattern.finditer(read.text):
            start, end = match.span()
            if end > start and taken.find(1, start, end) < 0:
                taken[start:end] = b"\x01" * (end - start)
                value = match.group().strip()
                first = start + match.group().index(value)
                yield Mark(kind, level, *read.span(first, first + len(value)), " ".join(value.split()))
