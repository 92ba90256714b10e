"""How a publication is drafted from values of the record: sentences in both languages at once, figures marked with the
inner address of their rows, tables. What each kind says is in the modules beside this one, its sentences in `told`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode

from yipanqi.domain.disclosure.facts import of_estate
from yipanqi.domain.disclosure.publication import Content, EstateFacts, Heading, Kind, Pair, Paragraph, Table
from yipanqi.domain.disclosure.told import TOLD
from yipanqi.domain.money import Fen, million_text, rounded, wan_text
from yipanqi.domain.sentences import sentence
from yipanqi.domain.sentences.spoken import date_text, joined, label_text, money_text, month_text
from yipanqi.domain.supervision.bulletin import OPEN, PART, SHUT, plain
from yipanqi.domain.supervision.figures import percent

LANGUAGES = ("zh", "en")
NONE: Pair = ("—", "—")
_SAYS_MOST = ("year-", "planned-")  # of a period's; of all others the first
LONGEST_SUMMARY = 100  # characters of 内容概述
_ONE = re.compile(
    rf"(?:{PART}1{SHUT}|(?<![\d,.])\b1) "
    r"(estates|households|works|units|contracts|subdistricts|demands|decisions|assignments|defects|conditions|lots|days)"
    r"\b( are\b| were\b)?"
)
_SINGULAR = {"works": "work"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An estate: its code, its name, its subdistrict."""

    estate: str
    name: str
    region: str
    region_name: str


def say(code: str, /, **values: object) -> Pair:
    """A sentence in both languages; a pair among its values is told in each."""
    zh, en = (
        sentence(code, {name: _in(value, at) for name, value in values.items()}, lang, TOLD)
        for at, lang in enumerate(LANGUAGES)
    )
    return zh, _ONE.sub(_singular, en)


def _in(value: object, at: int) -> object:
    """What of a value is told in a language: of a pair its part, the Chinese one where it has no English."""
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(it, str) for it in value):
        return value[at] or value[0]
    return value


def _singular(found: re.Match[str]) -> str:
    """1 estates are → 1 estate is."""
    verb = {" are": " is", " were": " was"}.get(found[2] or "", "")
    head = found[0][: found[0].index(f" {found[1]}")]
    return f"{head} {_SINGULAR.get(found[1], found[1][:-1])}{verb}"


def figure(told: Pair | str, address: str) -> Pair:
    """A figure that staff can follow to its rows; unmarked where there is no address."""
    zh, en = told if isinstance(told, tuple) else (told, told)
    return (marked(zh, address), marked(en or zh, address)) if address else (zh, en or zh)


def marked(text: str, address: str) -> str:
    """A text with the inner address of its rows."""
    return f"{OPEN}{address}{PART}{text}{SHUT}"


def count(value: int | None, address: str = "") -> Pair:
    """A whole number; a dash where it is not known."""
    return NONE if value is None else figure(f"{value:,}", address)


def money(fen: Fen, address: str = "") -> Pair:
    """12.34万元 / CNY 0.1234 million."""
    return figure((money_text(fen, "zh"), money_text(fen, "en")), address)


def money_cell(fen: Fen, address: str = "") -> Pair:
    """The figure alone, for a column that names the unit: 万元, CNY million."""
    return figure((wan_text(fen), million_text(fen)), address if fen else "")


def day(value: date | None, address: str = "") -> Pair:
    """2027年3月1日 / 1 March 2027; a dash where there is none."""
    return NONE if value is None else figure((date_text(value, "zh"), date_text(value, "en")), address)


def day_cell(value: date | None, address: str = "") -> Pair:
    """2027-03-01, for a column."""
    return NONE if value is None else figure(value.isoformat(), address)


def quarter(label: str, address: str = "") -> Pair:
    """2027年第一季度 / 2027 Q1."""
    return figure((label_text(label, "zh"), label_text(label, "en")), address)


def month(first: date) -> Pair:
    """2028年4月 / April 2028."""
    return month_text(first.year, first.month, "zh"), month_text(first.year, first.month, "en")


def share(part: int, whole: int, address: str = "") -> Pair:
    """74.00%; a dash where there is no whole."""
    return figure(f"{percent(Fraction(part, whole))}%", address) if whole else NONE


