"""比较两个方案。 Compare two plans: what moved, what was gained and lost, by subdistrict, year and group.

A plan is an output folder of `yipanqi plan`. The names come from what is stored beside each plan.
Exit codes: 0 done, 1 error.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from yipanqi.cli.sentences import sentence
from yipanqi.cli.terminal import table
from yipanqi.cli.unread import unread
from yipanqi.domain.money import shown
from yipanqi.domain.planning.compare import Comparison, Moved, Shift, WorkChange, compared
from yipanqi.domain.sentences.spoken import STANDARDS, word

OK, ERROR = 0, 1


def arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("before", type=Path, metavar="PLAN", help="原方案文件夹 the earlier plan's folder")
    command.add_argument("after", type=Path, metavar="PLAN", help="新方案文件夹 the later plan's folder")


def run(args: argparse.Namespace) -> int:
    """Print what the second plan changes."""
    from yipanqi.planner import (
        CannotRead,
        Probe,
        read_picture,
    )  # numba takes a second to import: other commands need not pay for it

    try:
        with Probe() as probe:
            found = compared(*(read_picture(path, args.lang, probe) for path in (args.before, args.after)))
    except CannotRead as error:
        print(unread(error, args.lang), file=sys.stderr)
        return ERROR
    print(sentence("cmp_title", {"before": args.before, "after": args.after}, args.lang))
    print("\n".join(report(found, args.lang)))
    return OK


def report(found: Comparison, lang: str = "zh") -> list[str]:
    """A comparison as lines."""
    say = _Say(lang)
    lines = [say("cmp_sums"), *say.shifts(_totals(found, say))]
    lines += [say("cmp_moves", count=found.moves), *table(_moves(found, say))]
    for code, works in (
        ("cmp_gained", found.works_gained),
        ("cmp_lost", found.works_lost),
        ("cmp_standards", found.standards_changed),
    ):
        lines += [say(code, count=len(works)), *table(say.work(change) for change in works)]
    for by in ("subdistrict", "year", "group"):
        lines += [f"{say(f'cmp_by_{by}')} · {say('cmp_money')}", *say.shifts(_wan(found.money_by[by]))]
        lines += [f"{say(f'cmp_by_{by}')} · {say('cmp_benefit')}", *say.shifts(found.benefit_by[by])]
    return lines


class _Say:
    """Sentences in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, code: str, **values: object) -> str:
        return sentence(code, values, self.lang)

    def shifts(self, rows: tuple[Shift, ...]) -> list[str]:
        head = ("", self("cmp_before"), self("cmp_after"), self("cmp_change"))
        body = [
            (s.key, *(_figure(v, 0 if s.key == self("cmp_households") else 2, sign) for v, sign in _signed(s)))
            for s in rows
        ]
        return table([head, *body], right=(1, 2, 3))

    def move(self, kind: str, moved: Moved) -> tuple[str, ...]:
        none = self("cmp_none")
        return self(kind), moved.name, moved.subdistrict, moved.before or none, "→", moved.after or none

    def work(self, change: WorkChange) -> tuple[str, ...]:
        before, after = (
            word(STANDARDS, s, self.lang) if s else self("cmp_none") for s in (change.before, change.after)
        )
        return change.estate_name, change.measure, before, "→", after


def _totals(found: Comparison, say: _Say) -> tuple[Shift, ...]:
    (money,) = _wan((found.money,))
    rows = {"objective": found.objective, "households": found.households, "money": money, "benefit": found.benefit}
    return tuple(Shift(key=say(f"cmp_{name}"), before=s.before, after=s.after) for name, s in rows.items())


def _moves(found: Comparison, say: _Say) -> Iterator[tuple[str, ...]]:
    for kind, moves in (("cmp_moved", found.moved), ("cmp_added", found.added), ("cmp_dropped", found.dropped)):
        yield from (say.move(kind, moved) for moved in moves)


def _figure(value: float, places: int, sign: str) -> str:
    """A figure; what is nothing when rounded has no sign."""
    told = round(value, places) or 0.0
    return f"{told:{sign if told else ''},.{places}f}"


def _signed(shift: Shift) -> tuple[tuple[float, str], ...]:
    return (shift.before, ""), (shift.after, ""), (shift.change, "+")


def _wan(rows: tuple[Shift, ...]) -> tuple[Shift, ...]:
    """In 万元, rounded as the documents are: rows add up to the shown total."""
    before, after = (
        shown(sum(amounts), amounts)[1] for amounts in ([round(s.before) for s in rows], [round(s.after) for s in rows])
    )
    pairs = zip(rows, before, after, strict=True)
    return tuple(Shift(key=s.key, before=float(a), after=float(b)) for s, a, b in pairs)
