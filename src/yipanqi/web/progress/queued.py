"""What a phone sends out of its queue: a report in JSON, judged by the form of the page; parts of photos."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError

from yipanqi.web.delivery.models import DeliveryTask
from yipanqi.web.page.say import Cannot

from .actions.reporting import Written
from .forms import MOST_PHOTOS, ReportForm

LARGEST_REPORT = 100_000  # bytes
LARGEST_PART = 1_000_000
PART = 393_216  # bytes of a photo that a phone sends at once
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TYPED = ("percent", "quantity", "problem", "problem_text", "expected_finish", "certified", "reason", "is_sure")
_ASIDE = ("uid", "month", "seen", "opened_at", "phone_at")


class CannotRead(Cannot):
    """What came is not what a phone sends; nothing of it is kept. `status`: of the answer."""

    def __init__(self, zh: str, en: str, status: int = 400) -> None:
        super().__init__(zh, en)
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Queued:
    """A report as it stood in the queue: whose it was, its task, what was typed, the photos it names."""

    owner: str
    task: int
    fields: QueryDict
    photos: tuple[str, ...]

    def form(self, task: DeliveryTask) -> ReportForm:
        """The form of the page, filled in."""
        return ReportForm(self.fields, task=task)

    def written(self, form: ReportForm) -> Written:
        """Where and when it was written, with the photos it names."""
        return replace(form.written, photos=self.photos)


def queued(request: HttpRequest) -> Queued:
    """The report that came. Raises CannotRead."""
    told = _told(body(request, "application/json", LARGEST_REPORT))
    typed = told.get("fields", {})
    photos = told.get("photos", [])
    task = told.get("task")
    if not isinstance(typed, dict) or not isinstance(photos, list) or not _is_key(task):
        raise _strange()
    if not all(isinstance(it, str) and _SHA256.fullmatch(it) for it in photos) or len({*photos}) != len(photos):
        raise _strange()
    if len(photos) > MOST_PHOTOS:
        raise CannotRead(f"每份月报最多 {MOST_PHOTOS} 张照片", f"A report has at most {MOST_PHOTOS} photos", 422)
    fields = QueryDict(mutable=True)
    for name, value in [*((it, typed.get(it)) for it in _TYPED), *((it, told.get(it)) for it in _ASIDE)]:
        if isinstance(value, str | int | float):  # of anything else the form says that it is missing
            fields[name] = str(value)
    return Queued(owner=str(told.get("owner", "")), task=task, fields=fields, photos=tuple(photos))


def body(request: HttpRequest, kind: str, most: int) -> bytes:
    """All bytes that were announced, of the kind that is wanted. Raises CannotRead."""
    if request.content_type != kind:
        raise CannotRead(f"内容类型应为 {kind}", f"The content type should be {kind}", 415)
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit():
        raise CannotRead("没有说明内容长度", "The length of the content is not told", 411)
    if int(length) > most:
        raise CannotRead(f"一次最多 {most:,} 字节", f"At most {most:,} bytes at once", 413)
    try:
        found = request.body
    except (UnreadablePostError, RequestDataTooBig):
        found = b""
    if len(found) != int(length):
        raise CannotRead("传输中断，没有保存任何内容", "It was cut off on its way; nothing was kept")
    return found


def _told(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
        json.dumps(found, ensure_ascii=False).encode()  # halves of letters, which no database keeps
    except (ValueError, RecursionError):
        raise _strange() from None
    if not isinstance(found, dict):
        raise _strange()
    return found


def _is_key(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _strange() -> CannotRead:
    return CannotRead("看不懂这份月报，没有保存任何内容", "This report cannot be read; nothing was kept")
