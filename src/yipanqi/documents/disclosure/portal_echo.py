"""What a portal tells back: where it shows a publication, and when it says that it was published there, as CSV."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from urllib.parse import urlsplit

from yipanqi.domain.disclosure.publication import Pair

_LARGEST = 50_000  # rows
_COLUMNS: Mapping[str, Pair] = {
    "index_number": ("索引号", "Index number"),
    "uid": ("公开件编号", "Publication id"),
    "address": ("门户地址", "Portal address"),
    "published_at": ("门户发布时间", "Published at the portal"),
}
_TIME = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T]?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
)
_EXAMPLE = {
    "index_number": "420103-01-05-2028-0042",
    "uid": "k3v9x0a2bq",
    "address": "https://www.example.gov.cn/zwgk/202805/t20280507_1234.shtml",
    "published_at": "2028-05-07 09:30",
}


@dataclass(frozen=True, slots=True)
class Echo:
    """A row: which publication (by number, by id, or both), where, and when by the portal's own clock."""

    line: int
    index_number: str
    uid: str
    address: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class EchoFinding:
    """What is wrong in a line, in both languages."""

    line: int
    said: Pair


def echo_template(lang: str) -> str:
    """The file to fill in, with a row as an example; for spreadsheets it begins with a byte-order mark."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([names[lang == "en"] for names in _COLUMNS.values()])
    writer.writerow([_EXAMPLE[key] for key in _COLUMNS])
    return "\ufeff" + out.getvalue()


def echoes(text: str) -> tuple[list[Echo], list[EchoFinding]]:
    """The rows that are good, and what is wrong with the others, by line. Columns are found by their names, in either
    language and any order; empty lines are skipped."""
    rows = list(_rows(text))
    if not rows:
        return [], [EchoFinding(1, ("文件是空的", "The file is empty"))]
    (line, head), *others = rows
    places = _places(head)
    if missing := _lacking(places):
        return [], [EchoFinding(line, missing)]
    if len(others) > _LARGEST:
        return [], [EchoFinding(line, (f"超过 {_LARGEST:,} 行", f"More than {_LARGEST:,} rows"))]
    good, findings, seen = list[Echo](), list[EchoFinding](), dict[str, int]()
    for line, cells in others:
        found = _read(line, {key: cells[at].strip() if at < len(cells) else "" for key, at in places.items()}, seen)
        if isinstance(found, Echo):
            good.append(found)
        else:
            findings.append(found)
    return good, findings


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with something in them, by number; separated by commas, semicolons or tabs, as the first one is."""
    text = text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t，", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    begin = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begin, cells
            begin = reader.line_num + 1
    except csv.Error:
        yield begin, []


def _places(head: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().casefold() for cell in head]
    return {
        key: names.index(name.casefold()) for key, pair in _COLUMNS.items() for name in pair if name.casefold() in names
    }


def _lacking(places: Mapping[str, int]) -> Pair | None:
    if "index_number" not in places and "uid" not in places:
        return "缺少“索引号”或“公开件编号”列", "A column “Index number” or “Publication id” is missing"
    if "address" not in places:
        return "缺少“门户地址”列", "The column “Portal address” is missing"
    return None


def _read(line: int, said: Mapping[str, str], seen: dict[str, int]) -> Echo | EchoFinding:
    number, uid, address = (said.get(key, "") for key in ("index_number", "uid", "address"))
    if not number and not uid:
        return EchoFinding(line, ("没有索引号，也没有公开件编号", "Neither an index number nor an id"))
    if not _is_address(address):
        return EchoFinding(line, (f"不是网址：{address or '（空）'}", f"This is no address: {address or '(empty)'}"))
    told = said.get("published_at", "")
    moment = _moment(told)
    if told and moment is None:
        return EchoFinding(line, (f"看不懂的时间：{told}", f"This is no time: {told}"))
    if earlier := next((seen[key] for key in (number, uid) if key and key in seen), 0):
        return EchoFinding(line, (f"与第 {earlier} 行是同一公开件", f"The same publication as in line {earlier}"))
    seen.update({key: line for key in (number, uid) if key})
    return Echo(line, number, uid, address, moment)


def _is_address(text: str) -> bool:
    try:
        found = urlsplit(text)
        return found.scheme in ("http", "https") and bool(found.hostname) and not found.username and len(text) <= 500
    except ValueError:
        return False


def _moment(text: str) -> datetime | None:
    """As portals write it, without a zone: the portal's own clock."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    parts = [int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    try:
        return datetime(*parts)  # type: ignore[arg-type, misc, unused-ignore]  # noqa: DTZ001  the portal's own clock
    except ValueError:
        return None
