"""Lights as pages show them: a shape, a word, a sentence; the forecast beside them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from yipanqi.domain.progress.forecast import Forecast
from yipanqi.domain.progress.light import Colour, Light, light_of
from yipanqi.domain.progress.light_rule import LightRule
from yipanqi.domain.progress.told import COLOURS, light_told, plain
from yipanqi.domain.sentences.catalogue import LANGUAGES
from yipanqi.web.delivery.beside import Mark
from yipanqi.web.page.say import language, say
from yipanqi.web.page.tables import link
from yipanqi.web.programmes.models import ProgrammeEntry

from .ground import Rules
from .working_out import Assessed


def word_of(colour: Colour) -> str:
    """The colour's word."""
    return say(*COLOURS[colour].names)


def as_of_said(day: date) -> str:
    """A light that is not of today says so."""
    return say(f"截至 {day}", f"as of {day}")


class Rulers:
    """The rule of lights of each day that is asked for, read once."""

    def __init__(self, entry: ProgrammeEntry) -> None:
        self.entry = entry
        self._known: dict[date, LightRule] = {}

    def __call__(self, day: date) -> LightRule:
        """The rule by which that day's lights were judged."""
        if day not in self._known:
            self._known[day] = Rules(self.entry, day).light
        return self._known[day]


def mark_of(light: Light, rule: LightRule, forecast: Any, *, is_old: bool = False, lang: str = "") -> Mark:
    """A light as a mark; `forecast` has the three days, as a forecast or as the table keeps them; `lang` is asked for
    where it is not told."""
    lang = lang or language()
    word = COLOURS[light.colour].names[LANGUAGES.index(lang)]
    finish, early, late = forecast
    return Mark(
        tone=light.colour.value,
        word=f"{word} · {as_of_said(light.day)}" if is_old else word,
        sentence=light_told(light, rule, lang),
        percent="" if light.percent is None else plain(light.percent),
        finish_date=finish,
        finish_early=early,
        finish_late=late,
    )


def mark_kept(kept: Any, rule_on: Callable[[date], LightRule], day: date, lang: str = "") -> Mark:
    """The mark of a light that the table keeps; one of an earlier day says so."""
    days = (kept.finish_date, kept.finish_early, kept.finish_late)
    return mark_of(light_of(kept.figures), rule_on(kept.day), days, is_old=kept.day != day, lang=lang)


def mark_live(found: Assessed, rule: LightRule) -> Mark:
    """The mark of a light that was worked out now."""
    return mark_of(found.light, rule, days_of(found.forecast))


def days_of(forecast: Forecast | None) -> tuple[date | None, date | None, date | None]:
    """When it is foretold to be done, and between which days."""
    return (forecast.finish, forecast.early, forecast.late) if forecast else (None, None, None)


def percent_said(value: Decimal | None) -> str:
    """A percent without needless zeros."""
    return "" if value is None else f"{plain(value)} %"


def lights_url(**asked: Any) -> str:
    """The list of lights, narrowed."""
    return link(reverse("progress:lights"), **asked)