def hundredths(part: int, whole: int) -> int | None:
    """A share in hundredths of a per cent, half up; none where there is no whole."""
    return rounded(Fraction(part * 10_000, whole)) if whole else None


def area(value: Decimal, address: str = "") -> Pair:
    """12.34万平方米 / 0.1234 million ㎡, of ㎡."""
    hundreds = Decimal(rounded(value / 100))
    return figure((f"{hundreds / 100:,.2f}万平方米", f"{hundreds / 10_000:,.4f} million ㎡"), address)


def listed(names: Iterable[Pair]) -> Pair:
    """Names one after the other; without English where none has any."""
    found = list(names)
    zh = joined((it[0] for it in found), "zh")
    return zh, joined((it[1] or it[0] for it in found), "en") if any(it[1] for it in found) else ""


def works_listed(names: Iterable[Pair]) -> Pair:
    """Works one after the other; names of works have commas of their own."""
    found = list(names)
    return "；".join(it[0] for it in found), "; ".join(it[1] or it[0] for it in found)


def one_after_other(*sentences: Pair) -> Pair:
    """Sentences of one paragraph."""
    told = [it for it in sentences if it[0]]
    return "".join(it[0] for it in told), " ".join(it[1] for it in told)


def own(name: str) -> Pair:
    """A name of the record, which has no English; a dash where there is none."""
    return (name, "") if name else NONE


def years_said(first: int, last: int) -> Pair:
    """2027—2029年 / 2027–2029."""
    return (f"{first}年", f"{first}") if first == last else (f"{first}—{last}年", f"{first}–{last}")


def address(base: str, **asked: object) -> str:
    """An inner address with what is asked there; nothing where there is none."""
    told = [(name, str(value)) for name, value in asked.items() if value not in (None, "")]
    return f"{base}?{urlencode(told)}" if base and told else base


def heading(code: str, level: int = 1, **values: object) -> Heading:
    """A heading of the body."""
    return Heading(text=say(code, **values), level=level)


def paragraph(key: str, *sentences: Pair) -> Paragraph:
    """A paragraph of these sentences."""
    return Paragraph(key=key, marked=one_after_other(*sentences))


def table(
    key: str,
    caption: Pair,
    heads: Sequence[str | Pair],
    rows: Iterable[Sequence[Pair]],
    *,
    numeric: Iterable[int] = (),
    total: Sequence[Pair] | None = None,
) -> Table:
    """A table; its headings are sentences of `told` by their codes, or pairs; its last row may be the sum."""
    body = [tuple(row) for row in rows]
    return Table(
        key=key,
        caption=caption,
        head=tuple(say(it) if isinstance(it, str) else it for it in heads),
        rows=tuple([*body, tuple(total)] if total is not None else body),
        numeric=frozenset(numeric),
        has_sum=total is not None,
    )


def of_place(kind: Kind, place: Place, values: Mapping[str, object]) -> EstateFacts:
    """What a publication of this kind says of an estate. NotAllowed as `facts.of_estate` says."""
    named = {name: getattr(place, name) for name in ("estate", "name", "region", "region_name")}
    return of_estate(kind, values=values, **named)


def summary_of(content: Content) -> Pair:
    """内容概述: the first sentences of the paragraph that says most, of 100 characters at most; nothing where there is
    none."""
    told = [it for it in content.blocks if isinstance(it, Paragraph)]
    first = next((it for it in told if it.key.startswith(_SAYS_MOST)), told[0] if told else None)
    if first is None:
        return "", ""
    zh, en = plain(first.marked[0]), plain(first.marked[1])
    return _cut(zh, "。；，"), _cut(en, ".;,", 2 * LONGEST_SUMMARY)


def _cut(text: str, ends: str, most: int = LONGEST_SUMMARY) -> str:
    """As much of a text as ends with a sentence, else with a clause, within so many characters."""
    if len(text) <= most:
        return text
    for end in ends:
        at = text.rfind(end, 0, most)
        if at > most // 3:
            return text[: at + 1] if end == ends[0] else f"{text[:at]}{ends[0]}"
    return f"{text[: most - 1]}…"
