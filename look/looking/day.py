"""The business day of a story: the file `day` of its home, once that is there. Server and chapters go by it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NAME = "day"


def turn(home: Path, day: str) -> None:
    """Let it be this day from now on."""
    (home / NAME).write_text(day, encoding="utf-8")


def keep() -> None:
    """Go by the day of the home, where it has one."""
    told = Path(settings.HOME) / NAME
    if told.exists():
        settings.TODAY = date.fromisoformat(told.read_text("utf-8"))


def by_the_day(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Each page goes by it."""

    def answered(request: HttpRequest) -> HttpResponse:
        keep()
        return answer(request)

    return answered
