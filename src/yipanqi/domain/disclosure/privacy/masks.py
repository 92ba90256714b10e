"""遮掩: values half covered are findings too if more than four of their digits can be read; covered names are told."""

import re
from collections.abc import Iterator

from yipanqi.domain.disclosure.privacy.around import before, in_code
from yipanqi.domain.disclosure.privacy.mark import Level, MarkKind
from yipanqi.domain.disclosure.privacy.numbers import Found
from yipanqi.domain.disclosure.privacy.plain import Plain
from yipanqi.domain.disclosure.privacy.surnames import DOUBLE, SINGLE

_COVERED = re.compile("[*xX×#?●■□▇█_]{3,}")
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z*])(?:[0-9][0-9 \-]{0,18}[ \-]?[*xX×#?●■□▇█_]{3,14}(?:[ \-][*xX×#?●■□▇█_]{1,8}){0,3}[ \-]?[0-9]{0,12}[0-9Xx]?"
    r"|[*×#●■□▇█]{3,14}[0-9]{5,12}[Xx]?)(?![0-9A-Za-z*])"
)
_SURNAME = f"(?:{'|'.join(DOUBLE)}|[{SINGLE}])"
COVERED_NAME = re.compile(
    rf"{_SURNAME}(?:(?<![一-龥]{{2}})[*×○□●■]{{1,3}}[一-龥]?|[xX]{{1,2}}(?![A-Za-z0-9]))|{_SURNAME}某(?:某|[一-龥](?=[\s,，(、。])|[甲乙丙丁])?"
)


def masks(plain: Plain) -> Iterator[Found]:
    """Half-covered numbers that leave more than four digits, and half-covered names."""
    last = 0
    for covered in _COVERED.finditer(plain.text):
        match = _NUMBER.search(plain.text, max(last, covered.start() - 24), covered.end() + 40)
        if not match or covered.start() < last or match.start() > covered.start():
            continue
        last = match.end()
        value = match.group()
        left = sum(sign.isdigit() for sign in value) + (value[-1] in "Xx" and "*" in value)
        if left > 4 and not in_code(plain.text, *match.span()) and _is_of_person(plain.text, match):
            yield Found(MarkKind.MASK, *match.span(), Level.ASK)
    for match in COVERED_NAME.finditer(plain.text):
        yield Found(MarkKind.MASK, *match.span(), Level.ALLOW)


def _is_of_person(text: str, match: re.Match[str]) -> bool:
    """Whether covered and open signs together are as long as a number of a person, or a label says that it is one."""
    signs = len(re.sub(r"[ \-]", "", match.group()))
    return signs >= 10 or bool(re.search(r"(?:电话|手机|证|卡|号)[^0-9\n]{0,6}\Z", before(text, match.start(), 12)))
