"""What the platform says, in Chinese and in English, side by side where it is said."""

from collections.abc import Callable, Iterable

from django.utils.functional import lazystr
from django.utils.translation import get_language


def say(zh: str, en: str) -> str:
    """The text in the language of the request."""
    return en if (get_language() or "zh").startswith("en") else zh


def say_later(zh: str, en: str) -> str:
    """The same for labels that are made once and shown in many requests."""
    return lazystr(_Said(zh, en))


def language() -> str:
    """`zh` or `en`, whichever the request speaks."""
    return say("zh", "en")


def in_both(told: Callable[[str], list[str]]) -> list[list[str]]:
    """What is told in either language, sentence by sentence: [Chinese, English] each."""
    return [list(pair) for pair in zip(told("zh"), told("en"), strict=True)]


def listed(names: Iterable[object]) -> str:
    """Names one after the other: 甲、乙, or A, B."""
    return say("、", ", ").join(map(str, names))


def in_turn(parts: Iterable[object]) -> str:
    """Sentences, or what has commas of its own, one after the other: 甲；乙, or A; B."""
    return say("；", "; ").join(map(str, parts))


class _Said:
    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en

    def __str__(self) -> str:
        return say(self.zh, self.en)


class Cannot(Exception):
    """Something could not be done; its message, in both languages, is fit to be shown."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)

    def __str__(self) -> str:
        return say(*self.args)
