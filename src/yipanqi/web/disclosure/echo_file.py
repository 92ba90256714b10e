"""门户回执: the list that the portal's keeper sends back: index number, address there, when it says that it was
published. Read whole before anything is stored; what is wrong is told by line."""

import csv
import hashlib
import io
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from yipanqi.domain.disclosure.publication import Pair

from .models import Publication

HEAD = ("索引号", "网址", "门户发布时间")
ALSO = {"index_number": "索引号", "url": "网址", "published_at": "门户发布时间"}
MOST_BYTES, MOST_ROWS = 2_000_000, 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoRow:
    """A line that can be stored."""

    line: int
    publication: int
    index_number: str
    title: str
    url: str
    published_at: datetime | None
    differs_days: int = 0  # the portal published it so many days after us


@dataclass(slots=True, kw_only=True)
class EchoRead:
    """What a file says: lines to store, and faults by line."""

    sha256: str
    rows: list[EchoRow] = field(default_factory=list)
    faults: list[tuple[int, Pair]] = field(default_factory=list)


def template() -> str:
    """An empty list with its head and one line that shows how."""
    return ",".join(HEAD) + "\r\n420103-001-05-2028-00001,https://www.example.gov.cn/a/1.html,2028-05-10 09:30\r\n"


def read(data: bytes) -> EchoRead:
    """What the file says; nothing is stored."""
    found = EchoRead(sha256=hashlib.sha256(data).hexdigest())
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    lines = list(csv.reader(io.StringIO(text)))
    head = [ALSO.get(it.strip(), it.strip()) for it in lines[0]] if lines else []
    if missing := [it for it in HEAD[:2] if it not in head]:
        found.faults.append((1, (f"缺少列：{missing[0]}", f"A column is missing: {missing[0]}")))
        return found
    if len(lines) > MOST_ROWS:
        found.faults.append((1, (f"最多{MOST_ROWS}行", f"{MOST_ROWS} lines at most")))
        return found
    known = _known([line[head.index(HEAD[0])].strip() for line in lines[1:] if len(line) > head.index(HEAD[0])])
    seen: set[str] = set()
    for number, line in enumerate(lines[1:], 2):
        if any(it.strip() for it in line):
            _read_line(found, number, dict(zip(head, (it.strip() for it in line), strict=False)), known, seen)
    return found


def _known(numbers: list[str]) -> dict[str, Publication]:
    rows = Publication.objects.known_outside().exclude(index_number="").with_versions()
    return {it.index_number: it for it in rows.filter(index_number__in=set(numbers))}


def _read_line(
    found: EchoRead, number: int, told: dict[str, str], known: dict[str, Publication], seen: set[str]
) -> None:
    index, url = told.get(HEAD[0], ""), told.get(HEAD[1], "")
    publication, moment = known.get(index), _moment(told.get(HEAD[2], ""))
    fault: Pair | None = None
    if publication is None:
        fault = (f"没有索引号为“{index}”的已发布公开件", f"No publication that is out has the index number “{index}”")
    elif index in seen:
        fault = (f"索引号重复：{index}", f"The index number comes twice: {index}")
    elif not url.startswith(("http://", "https://")) or len(url) > 500 or " " in url:
        fault = ("网址应以 http:// 或 https:// 开头", "The address begins with http:// or https://")
    elif told.get(HEAD[2]) and moment is None:
        fault = ("时间应如 2028-05-10 09:30", "Write the time as 2028-05-10 09:30")
    if fault or publication is None:
        found.faults.append((number, fault or ("", "")))
        return
    seen.add(index)
    days = (moment - publication.published_at).days if moment and publication.published_at else 0
    title = publication.public.title_said if publication.public else ""
    found.rows.append(
        EchoRow(
            line=number,
            publication=publication.pk,
            index_number=index,
            title=title,
            url=url,
            published_at=moment,
            differs_days=days,
        )
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text.replace("/", "-"))
        day = parse_date(text.replace("/", "-")) if moment is None else None
    except ValueError:
        return None
    if moment is None and day is not None:
        moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001  made aware below
    if moment is None:
        return None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
