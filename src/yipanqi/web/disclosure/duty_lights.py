"""The lights of what is due, as the first page tells them: how many matters are late or near, and where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from yipanqi.domain.disclosure.duty import Status
from yipanqi.domain.disclosure.publication import Pair
from yipanqi.domain.progress.light import Colour
from yipanqi.domain.progress.told import COLOURS
from yipanqi.web.page.say import say
from yipanqi.web.page.telling import Line, Waiting
from yipanqi.web.programmes.models import ProgrammeEntry

from .models import BroughtList, DutyLight

_COLOURS = {Status.LATE: Colour.RED, Status.NEAR: Colour.YELLOW}


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLights:
    """How many matters and requests are open, late and near."""

    open: int
    matters: dict[Status, int]
    requests: dict[Status, int]

    def lines(self) -> list[Line]:
        """The worst first; that all is in time, where nothing is late or near."""
        found = [
            Line(text=f"{COLOURS[colour].shape} {words}", url=url)
            for status, colour in _COLOURS.items()
            for words, url in self._told(status, f"{reverse('disclosure:duties')}#requests")
        ]
        in_time = say(f"应公开的 {self.open} 项都在期限内", f"{self.open} matters to publish, all within their days")
        green = Line(text=f"{COLOURS[Colour.GREEN].shape} {in_time}", url=reverse("disclosure:duties"))
        return found or [green]

    def waiting(self) -> Iterator[Waiting]:
        """The same for who drafts."""
        for status in _COLOURS:
            for words, url in self._told(status, _requests_url(status)):
                yield Waiting(text=words, url=url)

    def _told(self, status: Status, of_requests: str) -> Iterator[tuple[str, str]]:
        """Words and address of what stands so, that of requests being told."""
        if count := self.matters[status]:
            yield say(*_MATTERS[status]).format(f"{count:,}"), f"{reverse('disclosure:duties')}?status={status}"
        if count := self.requests[status]:
            yield say(*_REQUESTS[status]).format(f"{count:,}"), of_requests


_MATTERS: dict[Status, Pair] = {
    Status.LATE: ("{} 项应公开事项已逾期", "To be published, late: {}"),
    Status.NEAR: ("{} 项应公开事项临近到期", "To be published, due within days: {}"),
}
_REQUESTS: dict[Status, Pair] = {
    Status.LATE: ("{} 件公开申请逾期未答复", "Requests for disclosure to answer, late: {}"),
    Status.NEAR: ("{} 件公开申请临近答复期限", "Requests for disclosure to answer, due within days: {}"),
}


def _requests_url(status: Status) -> str:
    state = "late" if status is Status.LATE else "open"
    return f"{reverse('disclosure:list', args=[BroughtList.REQUESTS])}?state={state}"


def lights_of(entry: ProgrammeEntry, day: date) -> DutyLights | None:
    """Of a programme on a day, as it was last looked at; nothing where nothing is open: one question."""
    late, near = Q(until__lt=day), Q(until__gte=day, near_on__lte=day)
    is_request = Q(obligation=DutyLight.REQUEST)
    told = DutyLight.objects.filter(entry=entry).aggregate(
        open=Count("pk"),
        late=Count("pk", filter=late & ~is_request),
        near=Count("pk", filter=near & ~is_request),
        late_requests=Count("pk", filter=late & is_request),
        near_requests=Count("pk", filter=near & is_request),
    )
    if not told["open"]:
        return None
    return DutyLights(
        open=told["open"],
        matters={Status.LATE: told["late"], Status.NEAR: told["near"]},
        requests={Status.LATE: told["late_requests"], Status.NEAR: told["near_requests"]},
    )
